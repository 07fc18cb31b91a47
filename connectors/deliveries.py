"""Carry outgoing messages to their platforms: claimed under the conversation's lock, in order, once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors import repeat, texts
from connectors.failpoints import reach
from connectors.messenger import (
    Messenger,
    Outgoing,
    SendDelayed,
    SendError,
    SendRefused,
    SendUnknown,
    SendUnreachable,
)
from escalation.conversation import lock, notify
from escalation.message import Author, Draft, append_and_send
from escalation.tables import ConversationRow, DeliveryRow, MessageRow

log = structlog.get_logger(__name__)

SEND_DEADLINE = 5.0
BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
MAX_ATTEMPTS = 20


@dataclass(frozen=True)
class Claimed:
    """A delivery this process, and no other, is about to send."""

    delivery_id: int
    channel: str
    attempts: int
    outgoing: Outgoing


@dataclass(frozen=True)
class NotYet:
    """The next delivery may be sent only after so many seconds."""

    seconds: float


def overtaken(delivery: DeliveryRow, conversation: ConversationRow) -> bool:
    """Whether a person took the conversation after the assistant wrote this."""
    return delivery.author == Author.BOT and delivery.epoch != conversation.epoch


async def claim_next(
    session: AsyncSession, conversation_id: uuid.UUID, *, resend_after_crash: bool
) -> Claimed | NotYet | None:
    """Move the conversation's next delivery to `sending`, in the caller's transaction; None when none waits.

    A reply of the assistant that a person overtook becomes `withheld` and is passed over. A delivery
    found in `sending` was left by a process that died: it is claimed again where the platform knows our
    key (`resend_after_crash`), and becomes `unknown` where a second copy could reach the citizen.
    """
    conversation = await lock(session, conversation_id)
    now = datetime.now(UTC)
    rows = await session.execute(
        select(DeliveryRow, MessageRow)
        .join(MessageRow, MessageRow.id == DeliveryRow.message_id)
        .where(
            DeliveryRow.conversation_id == conversation_id,
            DeliveryRow.state.in_(("pending", "sending")),
        )
        .order_by(MessageRow.seq)
    )
    for delivery, message in rows:
        if delivery.state == "sending":
            since = delivery.sending_at or now
            rest = (since + timedelta(seconds=SEND_DEADLINE + 1) - now).total_seconds()
            if rest > 0:
                return NotYet(rest)
            if not resend_after_crash:
                await offer_again(session, conversation, delivery, message, "process_ended")
                return NotYet(0)
        if overtaken(delivery, conversation):
            delivery.state, delivery.done_at = "withheld", now
            await notify(session, conversation_id)
            continue
        if delivery.not_before is not None and delivery.not_before > now:
            return NotYet((delivery.not_before - now).total_seconds())
        delivery.state, delivery.sending_at = "sending", now
        delivery.attempts += 1
        return Claimed(
            delivery.id,
            delivery.channel,
            delivery.attempts,
            Outgoing(
                key=message.id,
                peer=conversation.peer,
                text=message.text,
                buttons=tuple(message.buttons),
                sources=tuple(message.sources),
            ),
        )
    return None


async def offer_again(
    session: AsyncSession,
    conversation: ConversationRow,
    delivery: DeliveryRow,
    message: MessageRow,
    error: str,
) -> None:
    """Record that nobody knows whether a message arrived, and let the citizen ask for it again.

    It is not sent again blindly: that could show it twice. A notice of the system is not offered again.
    """
    delivery.state, delivery.error, delivery.done_at = "unknown", error, datetime.now(UTC)
    log.warning("delivery_unknown", delivery_id=delivery.id, error=error)
    await notify(session, conversation.id)
    if message.author != Author.SYSTEM:
        button = {"title": texts.REPEAT_BUTTON, "payload": repeat.make_payload(message.id)}
        await append_and_send(session, conversation, Draft(Author.SYSTEM, texts.REPEAT, buttons=[button]))


class Deliverer:
    """Drains the deliveries of one conversation at a time to channels that are pushed to."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], messengers: Mapping[str, Messenger]
    ) -> None:
        self._sessions = sessions
        self._messengers = messengers

    @property
    def channels(self) -> frozenset[str]:
        """The channels that are on."""
        return frozenset(self._messengers)

    async def run(self, conversation_id: uuid.UUID) -> None:
        """Send what is pending, in order. Safe to run twice at once, or again."""
        while True:
            async with self._sessions.begin() as session:
                channel = await session.scalar(
                    select(ConversationRow.channel).where(ConversationRow.id == conversation_id)
                )
                messenger = self._messengers.get(channel or "")
                if messenger is None:
                    return
                claimed = await claim_next(session, conversation_id, resend_after_crash=messenger.idempotent)
            if claimed is None:
                return
            if isinstance(claimed, NotYet):
                await asyncio.sleep(min(claimed.seconds, 30.0))
                continue
            reach("sending")
            values = await self._send(messenger, claimed)
            reach("platform_answered")
            async with self._sessions.begin() as session:
                await self._store_receipt(session, conversation_id, claimed, values)
            reach("receipt_stored")

    @staticmethod
    async def _store_receipt(
        session: AsyncSession, conversation_id: uuid.UUID, claimed: Claimed, values: dict[str, object]
    ) -> None:
        if values["state"] == "unknown":
            conversation = await lock(session, conversation_id)
            delivery = await session.get_one(DeliveryRow, claimed.delivery_id)
            message = await session.get_one(MessageRow, delivery.message_id)
            if delivery.state == "sending":
                await offer_again(session, conversation, delivery, message, str(values["error"]))
            return
        await session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == claimed.delivery_id, DeliveryRow.state == "sending")
            .values(values)
        )
        await notify(session, conversation_id)

    async def _send(self, messenger: Messenger, claimed: Claimed) -> dict[str, object]:
        now = datetime.now(UTC)
        try:
            external_id = await asyncio.wait_for(messenger.send(claimed.outgoing), SEND_DEADLINE)
        except SendRefused as error:
            return self._ended(claimed, "failed", error)
        except (SendUnknown, TimeoutError) as error:
            if messenger.idempotent and claimed.attempts < MAX_ATTEMPTS:
                return self._again(claimed, error, self._backoff(claimed))
            return self._ended(claimed, "unknown", error)
        except SendDelayed as error:
            return self._again(claimed, error, error.retry_after)
        except (SendUnreachable, SendError) as error:
            if claimed.attempts >= MAX_ATTEMPTS:
                return self._ended(claimed, "failed", error)
            return self._again(claimed, error, self._backoff(claimed))
        return {"state": "sent", "external_id": external_id, "done_at": now, "error": None}

    @staticmethod
    def _backoff(claimed: Claimed) -> float:
        return BACKOFF[min(claimed.attempts, len(BACKOFF)) - 1]

    @staticmethod
    def _ended(claimed: Claimed, state: str, error: BaseException) -> dict[str, object]:
        log.warning(
            "delivery_ended", delivery_id=claimed.delivery_id, state=state, error=type(error).__name__
        )
        return {"state": state, "error": type(error).__name__, "done_at": datetime.now(UTC)}

    @staticmethod
    def _again(claimed: Claimed, error: BaseException, seconds: float) -> dict[str, object]:
        log.info("delivery_retry", delivery_id=claimed.delivery_id, error=type(error).__name__)
        return {
            "state": "pending",
            "error": type(error).__name__,
            "not_before": datetime.now(UTC) + timedelta(seconds=seconds),
        }
