"""Is a message about the answer before it?"""

from __future__ import annotations

import pytest

from dialogues.runtime.continuing import continues
from knowledge_base.decision import Decision
from nlu.continuing import Leaning
from tests.unit.dialogues.hits import found, hit

BARE = Leaning(opened=True, points=True, asks=True, rest=())
OWN = Leaning(opened=True, points=False, asks=False, rest=("нотариус",))


@pytest.mark.parametrize(
    ("leaning", "decision", "shared", "expected"),
    [
        (BARE, found(hit("state-duty", 0.95)), (), True),  # the general article knows less than the subject
        (BARE, None, (), True),
        (OWN, found(hit("sale", 0.68)), ("нотариус",), True),
        (OWN, found(hit("sale", 0.68)), (), False),
        (OWN, found(hit("sale", 0.95)), ("нотариус",), False),  # a new subject, surely found
        (OWN, found(hit("sale", 0.95), hit("debt", 0.9)), ("нотариус",), False),  # whichever of the two it is
        (OWN, found(hit("gift", 0.95)), (), True),
        (OWN, found(hit("gift", 0.95), hit("sale", 0.9)), (), True),
        (OWN, found(hit("sale", 0.3), hit("gift", 0.2)), ("нотариус",), True),
        (Leaning(opened=False, points=False, asks=True, rest=("нотариус",)), None, ("нотариус",), False),
    ],
)
def test_continues(
    leaning: Leaning, decision: Decision | None, shared: tuple[str, ...], expected: bool
) -> None:
    assert continues(leaning, decision, "gift", shared) is expected
