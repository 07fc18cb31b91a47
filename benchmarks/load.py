"""Play sessions against a side, some at once, and measure every turn from outside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import aiohttp

from benchmarks.figures import Run, Turn
from benchmarks.texts import Line, Session

TURN_SECONDS = 30.0


class HandedOver(Exception):
    """A person owns the conversation now: the assistant answers no more in it."""


class Citizen(Protocol):
    """Somebody with one conversation."""

    async def say(self, line: Line) -> Turn:
        """One turn, measured.

        Raises `HandedOver` when a person took the conversation before; `TimeoutError`, `EOFError` or
        aiohttp's errors when nothing comes of the turn.
        """


Meet = Callable[[aiohttp.ClientSession], AbstractAsyncContextManager[Citizen]]


async def play(sessions: Sequence[Session], meet: Meet, at_once: int = 1) -> Run:
    """All sessions, `at_once` at a time, each turn after the reply to the one before.

    A turn that gets no reply is in the run with no milliseconds. Conversations are opened within the
    run, as they are for citizens.
    """
    turns: list[Turn] = []
    waiting = list(reversed(sessions))
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:

        async def work() -> None:
            while waiting:
                await play_one(waiting.pop(), meet, http, turns)

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        return Run(tuple(turns), time.perf_counter() - began)


async def play_one(session: Session, meet: Meet, http: aiohttp.ClientSession, turns: list[Turn]) -> None:
    """One session; its turns are added to `turns`. It ends early when it is handed over to a person."""
    async with meet(http) as citizen:
        for line in session:
            try:
                turn = await asyncio.wait_for(citizen.say(line), TURN_SECONDS)
            except HandedOver:
                return
            except (TimeoutError, aiohttp.ClientError, EOFError):
                turns.append(Turn(line.kind, None))
                return
            turns.append(turn)
