from evaluation.confusions import find_confusions
from evaluation.given import Given, failed
from evaluation.gold import GoldRow
from evaluation.judging import Judged, summarise


def given(outcome: str, direct: str | None = None, *choices: str) -> Given:
    return Given(outcome, "question", 0.9, direct, direct, choices, (), 10.0)


SNILS = GoldRow("где получить снилс", "snils", frozenset({"inn"}))
HARD = GoldRow("всё сложно", "privileges", hard=True)
NONE = GoldRow("где взять лицензию на полёты", "none")
OOS = GoldRow("рецепт борща", "oos")


def test_the_label_one_of_also_and_choices_are_right() -> None:
    assert Judged(SNILS, given("answered", "snils")).strict
    other = Judged(SNILS, given("answered", "inn"))
    assert (other.right, other.strict, other.confident_wrong) == (True, False, False)
    offered = Judged(SNILS, given("choices", None, "inn", "oms-policy"))
    assert (offered.right, offered.strict) == (True, False)
    assert not Judged(SNILS, given("choices", None, "oms-policy")).right


def test_a_hand_over_is_right_only_where_it_is_hard() -> None:
    assert Judged(HARD, given("handed_over", "action:operator")).strict
    assert not Judged(HARD, given("no_answer")).right  # an offer of a person is none
    assert Judged(SNILS, given("handed_over", "action:operator")).confident_wrong


def test_answers_beyond_the_scope_are_confidently_wrong() -> None:
    assert Judged(NONE, given("answered", "snils")).confident_wrong
    assert Judged(OOS, given("form", "action:status")).confident_wrong
    assert not Judged(OOS, given("choices", None, "snils")).confident_wrong
    accepted = GoldRow("где взять лицензию", "none", frozenset({"business-services"}))
    assert not Judged(accepted, given("answered", "business-services")).confident_wrong


def test_figures_add_up() -> None:
    figures = summarise(
        [
            Judged(SNILS, given("answered", "snils")),
            Judged(SNILS, given("choices", None, "inn")),
            Judged(HARD, given("no_answer")),
            Judged(NONE, given("no_answer")),
            Judged(OOS, given("answered", "snils")),
            Judged(OOS, given("choices", None, "snils")),
            Judged(OOS, given("small_talk")),
            Judged(OOS, failed(1.0)),
        ]
    )
    assert figures["accuracy_in_scope"] == 0.6667
    assert figures["accuracy_strict"] == 0.3333
    assert figures["choices_share"] == 0.25
    assert figures["confident_wrong"] == 0.125
    assert figures["refused_none"] == 1.0
    assert figures["refused_oos"] == 0.25
    assert figures["outcomes"] == {
        "answered": 2, "choices": 2, "no_answer": 2, "small_talk": 1, "failed": 1,
    }  # fmt: skip


def test_figures_of_a_file_without_some_kind_of_row() -> None:
    figures = summarise([Judged(OOS, given("refused"))])
    assert figures["accuracy_in_scope"] is None
    assert figures["refused_none"] is None
    assert figures["refused_oos"] == 1.0


def test_a_row_of_the_file_of_scores() -> None:
    row = Judged(SNILS, given("answered", "inn")).as_json()
    assert (row["right"], row["strict"], row["confident_wrong"]) == (True, False, False)
    assert (row["given"], row["also"]) == ("inn", ["inn"])
    assert Judged(OOS, given("refused")).as_json()["right"] is True


def test_the_worst_confusions_come_first() -> None:
    found = find_confusions(
        [
            Judged(SNILS, given("no_answer")),
            Judged(SNILS, given("answered", "snils")),
            Judged(OOS, given("answered", "snils")),
            Judged(OOS, given("answered", "snils")),
            Judged(OOS, given("choices", None, "snils")),
            Judged(NONE, failed(1.0)),
        ]
    )
    assert [(one.label, one.given, one.count) for one in found] == [
        ("oos", "snils", 2),
        ("none", "failed", 1),
        ("snils", "refused", 1),
        ("oos", "choices snils", 1),
    ]
