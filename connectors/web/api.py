"""The web chat's API: session, messages, stream."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors import inbox
from connectors.direct import standing_alone
from connectors.failpoints import reach
from connectors.payload import is_known, was_offered
from connectors.storable import storable
from connectors.web import sse, texts
from connectors.web.errors import CitizenError, too_many
from connectors.web.feed import Feed
from connectors.web.limits import RateLimit
from connectors.web.messenger import CHANNEL
from connectors.web.session_token import SessionTokens, TokenExpired, TokenInvalid
from connectors.web.stream import Streams, TooManyStreams

MAX_TEXT = 20_000
MAX_PAYLOAD = 2_000
STORE_DEADLINE = 5.0
# The number of a message is a bigint of the database.
MAX_SEQ = 2**63 - 1


@dataclass
class WebParts:
    """What the API works with; the gateway keeps it in `app.state.web`."""

    tokens: SessionTokens
    sessions: async_sessionmaker[AsyncSession]
    feed: Feed
    streams: Streams
    sends: RateLimit = field(default_factory=lambda: RateLimit(20, 60))
    reads: RateLimit = field(default_factory=lambda: RateLimit(600, 60))


class Said(BaseModel):
    """What the page posts. `client_id` is the page's own: a send repeated with it changes nothing."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    payload: str | None = Field(None, max_length=MAX_PAYLOAD, pattern=r"^[^\x00]*$")
    client_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")


# Coroutines, though they wait for nothing: plain functions would each be sent to a thread.
async def _parts(request: Request) -> WebParts:
    parts: WebParts = request.app.state.web
    return parts


def _refuse(code: str, message: str) -> CitizenError:
    return CitizenError(401, code, message, {"WWW-Authenticate": "Bearer"})


async def _conversation(
    parts: Annotated[WebParts, Depends(_parts)], authorization: Annotated[str | None, Header()] = None
) -> uuid.UUID:
    """The conversation the request's token names."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _refuse("session_missing", texts.SESSION_MISSING)
    try:
        return parts.tokens.read(token.strip())
    except TokenExpired as error:
        raise _refuse("session_expired", texts.SESSION_EXPIRED) from error
    except TokenInvalid as error:
        raise _refuse("session_invalid", texts.SESSION_INVALID) from error


Parts = Annotated[WebParts, Depends(_parts)]
Conversation = Annotated[uuid.UUID, Depends(_conversation)]
Seq = Annotated[int, Query(ge=0, le=MAX_SEQ)]

router = APIRouter(prefix="/api")


@router.post("/session")
async def open_session(parts: Parts, authorization: Annotated[str | None, Header()] = None) -> dict[str, str]:
    """A token for a new conversation; with a valid token, a renewed one for the same."""
    conversation_id = uuid.uuid4() if authorization is None else await _conversation(parts, authorization)
    return {"token": parts.tokens.issue(conversation_id), "conversation": str(conversation_id)}


@router.post("/messages", status_code=202)
async def accept_message(
    said: Said, parts: Parts, conversation_id: Conversation, after: BackgroundTasks
) -> dict[str, str]:
    """Store what the citizen said; 202 once it is stored, whatever happens next."""
    text, payload = storable(said.text), said.payload or None
    if not text.strip() and not payload:
        raise CitizenError(422, "empty", texts.EMPTY)
    if len(text) > MAX_TEXT:
        raise CitizenError(422, "too_long", texts.TOO_LONG.format(limit=MAX_TEXT))
    if (seconds := parts.sends.take(conversation_id)) > 0:
        raise too_many(seconds)
    update = inbox.Update(
        channel=CHANNEL,
        external_id=f"{conversation_id}:{said.client_id}",
        peer=str(conversation_id),
        kind="button" if payload else "message",
        body={"text": text, "payload": payload},
        conversation_id=conversation_id,
    )
    async with asyncio.timeout(STORE_DEADLINE):
        if payload and not await _is_button(parts, conversation_id, payload):
            raise CitizenError(422, "bad_payload", texts.BAD_PAYLOAD, field="payload")
        accepted = await inbox.accept_alone(parts.sessions, update)
    reach("stored")
    after.add_task(_acknowledged)
    return {"id": str(accepted.event_id)}


@router.get("/messages")
async def list_messages(parts: Parts, conversation_id: Conversation, after: Seq = 0) -> dict[str, Any]:
    """The history after a number, as far as it was delivered; `more` says to ask again from `seq`."""
    if (seconds := parts.reads.take(conversation_id)) > 0:
        raise too_many(seconds)
    view = await parts.feed.pull(conversation_id, after)
    return {
        "messages": [message.as_json() for message in view.messages],
        "state": view.state.as_json(),
        "seq": view.position,
        "more": view.more,
    }


@router.get("/stream")
async def stream(
    parts: Parts,
    conversation_id: Conversation,
    after: Seq | None = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Messages as they come, each with its number; resumes by `after` or by `Last-Event-ID`."""
    try:
        parts.streams.admit(conversation_id)
    except TooManyStreams as error:
        raise too_many(30, texts.TOO_MANY_TABS) from error
    if (seconds := parts.reads.take(conversation_id)) > 0:
        raise too_many(seconds)
    start = after if after is not None else _number(last_event_id)
    # An unreachable database is told by the status, before the stream begins.
    await parts.feed.pull(conversation_id, MAX_SEQ)
    return StreamingResponse(
        parts.streams.run(conversation_id, start), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS
    )


async def _is_button(parts: WebParts, conversation_id: uuid.UUID, payload: str) -> bool:
    """Whether a button of ours carries it. The database is asked for those of an unknown kind alone."""
    if is_known(payload):
        return True
    async with standing_alone(parts.sessions) as connection:
        return await was_offered(connection, conversation_id, payload)


async def _acknowledged() -> None:
    reach("acknowledged")


def _number(last_event_id: str | None) -> int:
    text = (last_event_id or "").strip()
    return min(int(text), MAX_SEQ) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
