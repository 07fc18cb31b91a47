"""Watch and steer an emulated platform, in this process or another; play its citizens. Safe in threads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.platforms.phone import CITIZEN, SERVICE, Shown


class NotHeard(AssertionError):
    """What was waited for did not come; the text says what the phone shows instead."""


class Remote:
    """A platform by its control address."""

    def __init__(self, url: str, control_url: str) -> None:
        self.url = url
        self.control_url = control_url
        self._http = httpx.Client(base_url=control_url, timeout=30.0, trust_env=False)

    def do(self, action: str, **values: Any) -> Any:
        """Carry out an action of the platform. Raises `ValueError` with its reason when it is refused."""
        response = self._http.post(f"/{action}", json=values)
        if response.status_code != httpx.codes.OK:
            raise ValueError(f"{action}: {response.text}")
        return response.json()

    async def act(self, action: str, **values: Any) -> Any:
        """`do` that leaves the event loop free: for actions in which the product is called."""
        return await asyncio.to_thread(self.do, action, **values)

    def citizen(self, name: str = "Гражданин") -> Citizen:
        """A new person with a phone."""
        return Citizen(self, self.do("add_citizen", name=name))

    def fail(
        self,
        name: str,
        *,
        times: int | None = None,
        method: str | None = None,
        code: int = 0,
        seconds: float = 0.0,
    ) -> None:
        """Fail from now on: see `faults.py` for the names."""
        self.do("fault", name=name, times=times, method=method, code=code, seconds=seconds)

    def heal(self) -> None:
        """Work again, and listen."""
        self.do("heal")

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """The product's calls in order: `method`, `values` and `outcome`, "ok" or the platform's error."""
        return [call for call in self.do("list_calls") if method in (None, call["method"])]

    def undelivered(self) -> int:
        """How many events wait to be taken by the product."""
        return int(self.do("count_undelivered"))

    def wait_until_delivered(self, timeout: float = 10.0) -> None:
        """Return once the product has taken every event."""
        ends = time.monotonic() + timeout
        while self.undelivered():
            if time.monotonic() > ends:
                raise NotHeard(f"{self.undelivered()} events were not taken within {timeout} s")
            time.sleep(0.02)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


class Citizen:
    """A person with a phone."""

    def __init__(self, platform: Remote, peer: int) -> None:
        self._platform = platform
        self.peer = peer

    def say(self, text: str, **extra: Any) -> Shown:
        """Write to the service. `extra` is added to the platform's message (attachments, for instance)."""
        return Shown.from_json(self._platform.do("say", peer=self.peer, text=text, extra=extra))

    def press(self, title: str) -> None:
        """Press the newest button with this title. Raises `ValueError` when the phone shows none."""
        self._platform.do("press", peer=self.peer, title=title)

    def block(self, *, blocked: bool = True) -> None:
        """Forbid the service to write, or allow it again."""
        self._platform.do("block", peer=self.peer, blocked=blocked)

    def messages(self, after: int = 0, wait: float = 0.0) -> list[Shown]:
        """What the phone shows after a number; waits so many seconds for there to be something."""
        found = self._platform.do("messages", peer=self.peer, after=after, wait=wait)
        return [Shown.from_json(each) for each in found]

    def answers(self) -> list[str]:
        """The service's texts, in order."""
        return [message.text for message in self.messages() if message.author == SERVICE]

    def wait_for(
        self, what: str | Callable[[Shown], bool], timeout: float = 10.0, *, since: int | None = None
    ) -> Shown:
        """The service's first message that holds the text or fits the predicate.

        Those after the citizen's last word count, or after message number `since`. Raises `NotHeard`.
        """
        fits = what if callable(what) else lambda shown: what in shown.text
        ends = time.monotonic() + timeout
        seen = self.messages()
        place = since if since is not None else self._last_word(seen)
        while True:
            fresh = self.messages(after=place, wait=max(0.0, min(5.0, ends - time.monotonic())))
            for shown in fresh:
                place = shown.number
                if shown.author == SERVICE and fits(shown):
                    return shown
            if time.monotonic() >= ends:
                shows = "\n".join(f"{each.number} {each.author}: {each.text}" for each in self.messages())
                raise NotHeard(f"not within {timeout} s: {what!r}. The phone shows:\n{shows or '(nothing)'}")

    async def heard(
        self, what: str | Callable[[Shown], bool], seconds: float = 10.0, *, since: int | None = None
    ) -> Shown:
        """`wait_for` that leaves the event loop free."""
        return await asyncio.to_thread(self.wait_for, what, seconds, since=since)

    @staticmethod
    def _last_word(seen: list[Shown]) -> int:
        return max((each.number for each in seen if each.author == CITIZEN), default=0)
