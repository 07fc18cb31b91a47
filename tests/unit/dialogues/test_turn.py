"""The turn in hand."""

from __future__ import annotations

import asyncio

from dialogues.runtime.turn import Turn, current_turn, turn_in_hand


async def test_two_turns_at_once_do_not_see_each_other() -> None:
    async def work(name: str) -> str:
        with turn_in_hand(Turn(name, [])):
            await asyncio.sleep(0)
            seen = current_turn()
            assert seen is not None
            return seen.sender_id

    assert await asyncio.gather(work("a"), work("b")) == ["a", "b"]
    assert current_turn() is None


async def test_tasks_of_a_turn_write_on_the_same_turn() -> None:
    async def fail() -> None:
        turn = current_turn()
        assert turn is not None
        turn.failures.append("no answer")

    with turn_in_hand(Turn("a", [])) as turn:
        await asyncio.create_task(fail())
    assert turn.failures == ["no answer"]
