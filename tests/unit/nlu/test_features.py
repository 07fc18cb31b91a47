import numpy as np

from nlu.features import Features


def test_the_three_blocks_have_rows_of_about_one() -> None:
    random = np.random.default_rng(0)
    vectors = (random.normal(size=(50, 8)) + 5).astype(np.float32)
    texts = [f"вопрос номер {number}" for number in range(50)]
    letters, words, dense = Features.fit(texts, vectors).matrices(texts, vectors)

    assert letters.shape[0] == words.shape[0] == dense.shape[0] == 50
    assert np.allclose(dense.mean(axis=0), 0, atol=1e-5)
    assert np.isclose(np.sqrt(np.mean(np.sum(dense**2, axis=1))), 1.0, atol=1e-4)


def test_vectors_that_are_all_alike_do_not_divide_by_zero() -> None:
    features = Features.fit(["а", "б"], np.ones((2, 4), dtype=np.float32))

    assert np.allclose(features.dense(np.ones((2, 4), dtype=np.float32)), 0)
