import numpy as np

from benchmarks.encoder_adapter import keep, mean
from nlu.adapter import Change

ONE = {"layer": Change(np.ones((1, 3), np.float32), np.full((2, 1), 4, np.float32))}
OTHER = {"layer": Change(np.full((2, 3), 2, np.float32), np.ones((2, 2), np.float32))}


def test_so_much_of_a_change_is_kept() -> None:
    assert np.allclose(keep(ONE, 0.25)["layer"].apply(np.zeros((2, 3), np.float32)), 1)


def test_the_mean_of_two_adapters_changes_a_weight_by_the_mean_of_their_changes() -> None:
    weight = np.zeros((2, 3), np.float32)
    changed = mean(ONE, OTHER)["layer"].apply(weight)

    assert np.allclose(changed, (ONE["layer"].apply(weight) + OTHER["layer"].apply(weight)) / 2)


def test_a_layer_that_one_of_them_has_not_is_changed_by_half() -> None:
    changed = mean(ONE, {})["layer"].apply(np.zeros((2, 3), np.float32))

    assert np.allclose(changed, 2)
