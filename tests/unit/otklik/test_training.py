import os
from pathlib import Path

from otklik import training
from otklik.settings import Settings


def test_newest_model_is_the_one_touched_last(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, encoder="some/model")
    assert training.find_newest_model(settings) is None
    assert not training.is_trained(settings)
    folder = tmp_path / "model"
    folder.mkdir()
    for number, name in enumerate(("b", "a", "c")):
        (folder / f"{name}.tar.gz").touch()
        os.utime(folder / f"{name}.tar.gz", (number, 100 - number))
    assert training.find_newest_model(settings) == folder / "b.tar.gz"


def test_a_model_of_the_present_sources_is_not_trained_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, encoder="some/model")
    model = tmp_path / "model" / f"{training.identify_model(settings)}.tar.gz"
    model.parent.mkdir()
    model.touch()
    (tmp_path / "model" / "tried_later.tar.gz").touch()
    os.utime(model, (0, 0))
    assert training.is_known(settings)
    assert not training.is_trained(settings)
    assert training.train(settings) == model
    assert training.is_trained(settings)


def test_another_encoder_is_another_model(tmp_path: Path) -> None:
    one, other = (Settings(data_dir=tmp_path, encoder=name) for name in ("some/model", "other/model"))
    assert training.identify_model(one) != training.identify_model(other)
