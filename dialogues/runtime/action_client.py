"""Rasa's way to the action server: one kept connection, a deadline, and failures that are not lost."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from dialogues.runtime.history import slim_call
from dialogues.runtime.turn import current_turn

ACTION_DEADLINE_S = 5.0


class ActionError(RasaException):
    """The action server could not be reached, was too slow, or failed."""


class ActionClient(EndpointConfig):
    """Stands where Rasa expects the endpoint of the action server.

    Rasa's own client opens a connection for every call, waits 300 s, and its errors end in a log line
    while the turn goes on. This one keeps the connection, waits 5 s, sends the last turns only, and
    notes every failure on the turn in hand, so that the turn channel can refuse the turn.
    """

    @classmethod
    def from_endpoint(cls, endpoint: EndpointConfig) -> ActionClient:
        """The same address and options as `endpoint`."""
        return cls(
            url=endpoint.url,
            params=endpoint.params,
            headers=endpoint.headers,
            basic_auth=endpoint.basic_auth,
            token=endpoint.token,
            token_name=endpoint.token_name,
            cafile=endpoint.cafile,
            **endpoint.kwargs,
        )

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Post one action call and return its JSON; Rasa's `timeout` and `compress` are not heeded."""
        del subpath, content_type, compress
        turn, started = current_turn(), time.perf_counter()
        body = slim_call(kwargs.get("json") or {})
        name = str(body.get("next_action"))
        try:
            return await self._exchange(method, body)
        except ClientResponseError as error:
            if error.status != 400 and turn is not None:  # 400: the action declined, which is a decision
                turn.failures.append(f"{name}: the action server answered {error.status}")
            raise
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = f"{name}: no answer from the action server ({type(error).__name__})"
            if turn is not None:
                turn.failures.append(problem)
            raise ActionError(problem) from error
        finally:
            if turn is not None:
                turn.action_ms += (time.perf_counter() - started) * 1000

    async def _exchange(self, method: str, body: dict[str, Any]) -> Any:
        async with (
            asyncio.timeout(ACTION_DEADLINE_S),
            self._kept_session().request(
                method, self.url, json=body, params=self.combine_parameters(), headers=self.headers
            ) as response,
        ):
            if response.status >= 400:
                text = await response.text()
                raise ClientResponseError(response.status, response.reason, text)
            return await response.json()

    def _kept_session(self) -> aiohttp.ClientSession:
        session: aiohttp.ClientSession | None = getattr(self, "_session", None)
        if session is None or session.closed:
            session = self._session = self.session()
        return session

    async def close(self) -> None:
        """Close the kept connection."""
        session: aiohttp.ClientSession | None = getattr(self, "_session", None)
        if session is not None:
            await session.close()
