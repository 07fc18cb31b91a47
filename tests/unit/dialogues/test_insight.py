"""Only who asks is told what decided."""

from __future__ import annotations

import asyncio

from dialogues.runtime.evidence import Evidence, Thresholds, Verdict
from dialogues.runtime.finding import Finding
from dialogues.runtime.insight import Insight, insights, note


def insight(intent: str = "question") -> Insight:
    seen = Evidence(intent, 0.9, "nothing", 0.0)
    return Insight(Finding("nothing", 0.0), None, seen, Verdict(intent, 0.9), Thresholds())


def test_nobody_asked() -> None:
    note(insight())
    with insights() as seen:
        pass
    note(insight())
    assert seen == []


async def test_each_task_sees_its_own() -> None:
    async def ask(intent: str) -> list[Insight]:
        with insights() as seen:
            await asyncio.sleep(0)
            note(insight(intent))
            await asyncio.sleep(0)
        return seen

    first, second = await asyncio.gather(ask("greet"), ask("thanks"))
    assert [one.evidence.intent for one in first] == ["greet"]
    assert [one.evidence.intent for one in second] == ["thanks"]
