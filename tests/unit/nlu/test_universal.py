from concurrent.futures import ThreadPoolExecutor

import numpy as np

from nlu.universal import DIMENSION, universal_vectors

TEXTS = ["позовите сотрудника", "дайте живого человека", "сколько стоит загранпаспорт"]


def test_vectors_are_of_length_one_and_say_what_a_message_is_for() -> None:
    vectors = universal_vectors(TEXTS)

    assert vectors.shape == (3, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    person, again, price = vectors
    assert person @ again > person @ price


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    together = universal_vectors(TEXTS)
    alone = np.concatenate([universal_vectors([text]) for text in TEXTS])

    assert np.allclose(together, alone, atol=1e-5)


def test_no_text_and_strange_texts() -> None:
    assert universal_vectors([]).shape == (0, DIMENSION)
    assert np.isfinite(universal_vectors(["", " ", "😀", "a" * 5000, "\x00", "𗀀"])).all()


def test_several_threads_at_once() -> None:
    expected = universal_vectors(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: universal_vectors(TEXTS), range(8)):
            assert np.allclose(found, expected, atol=1e-5)
