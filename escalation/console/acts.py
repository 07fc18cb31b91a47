"""What an operator does: claim, reply, return, close, step in. Each answers with the panel as it then is."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Request, Response
from sqlalchemy import select

from escalation import desk
from escalation.console import texts
from escalation.console.access import Operator, OurOperator
from escalation.console.context import Console, console_of
from escalation.console.conversation import PanelForm, panel
from escalation.console.pages import go, is_fragment, page
from escalation.console.reading import conversation_of
from escalation.errors import (
    AlreadyClaimed,
    AlreadyClosed,
    BadReply,
    DeskError,
    NotYours,
    SendUnderWay,
    StaleView,
)
from escalation.intervene import intervene, patiently
from escalation.tables import OperatorRow, TicketRow

router = APIRouter(dependencies=[OurOperator])

# Numbers beyond this are none of the database's.
TicketId = Annotated[int, Path(ge=1, le=2**62)]
CONFLICT = 409
UNPROCESSABLE = 422


async def _conversation_id(console: Console, ticket_id: int) -> uuid.UUID:
    async with console.sessions() as session:
        found = await conversation_of(session, ticket_id)
    if found is None:
        raise HTTPException(404, texts.NO_TICKET)
    return found


async def _who_took(console: Console, conversation_id: uuid.UUID) -> str:
    async with console.sessions() as session:
        name = await session.scalar(
            select(OperatorRow.name)
            .join(TicketRow, TicketRow.operator_id == OperatorRow.id)
            .where(TicketRow.conversation_id == conversation_id, TicketRow.state == "claimed")
        )
    return texts.TAKEN.format(name=name) if name else texts.TAKEN_NOBODY


async def _why(console: Console, conversation_id: uuid.UUID, refused: DeskError) -> str:
    if isinstance(refused, AlreadyClaimed):
        return await _who_took(console, conversation_id)
    if isinstance(refused, AlreadyClosed):
        return texts.CLOSED
    if isinstance(refused, SendUnderWay):
        return texts.SEND_UNDER_WAY
    if isinstance(refused, NotYours):
        return texts.NOT_YOURS
    return texts.FAILED


def _done(request: Request, conversation_id: uuid.UUID) -> Response | None:
    """Without htmx the browser goes to the conversation; with it the panel is changed in place."""
    return None if is_fragment(request) else go(request, f"/conversations/{conversation_id}")


@router.post("/tickets/{ticket_id}/claim")
async def claim(
    request: Request, operator: Operator, ticket_id: TicketId, origin: Annotated[str, Form()] = ""
) -> Response:
    """Take a waiting ticket; from the queue this leads to its conversation."""
    console = console_of(request)
    conversation_id = await _conversation_id(console, ticket_id)
    try:
        await patiently(
            console.sessions,
            lambda session: desk.claim(session, console.dispatcher, ticket_id, operator.operator_id),
            patience=console.patience,
        )
    except DeskError as refused:
        words = await _why(console, conversation_id, refused)
        if origin == "queue" and is_fragment(request):
            return page(
                request,
                "notice.html",
                operator,
                status=CONFLICT,
                words=words,
                conversation_id=conversation_id,
            )
        return await panel(request, operator, conversation_id, PanelForm(error=words), status=CONFLICT)
    if origin == "queue":
        return go(request, f"/conversations/{conversation_id}")
    return _done(request, conversation_id) or await panel(request, operator, conversation_id)


@router.post("/conversations/{conversation_id}/intervene")
async def step_in(request: Request, operator: Operator, conversation_id: uuid.UUID) -> Response:
    """Take the conversation over from the assistant."""
    console = console_of(request)
    try:
        await patiently(
            console.sessions,
            lambda session: intervene(
                session, console.dispatcher, conversation_id=conversation_id, operator_id=operator.operator_id
            ),
            patience=console.patience,
        )
    except LookupError as missing:
        raise HTTPException(404, texts.NO_CONVERSATION) from missing
    except DeskError as refused:
        words = await _why(console, conversation_id, refused)
        return await panel(request, operator, conversation_id, PanelForm(error=words), status=CONFLICT)
    return _done(request, conversation_id) or await panel(request, operator, conversation_id)


@router.post("/tickets/{ticket_id}/reply")
async def reply(
    request: Request,
    operator: Operator,
    ticket_id: TicketId,
    client_id: Annotated[uuid.UUID, Form()],
    seen_seq: Annotated[int, Form(ge=0, le=2**62)],
    text: Annotated[str, Form()] = "",
) -> Response:
    """Write to the citizen. Whatever goes wrong, the text comes back in the form."""
    console = console_of(request)
    conversation_id = await _conversation_id(console, ticket_id)
    # Browsers send line ends as CR LF.
    words = text.replace("\r\n", "\n")

    async def refuse(error: str, status: int = CONFLICT, missed_after: int | None = None) -> Response:
        seen = None if missed_after is not None else seen_seq
        form = PanelForm(draft=words, client_id=str(client_id), seen_seq=seen, error=error)
        return await panel(request, operator, conversation_id, form, status=status, missed_after=missed_after)

    if not words.strip():
        return await refuse(texts.EMPTY_REPLY, UNPROCESSABLE)
    if len(words.strip()) > desk.MAX_REPLY:
        return await refuse(texts.LONG_REPLY, UNPROCESSABLE)
    try:
        async with console.sessions.begin() as session:
            await desk.reply(
                session, console.dispatcher, ticket_id=ticket_id, operator_id=operator.operator_id,
                text=words, seen_seq=seen_seq, client_id=str(client_id),
            )  # fmt: skip
    except StaleView:
        return await refuse(texts.STALE, missed_after=seen_seq)
    except BadReply:
        return await refuse(texts.BAD_REPLY, UNPROCESSABLE)
    except DeskError as refused:
        return await refuse(await _why(console, conversation_id, refused))
    return _done(request, conversation_id) or await panel(
        request, operator, conversation_id, PanelForm(sent=True)
    )


@router.post("/tickets/{ticket_id}/return")
async def return_to_queue(request: Request, operator: Operator, ticket_id: TicketId) -> Response:
    """Put the ticket back; it keeps its place."""
    console = console_of(request)
    conversation_id = await _conversation_id(console, ticket_id)
    try:
        async with console.sessions.begin() as session:
            await desk.return_to_queue(
                session, console.dispatcher, ticket_id=ticket_id, operator_id=operator.operator_id
            )
    except DeskError as refused:
        words = await _why(console, conversation_id, refused)
        return await panel(request, operator, conversation_id, PanelForm(error=words), status=CONFLICT)
    return _done(request, conversation_id) or await panel(request, operator, conversation_id)


@router.post("/tickets/{ticket_id}/close")
async def close(
    request: Request, operator: Operator, ticket_id: TicketId, resolution: Annotated[str, Form()] = "answered"
) -> Response:
    """Close the ticket; the assistant answers again."""
    console = console_of(request)
    conversation_id = await _conversation_id(console, ticket_id)
    if resolution not in texts.RESOLUTIONS:
        return await panel(
            request, operator, conversation_id, PanelForm(error=texts.BAD_FORM), status=UNPROCESSABLE
        )
    try:
        async with console.sessions.begin() as session:
            await desk.close(
                session, console.dispatcher, ticket_id=ticket_id, operator_id=operator.operator_id,
                resolution=resolution,
            )  # fmt: skip
    except DeskError as refused:
        words = await _why(console, conversation_id, refused)
        return await panel(request, operator, conversation_id, PanelForm(error=words), status=CONFLICT)
    return _done(request, conversation_id) or await panel(request, operator, conversation_id)


@router.post("/tickets/{ticket_id}/lease")
async def renew_lease(request: Request, operator: Operator, ticket_id: TicketId) -> Response:
    """The open page says that the operator is still there: 204, or 409 when the ticket is not theirs."""
    async with console_of(request).sessions.begin() as session:
        kept = await desk.renew_lease(session, ticket_id=ticket_id, operator_id=operator.operator_id)
    return Response(status_code=204 if kept else CONFLICT)
