"""Logs of our own processes: ids and counts, never what a citizen wrote."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from otklik.settings import Settings


def configure(settings: Settings) -> None:
    """One line an event on standard output; the supervisor keeps and rotates it."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Their debug lines hold job arguments and addresses; ours say what matters.
    for name in ("httpx", "httpcore", "telegram", "vk_api", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
