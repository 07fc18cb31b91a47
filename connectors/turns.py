"""Answer what waits in a conversation: the way of a message from intake to commit."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors import repeat, texts
from connectors.commit import commit_turn
from connectors.engine import EngineError, Engines, TurnRequest, TurnResult
from connectors.failpoints import reach
from connectors.grouping import group, surely_complete
from connectors.intake import MAX_TURN_TEXT, Pending, Waiting, look
from connectors.messenger import Messenger
from connectors.numbering import number
from connectors.stopwatch import Stopwatch
from connectors.tables import InboundRow
from escalation import texts as desk_texts
from escalation.code_attempts import CodesClosed
from escalation.conversation import lock
from escalation.dispatch import Dispatcher
from escalation.message import Author, Draft, append_and_send
from escalation.owner import Owner
from escalation.tables import MessageRow

log = structlog.get_logger(__name__)

SETTLE = timedelta(seconds=1.5)
DELAY_NOTICE = timedelta(seconds=10)
GIVE_UP = timedelta(minutes=3)
BACKOFF = (0.3, 0.6, 1.2, 2.5, 5.0)
SURE = 0.7
_APOLOGY = TurnResult(
    "failed", commands=({"command": "open_ticket", "reason": "failed", "text": desk_texts.APOLOGY},)
)
Answer = tuple[tuple[Waiting, ...], TurnResult]
"""A turn's messages, and what the engine answers to them."""


class NotAnswered(Exception):
    """There is no answer that may be committed; `messages` are those of the turn."""

    def __init__(self, messages: tuple[Waiting, ...]) -> None:
        super().__init__(len(messages))
        self.messages = messages


