"""Commands of actions."""

from __future__ import annotations

import pytest

from actions.commands import close_episode, open_ticket, record_consent, record_satisfaction, try_code


def test_the_commands_of_the_contract() -> None:
    assert open_ticket("asked", "x" * 300) == {
        "command": "open_ticket",
        "reason": "asked",
        "subject": "x" * 200,
    }
    assert close_episode() == {"command": "close_episode"}
    assert record_satisfaction(5) == {"command": "record_satisfaction", "mark": 5}
    assert try_code("7", right=False) == {"command": "try_code", "case": "7", "right": False}
    assert record_consent("data", "1") == {"command": "record_consent", "kind": "data", "version": "1"}


@pytest.mark.parametrize("mark", [0, 6, -1])
def test_a_mark_is_from_one_to_five(mark: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        record_satisfaction(mark)


def test_a_mark_may_be_for_an_earlier_session() -> None:
    assert record_satisfaction(5, 3) == {"command": "record_satisfaction", "mark": 5, "session": 3}
    assert "session" not in record_satisfaction(5)
