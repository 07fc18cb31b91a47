"""Search over a handful of articles."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.calibration import Belief, Weighing
from knowledge_base.errors import SearchError
from knowledge_base.passage import PassageKind, hash_text
from knowledge_base.search import Hit, IndexedPassage, Searcher
from tests.unit.knowledge_base.samples import CALIBRATION, TODAY, HashEncoder, lemmatise

ENCODER = HashEncoder()
TEXTS = {
    "passport": ("Как заменить паспорт?", "паспорт испорчен", "Замена паспорта делается в МВД."),
    "snils": ("Как получить СНИЛС?", "потерял снилс", "СНИЛС выдаёт Социальный фонд."),
    "tax": ("Как оплатить налог?", "пришло письмо из налоговой", "Налог платят до декабря."),
}
KINDS = (PassageKind.TITLE, PassageKind.QUESTION, PassageKind.SECTION)


def passages(dates: dict[str, tuple[date | None, date | None]] | None = None) -> list[IndexedPassage]:
    found: list[IndexedPassage] = []
    for slug, texts in TEXTS.items():
        limits = (dates or {}).get(slug, (None, None))
        for kind, text in zip(KINDS, texts, strict=True):
            number = len(found) + 1
            found.append(IndexedPassage(number, slug, texts[0], kind, text, hash_text(text), *limits))
    return found


def searcher(items: list[IndexedPassage]) -> Searcher:
    vectors = ENCODER.encode_passages([item.text for item in items])
    return Searcher(items, vectors, lemmatise, CALIBRATION)


def ask(index: Searcher, text: str, today: date = TODAY, k: int = 10) -> list[Hit]:
    return index.search(ENCODER.encode_query(text), text, today, k)


def test_best_passage_speaks_for_its_article() -> None:
    hits = ask(searcher(passages()), "я потерял СНИЛС")
    assert hits[0].article == "snils"
    assert hits[0].passage_kind == PassageKind.QUESTION
    assert hits[0].passage == "потерял снилс"
    assert hits[0].title == "Как получить СНИЛС?"
    assert hits[0].reasons.shared == ("потеря", "снилс")
    assert hits[0].reasons.question > hits[0].reasons.section > 0
    assert hits[0].reasons.words > 0


def test_each_article_once_best_first() -> None:
    hits = ask(searcher(passages()), "паспорт")
    assert hits[0].article == "passport"
    assert sorted(hit.article for hit in hits) == sorted(TEXTS)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert hits[0].score > hits[1].score
    assert len(ask(searcher(passages()), "паспорт", k=2)) == 2


def test_order_of_passages_does_not_matter() -> None:
    hits, turned = (ask(searcher(items), "потерял снилс") for items in (passages(), passages()[::-1]))
    assert [(hit.article, hit.passage) for hit in turned] == [(hit.article, hit.passage) for hit in hits]
    # Added up in another order, sums differ in the last digit.
    assert [hit.score for hit in turned] == pytest.approx([hit.score for hit in hits])


@pytest.mark.parametrize(
    "limits",
    [(TODAY + timedelta(days=1), None), (None, TODAY - timedelta(days=1))],
    ids=["not yet valid", "expired"],
)
def test_article_out_of_its_dates_is_never_found(limits: tuple[date | None, date | None]) -> None:
    index = searcher(passages({"snils": limits}))
    assert "snils" not in [hit.article for hit in ask(index, "потерял снилс")]
    inside = limits[0] or limits[1]
    assert inside is not None
    assert ask(index, "потерял снилс", inside)[0].article == "snils"


def test_many_expired_do_not_hide_the_rest() -> None:
    expired = (None, TODAY - timedelta(days=1))
    old = [
        IndexedPassage(number, f"old-{number}", "СНИЛС", PassageKind.TITLE, "потерял снилс", "", *expired)
        for number in range(1000, 2000)
    ]
    index = searcher(old + passages())
    assert ask(index, "потерял снилс", k=3)[0].article == "snils"
    assert len(ask(index, "потерял снилс", k=3)) == 3


def test_passage_without_a_vector_is_found_by_its_words() -> None:
    items = passages()
    index = Searcher(items, np.zeros((len(items), 64), dtype=np.float32), lemmatise, CALIBRATION)
    hits = ask(index, "потерял снилс")
    assert hits[0].article == "snils"
    assert hits[0].reasons.question == 0


def test_nothing_to_search() -> None:
    index = Searcher([], np.zeros((0, 64), dtype=np.float32), lemmatise, CALIBRATION)
    assert ask(index, "паспорт") == []
    everything = {slug: (None, TODAY - timedelta(days=1)) for slug in TEXTS}
    assert ask(searcher(passages(everything)), "паспорт") == []


def test_wrong_shapes_are_errors() -> None:
    with pytest.raises(SearchError, match="9 passages but 2 vectors"):
        Searcher(passages(), np.zeros((2, 64), dtype=np.float32), lemmatise, CALIBRATION)
    with pytest.raises(SearchError, match="another encoder"):
        searcher(passages()).search(np.zeros(3, dtype=np.float32), "паспорт", TODAY)


def test_words_a_text_shares_with_an_article() -> None:
    index = searcher(passages())
    assert index.shared("snils", "потерял снилс в МВД") == ("потеря", "снилс")
    assert index.shared("gone", "потерял снилс") == ()


def test_evidence_for_fitting() -> None:
    slugs, evidence = searcher(passages()).compare(ENCODER.encode_query("налог"), "налог", TODAY)
    assert evidence.shape == (len(slugs), 5)
    assert slugs[int(evidence[:, 0].argmax())] == "tax"


def test_contrast_is_with_the_rivals() -> None:
    index = searcher(passages())
    hits = {hit.article: hit.reasons.contrast for hit in ask(index, "потерял снилс")}
    assert hits["snils"] > 0.5
    assert hits["passport"] < 0 > hits["tax"]
    assert sum(hits.values()) == pytest.approx(0, abs=1e-6)
    bare = [item for item in passages() if item.kind is not PassageKind.QUESTION]
    assert {hit.reasons.contrast for hit in ask(searcher(bare), "потерял снилс")} == {0}


def test_a_large_base_is_compared_in_the_same_way() -> None:
    items = [
        IndexedPassage(0, f"a{number:03}", "", kind, f"{kind} {number} {number % 7} {extra}", "")
        for number in range(150)
        for kind, extra in zip(KINDS, ("паспорт", "потерял", "как получить"), strict=True)
    ]
    vectors = ENCODER.encode_passages([item.text for item in items])
    small = Searcher(items, vectors, lemmatise, CALIBRATION)
    large = Searcher(items, vectors, lemmatise, CALIBRATION, exact_limit=10)
    text = "потерял 31 3"
    query = ENCODER.encode_query(text)
    found, seen = (dict(zip(*index.compare(query, text, TODAY), strict=True)) for index in (small, large))
    shared = found.keys() & seen.keys()
    assert "a031" in shared
    for slug in shared:
        assert seen[slug] == pytest.approx(found[slug], abs=1e-5)


INDEX = searcher(passages())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_question(text: str) -> None:
    hits = ask(INDEX, text)
    assert len({hit.article for hit in hits}) == len(hits)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_foreign_question_is_believed_by_numbers_of_its_own() -> None:
    sure = Belief(9.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    calibration = replace(CALIBRATION, foreign=Weighing(CALIBRATION.ranking, sure))
    items = passages()
    index = Searcher(items, ENCODER.encode_passages([item.text for item in items]), lemmatise, calibration)
    assert all(hit.score > 0.99 for hit in ask(index, "lost passport"))
    assert ask(index, "потерял паспорт") == ask(searcher(items), "потерял паспорт")
