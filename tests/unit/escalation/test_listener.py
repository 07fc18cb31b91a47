"""The bell of one follower."""

from __future__ import annotations

import asyncio

from escalation.listener import Listener, Wake


async def test_a_ring_is_kept_until_somebody_waits_and_only_once() -> None:
    wake = Wake()
    wake.ring()
    wake.ring()
    assert await wake.wait(0.01)
    assert not await wake.wait(0.01)


async def test_a_ring_wakes_who_waits() -> None:
    wake = Wake()
    waiting = asyncio.create_task(wake.wait(5))
    await asyncio.sleep(0)
    wake.ring()
    assert await waiting


def test_followers_leave_nothing_behind() -> None:
    listener = Listener("postgresql://nowhere")
    with listener.follow(("a", "1"), ("b", "")), listener.follow(("a", "1")):
        assert len(listener._followers) == 2
    assert not listener._followers
