"""Who may follow whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.owner import MOVES, IllegalMove, Owner, change_owner
from escalation.tables import ConversationRow


class Session:
    """Takes rows, keeps them."""

    def __init__(self) -> None:
        self.rows: list[object] = []

    def add(self, row: object) -> None:
        self.rows.append(row)


@given(st.lists(st.sampled_from(Owner), max_size=30))
def test_only_known_moves_and_each_raises_the_epoch(wishes: list[Owner]) -> None:
    conversation = ConversationRow(owner="bot", epoch=1)
    session = Session()
    for wish in wishes:
        before, epoch = Owner(conversation.owner), conversation.epoch
        if wish in MOVES[before]:
            change_owner(session, conversation, wish)  # type: ignore[arg-type]
            assert (conversation.owner, conversation.epoch) == (wish, epoch + 1)
        else:
            with pytest.raises(IllegalMove):
                change_owner(session, conversation, wish)  # type: ignore[arg-type]
            assert (conversation.owner, conversation.epoch) == (before, epoch)
    assert len(session.rows) == conversation.epoch - 1, "each change is in the journal"


def test_nobody_follows_themselves_and_everybody_has_a_way_back() -> None:
    for owner, followers in MOVES.items():
        assert owner not in followers
        assert owner is Owner.BOT or Owner.BOT in followers
