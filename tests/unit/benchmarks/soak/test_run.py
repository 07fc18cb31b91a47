"""How the turns are given to citizens."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.soak.run import TURNS_EACH, make_talks


@pytest.mark.parametrize("turns", [1, 60, 299, 10_000])
def test_every_turn_is_given_out_once_and_no_citizen_has_too_many(turns: int) -> None:
    talks = make_talks(turns)
    texts = [text for _, said in talks for text in said]
    assert len(texts) == len(set(texts)) == turns
    assert max(len(said) for _, said in talks) <= TURNS_EACH


def test_channels_share_evenly_and_texts_stand_alone() -> None:
    talks = make_talks(10_000)
    shares = Counter(channel for channel, _ in talks)
    assert max(shares.values()) - min(shares.values()) <= 1
    assert all(len(text.split()) >= 3 for _, said in talks for text in said)
