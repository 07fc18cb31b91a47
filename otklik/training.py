"""Training of the Rasa model. A model's file is named by the hash of what it was made from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dialogues.training import write_question_examples
from otklik.parent import launch_command
from otklik.preparation.encoder import identify_encoder
from otklik.processes.environment import child_environment
from otklik.settings import ROOT, Settings
from otklik.stamps import hash_files
from otklik.subprocesses import run_step

# What a model depends on. Code counts: the components' own output is part of the model.
SOURCES = (
    "config.yml", "dialogues", "training_data", "nlu", "knowledge_base/articles", "requirements.lock",
)  # fmt: skip
MODELS_KEPT = 3


def find_newest_model(settings: Settings) -> Path | None:
    """The model that was trained or found right last; None when there is none."""
    models = sorted(_folder(settings).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return models[-1] if models else None


def identify_model(settings: Settings) -> str:
    """Name of the model that the present sources make."""
    sources = [ROOT / name for name in SOURCES]
    return hash_files(sources, identify_encoder(settings))[:16]


def is_trained(settings: Settings) -> bool:
    """Whether the newest model is the one that the present sources make."""
    newest = find_newest_model(settings)
    return newest is not None and newest.name == f"{identify_model(settings)}.tar.gz"


def is_known(settings: Settings) -> bool:
    """Whether the model that the present sources make was kept; `train` then makes it the newest again."""
    return (_folder(settings) / f"{identify_model(settings)}.tar.gz").exists()


def train(settings: Settings, force: bool = False, tell: Callable[[str], None] | None = None) -> Path:
    """Train the model unless it is there; its path. `tell` gets the lines that the training prints.

    A model of an interrupted training never appears under its name. Raises `Problem` when it fails.
    """
    folder = _folder(settings)
    model = folder / f"{identify_model(settings)}.tar.gz"
    if model.exists() and not force:
        model.touch()  # the newest is the one that runs
        return model
    data = settings.data_dir.absolute()
    examples = data / "training"
    examples.mkdir(parents=True, exist_ok=True)
    write_question_examples(ROOT / "knowledge_base" / "articles", examples / "questions.yml")
    unfinished = folder / "unfinished"
    unfinished.mkdir(parents=True, exist_ok=True)
    run_step(
        "the training of the Rasa model",
        launch_command(
            "rasa", "train",
            "--config", str(ROOT / "config.yml"),
            "--domain", str(ROOT / "dialogues" / "domain"),
            "--data", str(ROOT / "training_data"), str(ROOT / "dialogues" / "rules"), str(examples),
            "--out", str(unfinished),
            "--fixed-model-name", model.name.removesuffix(".tar.gz"),
        ),
        "correct what it names and repeat",
        folder=ROOT,
        log=data / "logs" / "training.log",
        environment=child_environment(settings),
        tell=tell,
    )  # fmt: skip
    (unfinished / model.name).replace(model)
    for old in sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)[:-MODELS_KEPT]:
        old.unlink()
    return model


def _folder(settings: Settings) -> Path:
    return settings.data_dir.absolute() / "model"
