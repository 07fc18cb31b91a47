"""What is counted as lost, doubled and out of order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.soak.echo import REPLY
from benchmarks.soak.tally import PRESSED, Screen, Tally, is_answered, tally

SAID = ["один", "два", "три"]
A, B, C = (REPLY + text for text in SAID)


def count(*shown: str) -> Tally:
    return tally(Screen("vk", list(SAID), list(shown)))


def test_all_in_order_is_clean() -> None:
    assert count(A, "ответ займёт чуть больше времени", B, C) == Tally(turns=3)
    assert count(A, B, C).clean


def test_lost_doubled_and_disordered_are_told_apart() -> None:
    assert count(A, C) == Tally(turns=3, lost=1)
    assert count(A, B, B, C) == Tally(turns=3, doubled=1)
    assert count(B, A, C) == Tally(turns=3, disordered=1)
    assert not count(B, A, C).clean


def test_a_reply_to_nobody_here_is_foreign() -> None:
    assert count(A, B, C, REPLY + "чужое") == Tally(turns=3, foreign=1)


def test_what_a_press_brings_is_neither_double_nor_out_of_order() -> None:
    assert count(A, B, PRESSED, B, C) == Tally(turns=3, offered=1)
    assert count(A, C, PRESSED, B) == Tally(turns=3, offered=1)


def test_a_press_excuses_one_copy_only() -> None:
    assert count(A, B, PRESSED, B, B, C) == Tally(turns=3, doubled=1, offered=1)


def test_counts_add_up() -> None:
    assert count(A, C) + count(B, A, C) == Tally(turns=6, lost=1, disordered=1)


def test_an_answer_is_recognised_by_its_question() -> None:
    assert is_answered(Screen("web", ["два"], [B]), "два")
    assert not is_answered(Screen("web", ["два"], ["два"]), "два")


@given(st.permutations([A, B, C]), st.integers(0, 3))
def test_no_order_of_the_replies_hides_a_loss_or_a_double(shown: list[str], cut: int) -> None:
    found = count(*shown[:cut])
    assert found.lost == 3 - cut
    assert found.doubled == 0
    assert found.clean == (shown[:cut] == [A, B, C])
