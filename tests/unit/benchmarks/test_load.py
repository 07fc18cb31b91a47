"""Sessions are played to their end, some at once; a turn without a reply is counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from benchmarks.figures import Turn
from benchmarks.load import play
from benchmarks.texts import Kind, Line

SESSIONS = [tuple(Line(f"{number}.{turn}", Kind.QUESTION) for turn in range(3)) for number in range(6)]


class Crowd:
    """Citizens who note what they say and how many talk at a time."""

    def __init__(self, silent: str = "") -> None:
        self.silent = silent
        self.said: list[str] = []
        self.talking = self.most = 0

    @asynccontextmanager
    async def meet(self, http: aiohttp.ClientSession) -> AsyncIterator[Crowd]:
        self.talking += 1
        self.most = max(self.most, self.talking)
        yield self
        self.talking -= 1

    async def say(self, line: Line) -> Turn:
        await asyncio.sleep(0.001)
        if line.text == self.silent:
            raise TimeoutError
        self.said.append(line.text)
        return Turn(line.kind, 1.0)


async def test_every_line_is_said_by_so_many_at_once() -> None:
    crowd = Crowd()
    run = await play(SESSIONS, crowd.meet, 3)
    assert sorted(crowd.said) == sorted(line.text for session in SESSIONS for line in session)
    assert crowd.most == 3
    assert run.answered == 18


async def test_a_session_without_a_reply_ends_and_the_others_go_on() -> None:
    crowd = Crowd(silent="2.1")
    run = await play(SESSIONS, crowd.meet, 2)
    assert len(run.turns) - run.answered == 1
    assert run.answered == 16
