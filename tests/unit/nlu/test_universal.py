from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np

from nlu import universal
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


def test_several_threads_load_it_once() -> None:
    universal._model.cache_clear()
    ready = Barrier(4)

    def ask(_: int) -> universal.Floats:
        ready.wait()
        return universal_vectors(TEXTS)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert universal._model.cache_info().misses == 1
    assert all(np.allclose(vectors, found[0], atol=1e-5) for vectors in found)
