"""Ways in which a platform fails, each with a name.

refuse   nobody listens at the address
hang     the request is taken and never answered, nor carried out
abort    the connection is closed, nothing was carried out
drop     the request is carried out, then the connection is closed without an answer
500      status 500, nothing was carried out
429      status 429, nothing was carried out
error    the platform's own error of a number
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

NAMES = ("refuse", "hang", "abort", "drop", "500", "429", "error")
HANG = 30.0


@dataclass
class Fault:
    """One way to fail, for so many calls of a method; None: of any, for ever."""

    name: str
    times: int | None = None
    method: str | None = None
    code: int = 0
    seconds: float = 0.0

    def fits(self, method: str) -> bool:
        """Whether it befalls this call."""
        return self.method in (None, method) and (self.times is None or self.times > 0)


class Faults:
    """The faults told and not yet spent, the first that fits counts."""

    def __init__(self, error_body: Callable[[Fault], web.Response]) -> None:
        self._told: list[Fault] = []
        self._error_body = error_body

    def tell(self, fault: Fault) -> None:
        """Fail like this from now on."""
        if fault.name not in NAMES:
            raise ValueError(f"no fault {fault.name!r}; there are {', '.join(NAMES)}")
        self._told.append(fault)

    def heal(self) -> None:
        """Work again."""
        self._told.clear()

    async def around(
        self, request: web.Request, method: str, carry_out: Callable[[], Awaitable[web.Response]]
    ) -> web.Response:
        """Answer the request, or fail as told."""
        fault = next((each for each in self._told if each.fits(method)), None)
        if fault is None:
            return await carry_out()
        if fault.times is not None:
            fault.times -= 1
        if fault.name == "hang":
            await asyncio.sleep(fault.seconds or HANG)
        if fault.name == "drop":
            await carry_out()
        if fault.name in ("drop", "abort", "hang"):
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.name == "500":
            return web.Response(status=500, text="Internal Server Error")
        return self._error_body(fault)
