import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.ngrams import Ngrams, lemma_ngrams, letter_ngrams

TEXTS = ["где мой паспорт", "мой паспорт готов", "спасибо", "где спасибо"]


def test_letters_stay_inside_words_and_know_their_edges() -> None:
    assert list(letter_ngrams("Да")) == [" д", "да", "а ", " да", "да ", " да "]
    assert "й п" not in set(letter_ngrams("мой паспорт"))


def test_lemmas_come_alone_and_in_pairs() -> None:
    assert list(lemma_ngrams("моего паспорта")) == ["мой", "паспорт", "мой паспорт"]


def test_rows_agree_with_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(analyzer=lambda text: list(letter_ngrams(text)), sublinear_tf=True).fit(TEXTS)
    ours = Ngrams.fit(letter_ngrams, TEXTS, rare=1)

    assert list(ours.places) == list(theirs.get_feature_names_out())
    assert np.allclose(ours.matrix(TEXTS).toarray(), theirs.transform(TEXTS).toarray(), atol=1e-6)


def test_rare_ngrams_are_left_out() -> None:
    assert set(Ngrams.fit(lemma_ngrams, TEXTS, rare=2).places) == {
        "где",
        "мой",
        "паспорт",
        "мой паспорт",
        "спасибо",
    }


@pytest.mark.parametrize("text", ["", "qqq", "!!!"])
def test_an_unknown_text_scores_nothing(text: str) -> None:
    ngrams = Ngrams.fit(letter_ngrams, TEXTS, rare=1)

    assert ngrams.score(text, np.ones((len(ngrams.places), 3), dtype=np.float32)).tolist() == [0, 0, 0]


@given(st.text(max_size=80))
def test_a_row_has_length_one_or_none(text: str) -> None:
    _, weights = Ngrams.fit(letter_ngrams, TEXTS, rare=1).row(text)

    assert weights.size == 0 or np.isclose(np.linalg.norm(weights), 1.0, atol=1e-5)
