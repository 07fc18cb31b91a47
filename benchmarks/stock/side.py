"""The stock project as processes, and a citizen on its REST channel."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp

from benchmarks.figures import Turn
from benchmarks.load import Meet
from benchmarks.place import Place
from benchmarks.running import Running
from benchmarks.stock.training import STOCK
from benchmarks.texts import Line
from evaluation.ports import free_port
from otklik.processes.environment import child_environment
from otklik.processes.readiness import answers


class StockSide:
    """Rasa and its action server over the place's PostgreSQL."""

    def __init__(self, place: Place, model: Path) -> None:
        """Start both."""
        self._rasa_port, self._actions_port = free_port(), free_port()
        actions = {**child_environment(place.settings), "PYTHONUNBUFFERED": "1"}
        rasa = {
            "STOCK_ACTIONS_URL": f"http://127.0.0.1:{self._actions_port}/webhook",
            "STOCK_DATABASE_URL": place.stock_url,
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        self._processes = [
            Running(
                "stock-actions",
                ["rasa_sdk", "--actions", "benchmarks.stock.actions", "--port", str(self._actions_port)],
                actions,
                place.logs,
            ),
            Running(
                "stock-rasa",
                [
                    "rasa", "run", "--model", str(model), "--port", str(self._rasa_port),
                    "--interface", "127.0.0.1", "--endpoints", str(STOCK / "endpoints.yml"),
                    "--credentials", str(STOCK / "credentials.yml"),
                ],
                rasa,
                place.logs,
            ),
        ]  # fmt: skip

    @property
    def url(self) -> str:
        """Rasa's address."""
        return f"http://127.0.0.1:{self._rasa_port}"

    @property
    def named_pids(self) -> dict[str, int]:
        """All processes by the names that ours have."""
        return {process.name.removeprefix("stock-"): process.pid for process in self._processes}

    @property
    def pids(self) -> list[int]:
        """The processes."""
        return [process.pid for process in self._processes]

    @property
    def meet(self) -> Meet:
        """A new sender."""
        return partial(meet_stock, url=self.url)

    def wait(self) -> None:
        """Until both answer."""
        actions, rasa = self._processes
        actions.wait_until(lambda: answers("127.0.0.1", self._actions_port, "/health"))
        rasa.wait_until(lambda: answers("127.0.0.1", self._rasa_port, "/webhooks/rest/"))

    def stop(self) -> None:
        """End both."""
        for process in reversed(self._processes):
            process.stop()


class StockCitizen:
    """One sender."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = uuid.uuid4().hex

    async def say(self, line: Line) -> Turn:
        """The REST channel answers the post with the replies."""
        clock, began = time.perf_counter(), time.time()
        body = {"sender": self._sender, "message": line.text}
        async with self._http.post(self._url, json=body) as answer:
            answer.raise_for_status()
            replies = await answer.json()
        spent, heard = (time.perf_counter() - clock) * 1000, time.time()
        return Turn(line.kind, spent if replies else None, began, heard, heard)


@asynccontextmanager
async def meet_stock(http: aiohttp.ClientSession, url: str) -> AsyncIterator[StockCitizen]:
    """A new sender of the REST channel at `url`."""
    yield StockCitizen(http, url)
