"""The jobs: their names, queues and locks, and how they are deferred and recovered (Procrastinate)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.deliveries import Deliverer
from connectors.direct import Connection, as_jsonb, driver_of
from connectors.failpoints import reach
from connectors.job_pool import make_pool
from connectors.messenger import PUSHED
from connectors.tables import InboundRow
from connectors.turn_job import DEFER, LOCK, TURN, TURNS
from connectors.turns import TurnRunner
from escalation import code_attempts, desk
from escalation.tables import DeliveryRow

log = structlog.get_logger(__name__)

DELIVERIES = "deliveries"
TIMERS = "timers"
DELIVER = "otklik:deliver"

POLLING = 0.2
HEARTBEAT = 2.0
STALLED = 10.0
SWEEP = 2.0
ORPHANED = timedelta(seconds=20)

# A job that failed by an error of ours or of the database's is tried again after a second.
RETRY = RetryStrategy(max_attempts=50, wait=1)


async def run_turn(context: JobContext, conversation_id: str) -> None:
    """Answer what waits in a conversation."""
    reach("fetched")
    runner: TurnRunner = context.additional_context["turns"]
    await runner.run(uuid.UUID(conversation_id))


async def run_deliveries(context: JobContext, conversation_id: str) -> None:
    """Send what is pending in a conversation."""
    deliverer: Deliverer = context.additional_context["deliveries"]
    await deliverer.run(uuid.UUID(conversation_id))


async def run_timers(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - Procrastinate's
    """Return the tickets of silent operators, wake what was forgotten, remove counts that are over."""
    sessions: async_sessionmaker[AsyncSession] = context.additional_context["sessions"]
    deliverer: Deliverer = context.additional_context["deliveries"]
    dispatcher = JobDispatcher()
    async with sessions.begin() as session:
        ended = await desk.ended_leases(session)
    for ticket_id in ended:
        async with sessions.begin() as session:
            await desk.return_to_queue(
                session, dispatcher, ticket_id=ticket_id, operator_id=None, event="lease_ended"
            )
    async with sessions.begin() as session:
        await defer_orphans(session, dispatcher, deliverer.channels)
    async with sessions.begin() as session:
        await code_attempts.forget_old(session)


def make_app(dsn: str, *, pool_max: int = 10) -> App:
    """The Procrastinate application. `dsn` is a plain `postgresql://` address."""
    connector = PsycopgConnector(conninfo=dsn, min_size=1, max_size=pool_max, pool_factory=make_pool)
    app = procrastinate.App(connector=connector)
    app.task(name=TURN, queue=TURNS, pass_context=True, retry=RETRY)(run_turn)
    app.task(name=DELIVER, queue=DELIVERIES, pass_context=True, retry=RETRY)(run_deliveries)
    timers = app.task(name="otklik:timers", queue=TIMERS, pass_context=True)(run_timers)
    # croniter takes the seconds last.
    app.periodic(cron="* * * * * */5", periodic_id="heart")(timers)
    return app


class JobDispatcher:
    """Defers jobs in the caller's own transaction, over its connection."""

    async def turn(self, connection: Connection, conversation_id: uuid.UUID) -> None:
        """Defer the conversation's turn job: one at a time for each conversation."""
        await self._defer(connection, TURN, TURNS, f"{LOCK}{conversation_id}", conversation_id)

    async def deliver(self, session: AsyncSession, conversation_id: uuid.UUID, channel: str) -> None:
        """Defer the delivery job of a channel that is pushed to; others pull."""
        if channel in PUSHED:
            await session.flush()
            connection = await driver_of(session)
            await self._defer(connection, DELIVER, DELIVERIES, f"send:{conversation_id}", conversation_id)

    async def _defer(
        self, connection: Connection, name: str, queue: str, lock: str, conversation_id: uuid.UUID
    ) -> None:
        args = as_jsonb({"conversation_id": str(conversation_id)})
        values = {"queue": queue, "task": name, "lock": lock, "args": args}
        await connection.execute(f"SELECT {DEFER}".encode(), values)


async def defer_orphans(session: AsyncSession, dispatcher: JobDispatcher, channels: Collection[str]) -> int:
    """Defer jobs for messages and deliveries that have waited long without any. Returns how many.

    Deliveries of a channel that is switched off wait until it is on again.
    """
    before = datetime.now(UTC) - ORPHANED
    turns = await session.scalars(
        select(InboundRow.conversation_id)
        .distinct()
        .where(
            InboundRow.state.in_(("received", "taken")),
            InboundRow.received_at < before,
            _no_job(LOCK, "inbound_events.conversation_id"),
        )
        .limit(200)
    )
    sends = await session.execute(
        select(DeliveryRow.conversation_id, DeliveryRow.channel)
        .distinct()
        .where(
            DeliveryRow.state.in_(("pending", "sending")),
            DeliveryRow.channel.in_([name for name in PUSHED if name in channels]),
            DeliveryRow.created_at < before,
            _no_job("send:", "deliveries.conversation_id"),
        )
        .limit(200)
    )
    connection = await driver_of(session)
    count = 0
    for conversation_id in turns.all():
        await dispatcher.turn(connection, conversation_id)
        count += 1
    for conversation_id, channel in sends.all():
        await dispatcher.deliver(session, conversation_id, channel)
        count += 1
    if count:
        log.warning("orphans_deferred", count=count)
    return count


def _no_job(prefix: str, column: str) -> Any:
    # Both arguments are constants of this module.
    return text(
        "NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing')"  # noqa: S608
        f" AND j.lock = '{prefix}' || {column}::text)"
    )


async def recover_stalled(app: App) -> int:
    """Put jobs of workers that died back to work. Returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED))
    for job in stalled:
        await app.job_manager.retry_job(job)
    if stalled:
        log.warning("stalled_jobs_recovered", count=len(stalled))
    return len(stalled)
