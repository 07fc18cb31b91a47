"""A place of a benchmark's own: a folder, a PostgreSQL server, the shipped articles; removed at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from evaluation.ports import free_port
from evaluation.stack import bring_model, fill, isolate
from otklik.embedded import Server
from otklik.settings import Settings

Tell = Callable[[str], None]
STOCK_DATABASE = "stock"
STEPS = frozenset({"importing and encoding the articles", "training the model"})


@dataclass(frozen=True)
class Place:
    """Where both sides are measured, one after the other."""

    folder: Path
    server: Server
    settings: Settings
    """Settings of our side: its database, ports and folder are of this place."""

    @property
    def logs(self) -> Path:
        """Folder of the processes' logs."""
        return self.folder / "logs"

    @property
    def stock_url(self) -> str:
        """Address of the stock project's own database on the same server."""
        return self.server.url(STOCK_DATABASE)

    def restart_server(self) -> None:
        """Begin the next side with a server that remembers nothing."""
        self.server.stop()
        self.server.start()


@contextmanager
def open_place(settings: Settings, tell: Tell, *, articles: bool = True) -> Iterator[Place]:
    """Only the encoder and the trained model of `settings` are used, both read only."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="otklik-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server(folder / "postgres", free_port(), folder / "logs" / "postgres.log", loopback=False)
        tell("starting PostgreSQL")
        stack.callback(server.stop)
        own = isolate(settings, folder, server.start())
        own = own.model_copy(
            update={
                "gateway_port": free_port(), "console_port": free_port(), "public_url": None,
                "log_json": True, "secret_key": SecretStr("of this benchmark"),
                "vk_token": None, "telegram_token": None,
            }
        )  # fmt: skip
        if articles:
            # What the steps print themselves is in their logs.
            brief = partial(_tell_steps, tell)
            fill(own, brief)
            bring_model(settings, own, brief)
        server.create_database(STOCK_DATABASE)
        yield Place(folder, server, own)


def _tell_steps(tell: Tell, line: str) -> None:
    if line in STEPS:
        tell(line)
