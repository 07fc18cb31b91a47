"""The sentence encoder: built once, or the one that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.weights import RECORD, is_built
from otklik.parent import launch_command
from otklik.settings import ROOT
from otklik.stamps import hash_files
from otklik.subprocesses import run_step

if TYPE_CHECKING:
    from otklik.settings import Settings


def is_encoder_ready(settings: Settings) -> bool:
    """Whether the default encoder is built; one that the settings name is left to them."""
    return settings.encoder is not None or is_built(Path(settings.encoder_path))


def build_encoder(settings: Settings, tell: Callable[[str], None] | None = None) -> None:
    """Build the default encoder unless it is there. Raises `Problem` when it fails."""
    if is_encoder_ready(settings):
        return
    data = settings.data_dir.absolute()
    run_step(
        "building the encoder",
        launch_command("nlu.weights", settings.encoder_path, str(data / "downloads")),
        "do what it says and repeat; what is downloaded is kept",
        folder=ROOT,
        log=data / "logs" / "encoder.log",
        tell=tell,
    )


def identify_encoder(settings: Settings) -> str:
    """A hash that changes with the encoder, without loading it: its name and its small files."""
    folder = Path(settings.encoder_path)
    if not folder.is_dir():
        return settings.encoder_path
    records = [folder / RECORD, folder / "config.json", folder / "modules.json"]
    # A model of somebody else has no record: sizes of its weights stand in for them.
    sizes = [f"{file.relative_to(folder)} {file.stat().st_size}" for file in sorted(folder.rglob("*.*"))]
    return hash_files(records, *sizes)
