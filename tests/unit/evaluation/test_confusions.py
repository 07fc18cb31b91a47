from evaluation.confusions import Confusion, find_confusions
from evaluation.given import Given
from evaluation.gold import GoldRow
from evaluation.judging import Judged


def test_alike_mistakes_are_counted_together_and_carry_no_text() -> None:
    given = Given("answered", "question", 0.9, "inn", "inn", (), (), 1.0)
    rows = [Judged(GoldRow(f"снилс {number}", "snils"), given) for number in range(3)]
    assert find_confusions(rows) == [Confusion("snils", "inn", 3, 9.0)]


def test_nothing_is_wrong_with_what_is_right() -> None:
    given = Given("answered", "question", 0.9, "snils", "snils", (), (), 1.0)
    assert find_confusions([Judged(GoldRow("снилс", "snils"), given)]) == []
