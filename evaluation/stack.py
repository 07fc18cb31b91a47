"""The shipped base and dialogue engine, started for an evaluation beside whatever else runs, and removed.

Everything it makes lies in one temporary folder: an embedded PostgreSQL, the articles with their vectors,
the sample of applications, the logs, and the model unless the present one is trained already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from evaluation.ports import free_port
from otklik import database, embedded, knowledge, training
from otklik.preparation.registry import import_sample
from otklik.processes.environment import child_environment
from otklik.processes.program import Program, choose_programs
from otklik.processes.readiness import wait_until_ready
from otklik.settings import ROOT

if TYPE_CHECKING:
    from otklik.settings import Settings

Tell = Callable[[str], None]
PROCESSES = ("actions", "rasa")
STOP_SECONDS = 15.0


@contextmanager
def evaluation_stack(settings: Settings, tell: Tell) -> Iterator[str]:
    """Yield the address of a dialogue engine over the shipped articles; all is gone afterwards.

    Of `settings` only the encoder and a model that is trained already are used, both read only. `tell` gets
    lines on what is being done. Raises `Problem` when a step fails.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="otklik-evaluation-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = embedded.Server(
            folder / "postgres", free_port(), folder / "logs" / "postgres.log", loopback=False
        )
        tell("starting PostgreSQL")
        stack.callback(server.stop)
        own = isolate(settings, folder, server.start())
        fill(own, tell)
        bring_model(settings, own, tell)
        programs = choose_programs(own, PROCESSES)
        for program in programs:
            stack.enter_context(_running(program, own))
        wait_until_ready(programs, lambda name: _log(own, name), lambda names: tell(f"starting {names}"))
        yield own.engines[0]


def isolate(settings: Settings, folder: Path, database_url: str) -> Settings:
    """The settings of a stack of its own: its folder, database and ports; the encoder stays."""
    return settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": SecretStr(database_url),
            "encoder": str(Path(settings.encoder_path).absolute())
            if Path(settings.encoder_path).exists()
            else settings.encoder_path,
            "rasa_port": free_port(),
            "actions_port": free_port(),
            "rasa_urls": [],
        }
    )


def fill(own: Settings, tell: Tell) -> None:
    """Schema, articles with their vectors, sample of applications."""
    database.upgrade(embedded.url(own))
    tell("importing and encoding the articles")
    report = knowledge.refresh(own, tell)
    for error in report.errors:
        tell(str(error))
    import_sample(own)


def bring_model(settings: Settings, own: Settings, tell: Tell) -> None:
    """Copy the model of the present sources, or train it where nothing else runs."""
    models = own.data_dir / "model"
    if training.is_trained(settings):
        newest = training.find_newest_model(settings)
        if newest is not None:
            models.mkdir(parents=True, exist_ok=True)
            shutil.copy2(newest, models / newest.name)
            return
    tell("training the model")
    training.train(own, tell=tell)


@contextmanager
def _running(program: Program, own: Settings) -> Iterator[None]:
    log = _log(own, program.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "otklik.processes.launch", program.module]
    if program.name == "actions":
        command += ["--port", str(own.actions_port)]
    with (
        log.open("ab") as output,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **child_environment(own)},
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        ) as process,
    ):  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _log(own: Settings, name: str) -> Path:
    return own.data_dir / "logs" / f"{name}.log"
