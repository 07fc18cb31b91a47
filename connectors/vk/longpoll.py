"""VK's Bots Long Poll, under a lease: its server, key and place are moved with what was stored."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from vk_api.exceptions import ApiError

from connectors.polling import WAIT, Batch, Poller, PollLater
from connectors.storable import storable
from connectors.vk.client import VkClient
from connectors.vk.envelope import envelope
from connectors.vk.errors import DELAYED, PERHAPS_DONE
from connectors.vk.gap import LEASE, note_gap, read_now
from connectors.vk.settings import VkSettings
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

CONFIGURATION = 15.0
"""Seconds to wait when VK refuses the token or the community: nothing but the settings can mend that."""


async def poll(
    stop: asyncio.Event,
    settings: VkSettings,
    sessions: async_sessionmaker[AsyncSession],
    dispatcher: Dispatcher,
) -> None:
    """Poll until `stop` is set. Several may run; the one that holds the lease polls."""
    if settings.vk_token is None or settings.vk_group_id is None:
        raise ValueError("VK is not configured: set OTKLIK_VK_TOKEN and OTKLIK_VK_GROUP_ID")
    client = VkClient(settings.vk_token.get_secret_value(), settings.vk_api_url)
    # httpx and not the library for the waiting request: a thread that waits could not be stopped.
    async with httpx.AsyncClient(timeout=httpx.Timeout(WAIT + 2.0, connect=2.0)) as http:
        source = LongPoll(client, http, settings.vk_group_id)
        try:
            await Poller(LEASE, source.fetch, sessions, dispatcher).run(stop)
        finally:
            client.close()


class LongPoll:
    """Fetches the events after a cursor of `server`, `key` and `ts`."""

    def __init__(self, client: VkClient, http: httpx.AsyncClient, group_id: int, wait: int = WAIT) -> None:
        self._client = client
        self._http = http
        self._group_id = group_id
        self._wait = wait

    async def fetch(self, cursor: dict[str, Any]) -> Batch:
        """The next events. An empty batch moves the cursor alone: to a new key, or past what VK has lost."""
        if not {"server", "key", "ts"} <= cursor.keys():
            return Batch((), await self._begin(cursor))
        answer = await self._ask(cursor)
        failed = answer.get("failed")
        if failed is not None:
            return Batch((), self._after_failure(failed, answer, cursor))
        ts, events = answer.get("ts"), answer.get("updates")
        if ts is None or not isinstance(events, list):
            raise PollLater("an answer without ts and updates", 1.0)
        updates = [envelope(storable(event)) for event in events if isinstance(event, dict)]
        place = read_now({**cursor, "ts": str(ts)})
        return Batch([each for each in updates if each is not None], place)

    async def _ask(self, cursor: dict[str, Any]) -> dict[str, Any]:
        parameters = {"act": "a_check", "key": cursor["key"], "ts": cursor["ts"], "wait": str(self._wait)}
        response = await self._http.get(cursor["server"], params=parameters)
        response.raise_for_status()
        answer = response.json()
        if not isinstance(answer, dict):
            raise PollLater("an answer that is no object", 1.0)
        return answer

    async def _begin(self, cursor: dict[str, Any]) -> dict[str, Any]:
        """A new key; a known place is kept, so that what came meanwhile is still read."""
        try:
            session = await self._client.call("groups.getLongPollServer", group_id=self._group_id)
        except ApiError as error:
            if error.code in PERHAPS_DONE:  # a fault of VK's own, soon over
                raise
            raise PollLater(f"VK error {error.code}", DELAYED.get(error.code, CONFIGURATION)) from error
        begun = {"ts": session["ts"], **cursor, "server": session["server"], "key": session["key"]}
        begun["ts"] = str(begun["ts"])
        # Messages were missed until a new place was given, however long VK refused one.
        return _missed(begun) if begun.pop("lost", False) else begun

    @staticmethod
    def _after_failure(failed: object, answer: dict[str, Any], cursor: dict[str, Any]) -> dict[str, Any]:
        """VK's `failed`: 1, the events of this place are gone; 2, the key is; 3, key and place are."""
        if failed == 1 and answer.get("ts") is not None:
            return _missed({**cursor, "ts": str(answer["ts"])})
        kept = {name: value for name, value in cursor.items() if name not in ("server", "key")}
        if failed == 2:
            return kept
        kept.pop("ts")
        return {**kept, "lost": True}


def _missed(cursor: dict[str, Any]) -> dict[str, Any]:
    """The cursor with what may have been missed, which is told to those who run it (`otklik doctor` too)."""
    noted = note_gap(cursor)
    gap = noted["gaps"][-1]
    log.warning(
        "vk_messages_missed",
        since=gap["since"],
        until=gap["until"],
        remedy="look through the community's unanswered messages of that time",
    )
    return noted
