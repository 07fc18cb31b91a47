from pathlib import Path

from otklik.preparation.encoder import build_encoder, identify_encoder, is_encoder_ready
from otklik.settings import Settings


def test_encoder_of_the_settings_is_left_to_them(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, encoder="some/model")
    assert is_encoder_ready(settings)
    build_encoder(settings)
    assert list(tmp_path.iterdir()) == []
    assert identify_encoder(settings) == "some/model"


def test_default_encoder_has_to_be_built(tmp_path: Path) -> None:
    assert not is_encoder_ready(Settings(data_dir=tmp_path))


def test_identity_changes_with_the_weights(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, encoder=str(tmp_path / "model"))
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"1")
    first = identify_encoder(settings)
    (tmp_path / "model" / "model.safetensors").write_bytes(b"12")
    assert identify_encoder(settings) != first
