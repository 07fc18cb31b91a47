"""Training of the stock model on the product's own examples. Trained once for what it is made from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from dialogues.training import write_question_examples
from otklik.settings import ROOT
from otklik.stamps import hash_files
from otklik.subprocesses import run_step

STOCK = ROOT / "benchmarks" / "stock"
DATA = ("rules.yml", "stories.yml")


def train_stock(folder: Path, tell: Callable[[str], None]) -> Path:
    """The model's file below `folder`. Raises `Problem` when the training fails."""
    sources = [STOCK / name for name in ("config.yml", "domain.yml", *DATA)]
    examples = ROOT / "training_data"
    name = f"stock-{hash_files([*sources, examples, ROOT / 'knowledge_base' / 'articles'])[:16]}"
    model = folder / f"{name}.tar.gz"
    if model.exists():
        return model
    tell("training the stock model: some minutes, once")
    folder.mkdir(parents=True, exist_ok=True)
    questions = folder / "questions.yml"
    write_question_examples(ROOT / "knowledge_base" / "articles", questions)
    run_step(
        "the training of the stock model",
        [
            sys.executable, "-m", "rasa", "train",
            "--config", str(STOCK / "config.yml"),
            "--domain", str(STOCK / "domain.yml"),
            "--data", str(examples), *(str(STOCK / each) for each in DATA), str(questions),
            "--out", str(folder / "unfinished"),
            "--fixed-model-name", name,
        ],
        "correct what it names and repeat",
        folder=ROOT,
        log=folder / "stock-training.log",
        environment={"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    for old in folder.glob("stock-*.tar.gz"):
        old.unlink()
    (folder / "unfinished" / model.name).replace(model)
    return model
