import numpy as np

from nlu.features import Centre, Features, Messages


def test_the_four_blocks_have_rows_of_about_one() -> None:
    random = np.random.default_rng(0)
    vectors = (random.normal(size=(50, 8)) + 5).astype(np.float32)
    messages = Messages.read([f"вопрос номер {number}" for number in range(50)], vectors)
    blocks = Features.fit(messages).matrices(messages)

    assert [block.shape[0] for block in blocks] == [50] * 4
    for centred in blocks[2:]:
        assert np.allclose(centred.mean(axis=0), 0, atol=1e-5)
        assert np.isclose(np.sqrt(np.mean(np.sum(centred**2, axis=1))), 1.0, atol=1e-4)


def test_vectors_that_are_all_alike_do_not_divide_by_zero() -> None:
    alike = np.ones((2, 4), dtype=np.float32)

    assert np.allclose(Centre.fit(alike).apply(alike), 0)


def test_messages_are_taken_with_all_that_is_known_of_them() -> None:
    messages = Messages.read(["да", "нет", "может быть"], np.arange(6, dtype=np.float32).reshape(3, 2))
    taken = messages.take(np.array([2, 0]))

    assert list(taken.texts) == ["может быть", "да"]
    assert taken.vectors.tolist() == [[4, 5], [0, 1]]
    assert np.array_equal(taken.universal, messages.universal[[2, 0]])
