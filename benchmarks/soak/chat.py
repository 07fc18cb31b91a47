"""A citizen in a messenger: talks through the emulated platform and reads the phone."""

from __future__ import annotations

import asyncio
import random
import time

from benchmarks.soak.tally import PRESSED, Screen, is_answered
from tests.platforms.phone import SERVICE
from tests.platforms.remote import Citizen, Remote

AGAIN = "Показать ещё раз"
PATIENCE = 60.0
HURRY = 0.25
"""How often the next message is sent without waiting for the reply."""


async def talk(platform: Remote, channel: str, texts: list[str], chance: random.Random) -> Screen:
    """Say every text and wait until every reply is there, or patience is at its end."""
    citizen = await asyncio.to_thread(platform.citizen)
    screen, reader = Screen(channel), _Reader(citizen)
    for text in texts:
        screen.said.append(text)
        await asyncio.to_thread(citizen.say, text)
        if chance.random() > HURRY:
            await reader.until_answered(screen, [text])
    await reader.until_answered(screen, texts)
    await asyncio.sleep(1.0)  # for a copy that should not come
    await reader.read(screen, wait=0.0)
    return screen


class _Reader:
    """Reads a phone on from where it was read."""

    def __init__(self, citizen: Citizen) -> None:
        self._citizen = citizen
        self._place = 0

    async def read(self, screen: Screen, wait: float) -> None:
        """Add what is new, and press the button that offers a message again."""
        for shown in await asyncio.to_thread(self._citizen.messages, self._place, wait):
            self._place = shown.number
            if shown.author != SERVICE:
                continue
            screen.shown.append(shown.text)
            if AGAIN in shown.titles:
                screen.shown.append(PRESSED)
                await asyncio.to_thread(self._citizen.press, AGAIN)

    async def until_answered(self, screen: Screen, texts: list[str]) -> None:
        """Return once all are answered, or after `PATIENCE` seconds."""
        ends = time.monotonic() + PATIENCE
        while not all(is_answered(screen, text) for text in texts) and time.monotonic() < ends:
            await self.read(screen, wait=2.0)
