"""The worker: turns, deliveries and timers, with what is needed to survive a bad day."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from procrastinate import App

from connectors import jobs
from connectors.turn_job import TURNS

log = structlog.get_logger(__name__)


class WorkerEnded(Exception):
    """A part of the worker ended by itself: the process is to end too, and be started again."""


async def _sweep(app: App) -> None:
    while True:
        try:
            await jobs.recover_stalled(app)
        except Exception as error:  # the database may be restarting
            log.warning("sweep_failed", error=type(error).__name__)
        await asyncio.sleep(jobs.SWEEP)


async def run_worker(
    app: App,
    context: dict[str, Any],
    stop: asyncio.Event,
    *,
    turns: int = 20,
    deliveries: int = 20,
    companions: tuple[Callable[[asyncio.Event], Awaitable[None]], ...] = (),
) -> None:
    """Work until `stop` is set, then finish the jobs in hand.

    `companions` are loops that run beside the jobs, such as long polling; they end when `stop` is set.
    Raises `WorkerEnded` when a part ends by itself, as Procrastinate's does after losing its database.
    """

    def worker(queues: list[str], concurrency: int) -> asyncio.Task[None]:
        return asyncio.create_task(
            app.run_worker_async(
                queues=queues,
                concurrency=concurrency,
                additional_context=context,
                wait=True,
                fetch_job_polling_interval=jobs.POLLING,
                update_heartbeat_interval=jobs.HEARTBEAT,
                stalled_worker_timeout=jobs.STALLED,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=20,
            ),
            name=f"worker {queues[0]}",
        )

    workers = [worker([TURNS], turns), worker([jobs.DELIVERIES], deliveries), worker([jobs.TIMERS], 2)]
    sweeper = asyncio.create_task(_sweep(app), name="sweeper")
    beside = [asyncio.create_task(_as_coroutine(run, stop)) for run in companions]
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        done, _ = await asyncio.wait([*workers, sweeper, stopping], return_when=asyncio.FIRST_COMPLETED)
        if stopping not in done:
            ended = next(iter(done))
            raise WorkerEnded(ended.get_name()) from (ended.exception() if not ended.cancelled() else None)
    finally:
        stop.set()
        for task in [*workers, sweeper, stopping]:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(
                asyncio.gather(*workers, *beside, sweeper, stopping, return_exceptions=True), 25
            )


async def _as_coroutine(run: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    await run(stop)