class TurnRunner:
    """Runs the turns of one conversation at a time; one runner serves any number of them."""

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        engines: Engines,
        dispatcher: Dispatcher,
        messengers: Mapping[str, Messenger],
        *,
        give_up: timedelta = GIVE_UP,
    ) -> None:
        self._sessions = sessions
        self._engines = engines
        self._dispatcher = dispatcher
        self._messengers = messengers
        self._give_up = give_up

    async def run(self, conversation_id: uuid.UUID) -> None:
        """Drain the conversation: answer until nothing waits. Safe to run twice at once, or again."""
        failures = 0
        while True:
            watch = Stopwatch()
            with watch.step("intake_ms"):
                pending = await look(self._sessions, conversation_id, self._messengers)
            if pending is None:
                return
            if pending.owner != Owner.BOT or not pending.waiting:
                if await number(self._sessions, pending):
                    return
                continue
            try:
                answer = await self._take_in_and_answer(pending, watch)
                if answer is None:
                    continue
                more = await self._commit(pending, *answer, watch)
            except NotAnswered as failed:
                log.warning("turn_failed", turn_id=str(pending.turn_id), error=str(failed.__cause__))
                given_up = await self._note_failure(pending, failed.messages)
                if not given_up:
                    await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
                    failures += 1
                    continue
                more = await self._commit(pending, failed.messages, _APOLOGY, watch)
            failures = 0
            if not more:
                # What comes after this look brings a job of its own.
                return

    async def _take_in_and_answer(self, pending: Pending, watch: Stopwatch) -> Answer | None:
        """The turn's messages and its result; None when the conversation is to be looked at again.

        Raises `NotAnswered`.
        """
        if surely_complete(pending.waiting[0]):
            # The engine changes nothing, so it may think while PostgreSQL stores what was taken in.
            messages = pending.waiting[:1]
            with watch.step("engine_ms"):
                answering = asyncio.create_task(self._answer(pending, messages))
                try:
                    kept = await number(self._sessions, pending)
                    return (messages, await answering) if kept else None
                finally:
                    answering.cancel()
                    # Whatever became of an answer that nobody waits for any more is known here.
                    await asyncio.gather(answering, return_exceptions=True)
        with watch.step("intake_ms"):
            if not await number(self._sessions, pending):
                return None
        messages, complete = await group(pending.waiting, self._stands_alone)
        if not complete and (rest := self._settling(messages)) > 0:
            await asyncio.sleep(rest)
            return None
        with watch.step("engine_ms"):
            return messages, await self._answer(pending, messages)

    async def _stands_alone(self, message: Waiting) -> bool:
        if not message.text.strip():
            return False
        try:
            parsed = await self._engines.parse(message.text[:MAX_TURN_TEXT])
        except EngineError:
            return True
        return parsed.get("intent") != "greet" and float(parsed.get("confidence") or 0) >= SURE

    @staticmethod
    def _settling(messages: Sequence[Waiting]) -> float:
        return (messages[-1].received_at + SETTLE - datetime.now(UTC)).total_seconds()

    async def _answer(self, pending: Pending, messages: tuple[Waiting, ...]) -> TurnResult:
        try:
            return await self._ask(pending, messages)
        except EngineError as error:
            raise NotAnswered(messages) from error

    async def _ask(self, pending: Pending, messages: Sequence[Waiting]) -> TurnResult:
        payload = messages[0].payload
        text = "\n".join(message.text for message in messages if message.text.strip())[:MAX_TURN_TEXT]
        if payload is None and not any(character.isalnum() for character in text):
            has_attachments = any(message.has_attachments for message in messages)
            words = texts.ATTACHMENT if has_attachments else texts.BLANK
            return TurnResult("refused", replies=({"text": words, "buttons": [texts.PERSON_BUTTON]},))
        wanted = repeat.read_payload(payload)
        if wanted is not None:
            async with self._sessions() as session:
                return await repeat.show_again(session, pending.conversation_id, wanted)
        reach("engine_called")
        result = await self._engines.turn(
            TurnRequest(
                turn_id=pending.turn_id,
                conversation_id=pending.conversation_id,
                session=pending.session,
                channel=pending.channel,
                text=text,
                payload=payload,
                events=pending.events,
            )
        )
        reach("engine_answered")
        return result

    async def _commit(
        self, pending: Pending, messages: Sequence[Waiting], result: TurnResult, watch: Stopwatch
    ) -> bool:
        """Whether other messages may wait for a turn. Raises `NotAnswered` when the result is out of date."""
        answered = [message.event_id for message in messages]
        timed = replace(result, timings={**result.timings, **watch.steps})
        with watch.step("commit_ms"):
            try:
                committed = await commit_turn(self._sessions, pending, answered, timed, self._dispatcher)
            except CodesClosed as closed:
                # Computed anew, it reads that codes are closed, and says so.
                raise NotAnswered(tuple(messages)) from closed
        log.info(
            "turn",
            turn_id=str(pending.turn_id),
            outcome=committed.outcome,
            intent=result.intent,
            **{**result.timings, **watch.steps},
        )
        reach("committed")
        return committed.more

    async def _note_failure(self, pending: Pending, messages: Sequence[Waiting]) -> bool:
        """Remember when it first failed; tell the citizen once that it takes longer. True: give up."""
        now = datetime.now(UTC)
        first = messages[0].first_tried_at or now
        async with self._sessions.begin() as session:
            conversation = await lock(session, pending.conversation_id)
            await session.execute(
                update(InboundRow)
                .where(InboundRow.id == pending.turn_id)
                .values(attempts=InboundRow.attempts + 1, first_tried_at=first)
            )
            current = conversation.owner == Owner.BOT and conversation.epoch == pending.epoch
            late = now - messages[0].received_at > DELAY_NOTICE
            if current and late and not await self._was_told(session, pending.turn_id):
                await append_and_send(
                    session,
                    conversation,
                    Draft(Author.SYSTEM, desk_texts.DELAY, turn_id=pending.turn_id, purpose="delay"),
                )
                await self._dispatcher.deliver(session, conversation.id, conversation.channel)
        return now - first > self._give_up

    @staticmethod
    async def _was_told(session: AsyncSession, turn_id: uuid.UUID) -> bool:
        found = await session.scalar(
            select(MessageRow.id).where(MessageRow.turn_id == turn_id, MessageRow.purpose == "delay")
        )
        return found is not None
