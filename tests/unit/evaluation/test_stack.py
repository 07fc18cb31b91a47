from pathlib import Path

from evaluation.stack import bring_model, isolate
from otklik import embedded, training
from otklik.settings import Settings

ADDRESS = "postgresql+psycopg://otklik@/otklik?host=/nowhere&port=1"


def test_a_stack_of_its_own_shares_only_the_encoder(tmp_path: Path) -> None:
    (tmp_path / "theirs" / "encoder").mkdir(parents=True)
    theirs = Settings(data_dir=tmp_path / "theirs", rasa_urls=["http://elsewhere:5005"])
    own = isolate(theirs, tmp_path / "own", ADDRESS)
    assert own.data_dir == tmp_path / "own"
    assert embedded.url(own) == ADDRESS
    assert own.encoder_path == str(tmp_path / "theirs" / "encoder")
    assert own.engines == [f"http://127.0.0.1:{own.rasa_port}"]
    assert len({own.rasa_port, own.actions_port, theirs.rasa_port, theirs.actions_port}) == 4


def test_an_encoder_of_a_hub_keeps_its_name(tmp_path: Path) -> None:
    theirs = Settings(data_dir=tmp_path, encoder="somebody/model")
    assert isolate(theirs, tmp_path / "own", ADDRESS).encoder_path == "somebody/model"


def test_a_trained_model_is_copied_and_left_as_it_was(tmp_path: Path) -> None:
    theirs = Settings(data_dir=tmp_path / "theirs")
    name = f"{training.identify_model(theirs)}.tar.gz"
    (tmp_path / "theirs" / "model").mkdir(parents=True)
    (tmp_path / "theirs" / "model" / name).write_bytes(b"model")
    own = isolate(theirs, tmp_path / "own", ADDRESS)
    told: list[str] = []
    bring_model(theirs, own, told.append)
    assert (tmp_path / "own" / "model" / name).read_bytes() == b"model"
    assert told == []
