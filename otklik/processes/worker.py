"""The worker's process: `python -m otklik.processes.worker`."""

from __future__ import annotations

import sys
from functools import partial

import structlog
import uvloop

from connectors.deliveries import Deliverer
from connectors.engine import Engines
from connectors.registry import build_messengers, build_pollers
from connectors.turns import TurnRunner
from connectors.worker import WorkerEnded, run_worker
from otklik import logs
from otklik.composition import open_stores, stop_on_signals
from otklik.settings import Settings, load

log = structlog.get_logger(__name__)


async def run(settings: Settings) -> None:
    """Answer, deliver and keep time until told to stop."""
    stop = stop_on_signals()
    async with open_stores(
        settings, connections=settings.worker_turns + settings.worker_deliveries
    ) as stores:
        messengers = build_messengers(settings)
        engines = Engines(settings.engines)
        turns = TurnRunner(stores.sessions, engines, stores.dispatcher, messengers)
        context = {
            "turns": turns,
            "deliveries": Deliverer(stores.sessions, messengers),
            "sessions": stores.sessions,
        }
        pollers = build_pollers(settings, stores.sessions, stores.dispatcher)
        try:
            async with stores.jobs.open_async():
                log.info("worker_started", channels=sorted(messengers))
                await run_worker(
                    stores.jobs,
                    context,
                    stop,
                    turns=settings.worker_turns,
                    deliveries=settings.worker_deliveries,
                    companions=tuple(partial(poll) for poll in pollers),
                )
        finally:
            await engines.close()


def main() -> int:
    """Entry point. The supervisor starts it again, whatever the exit code."""
    settings = load()
    logs.configure(settings)
    try:
        uvloop.run(run(settings))
    except WorkerEnded as ended:
        log.error("worker_ended", part=str(ended), cause=type(ended.__cause__).__name__)  # noqa: TRY400
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
