"""Whether a citizen would be answered now: each thing that takes is asked, and what is wrong is named."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

DEADLINE = 2.0
REMEMBER = 1.0
WORKER_SILENT = 15.0


class NotReady(Exception):
    """What is wrong, in one line."""


@dataclass(frozen=True)
class Finding:
    """What one check found. `detail` names what was seen, or what is wrong."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Readiness:
    """All findings of one moment."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.ok for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The shape of /ready."""
        return {
            "ok": self.ok,
            "checks": {found.name: {"ok": found.ok, "detail": found.detail} for found in self.findings},
        }


class Probe:
    """Asks the database, every dialogue engine, the action server and the worker's heartbeat, all at once.

    Each has `DEADLINE` seconds; findings are kept for `REMEMBER`, so that asking often costs little.
    """

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        engines: Sequence[str],
        actions_url: str,
        schema: str | None = None,
    ) -> None:
        self._sessions = sessions
        self._schema = schema
        self._client = httpx.AsyncClient(timeout=DEADLINE)
        self._lock = asyncio.Lock()
        self._last: tuple[float, Readiness] | None = None
        self._checks: dict[str, Callable[[], Awaitable[str]]] = {
            "database": self._database,
            "worker": self._worker,
            "actions": lambda: self._actions(actions_url),
        }
        for number, url in enumerate(engines, 1):
            self._checks[f"engine {number}"] = lambda url=url: self._engine(url)  # type: ignore[misc]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def look(self) -> Readiness:
        """Run the checks, or return what was found a moment ago. Never raises."""
        async with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > REMEMBER:
                found = await asyncio.gather(
                    *(self._find(name, check) for name, check in self._checks.items())
                )
                self._last = (time.monotonic(), Readiness(tuple(found)))
            return self._last[1]

    @staticmethod
    async def _find(name: str, check: Callable[[], Awaitable[str]]) -> Finding:
        try:
            async with asyncio.timeout(DEADLINE):
                return Finding(name, True, await check())
        except NotReady as error:
            return Finding(name, False, str(error))
        except TimeoutError:
            return Finding(name, False, f"no answer in {DEADLINE:.0f} s")
        except Exception as error:
            return Finding(name, False, type(error).__name__)

    async def _database(self) -> str:
        async with self._sessions() as session:
            try:
                present = await session.scalar(text("SELECT version_num FROM alembic_version"))
            except ProgrammingError:
                present = None
        if present is None:
            raise NotReady("no schema: run `otklik db upgrade`")
        if self._schema is not None and present != self._schema:
            raise NotReady(f"schema {present}, this code needs {self._schema}: run `otklik db upgrade`")
        return f"schema {present}"

    async def _worker(self) -> str:
        async with self._sessions() as session:
            age = await session.scalar(
                text("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
            )
        if age is None:
            raise NotReady("no worker: start one with `otklik up worker`")
        if float(age) > WORKER_SILENT:
            raise NotReady(f"the last sign of a worker is {float(age):.0f} s old")
        return "at work"

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            response = await self._client.get(url)
        except httpx.TransportError as error:
            raise NotReady(f"cannot be reached ({type(error).__name__})") from error
        if response.status_code != httpx.codes.OK:
            raise NotReady(f"status {response.status_code}")
        try:
            body = response.json()
        except ValueError as error:
            raise NotReady("its answer is no JSON") from error
        if not isinstance(body, dict):
            raise NotReady("its answer is no object")
        return body

    async def _engine(self, url: str) -> str:
        body = await self._get(f"{url}/webhooks/turn/health")
        passages = body.get("passages")
        if not isinstance(passages, int) or passages <= 0:
            raise NotReady("its index is empty: run `otklik kb import`")
        return f"model {body.get('model_id')}, passages {passages}"

    async def _actions(self, url: str) -> str:
        await self._get(f"{url}/health")
        return "up"
