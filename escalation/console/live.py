"""Pages that change by themselves: server-sent events, resumed by message number."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query, Request
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent

from escalation.console import texts
from escalation.console.access import Operator, session_token
from escalation.console.context import console_of
from escalation.console.pages import delivery_words, render
from escalation.console.reading import (
    PAGE,
    count_waiting,
    delivery_states,
    messages_after,
    read_conversation,
)
from escalation.conversation import NOTIFY_CONVERSATION, NOTIFY_QUEUE
from escalation.operators import SignedIn, find_session

router = APIRouter()

POLL_SECONDS = 10.0
PING_SECONDS = 20
RETRY_MS = 1000
HEADERS = {"X-Accel-Buffering": "no"}


def resume_after(after: int, last_event_id: str | None) -> int:
    """The last number the page has: from its address, or a later one from a connection that broke."""
    digits = (last_event_id or "").strip()
    return max(after, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 19 else after


class ConversationStream:
    """What one open conversation page has been told, and what it is to be told next."""

    def __init__(self, request: Request, operator: SignedIn, conversation_id: uuid.UUID, after: int) -> None:
        self._request = request
        self._operator = operator
        self._id = conversation_id
        self._seq = after
        self._deliveries: dict[int, str] = {}
        self._state: tuple[int, int] | None = None
        self._waiting: int | None = None

    async def news(self) -> list[ServerSentEvent] | None:
        """The events since the last call, in order; None when the session or the conversation has ended."""
        console = console_of(self._request)
        async with console.sessions() as session:
            if await find_session(session, session_token(self._request)) is None:
                return None
            messages = await messages_after(session, self._id, self._seq)
            # Read after the messages: whoever took the conversation is never older than what is shown.
            view = await read_conversation(session, self._id)
            states = await delivery_states(session, self._id)
            waiting = await count_waiting(session)
        if view is None:
            return None
        mine = view.operator_id == self._operator.operator_id
        events = []
        for message in messages:
            html = render(self._request, "message.html", self._operator, message=message, mine=mine)
            events.append(ServerSentEvent(data=html, event="message", id=str(message.seq)))
            self._seq = message.seq
        words = {
            seq: {"state": state, "words": delivery_words(state, mine)}
            for seq, state in states.items()
            if self._deliveries.get(seq) != state and seq <= self._seq
        }
        if words:
            events.append(ServerSentEvent(data=json.dumps(words, ensure_ascii=False), event="deliveries"))
            self._deliveries = states
        if self._state != (view.epoch, view.operator_id or 0):
            self._state = (view.epoch, view.operator_id or 0)
            events.append(ServerSentEvent(data=str(view.epoch), event="state"))
        if self._waiting != waiting:
            self._waiting = waiting
            events.append(ServerSentEvent(data=str(waiting), event="queue"))
        return events

    @property
    def last_seq(self) -> int:
        """The number of the last message told."""
        return self._seq


async def _follow_conversation(
    request: Request, operator: SignedIn, conversation_id: uuid.UUID, after: int
) -> AsyncIterator[ServerSentEvent]:
    listener = console_of(request).listener
    stream = ConversationStream(request, operator, conversation_id, after)
    keys = ((NOTIFY_CONVERSATION, str(conversation_id)), (NOTIFY_QUEUE, ""))
    with listener.follow(*keys) as wake:
        while True:
            before = stream.last_seq
            try:
                events = await stream.news()
            except SQLAlchemyError:
                # The browser connects again by itself and resumes by number.
                return
            if events is None:
                return
            for event in events:
                yield event
            if stream.last_seq - before < PAGE:
                await wake.wait(POLL_SECONDS)


async def _follow_queue(request: Request) -> AsyncIterator[ServerSentEvent]:
    console = console_of(request)
    with console.listener.follow((NOTIFY_QUEUE, "")) as wake:
        rang = True
        while True:
            try:
                async with console.sessions() as session:
                    if await find_session(session, session_token(request)) is None:
                        return
                    waiting = await count_waiting(session)
            except SQLAlchemyError:
                return
            if rang:
                yield ServerSentEvent(data=str(waiting), event="queue", retry=RETRY_MS)
            rang = await wake.wait(POLL_SECONDS)


@router.get("/queue/events")
async def queue_events(request: Request, _operator: Operator) -> EventSourceResponse:
    """`queue`: the number of waiting tickets, each time the queue changes."""
    return EventSourceResponse(_follow_queue(request), ping=PING_SECONDS, headers=HEADERS)


@router.get("/conversations/{conversation_id}/events")
async def conversation_events(
    request: Request,
    operator: Operator,
    conversation_id: uuid.UUID,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """`message` (id: its number; data: HTML), `deliveries` (number → state and words), `state` (the epoch:
    the panel must be read anew), `queue` (the number of waiting tickets)."""
    async with console_of(request).sessions() as session:
        if await read_conversation(session, conversation_id) is None:
            raise HTTPException(404, texts.NO_CONVERSATION)
    start = resume_after(after, last_event_id)
    return EventSourceResponse(
        _follow_conversation(request, operator, conversation_id, start), ping=PING_SECONDS, headers=HEADERS
    )
