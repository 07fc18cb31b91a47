"""The page of one conversation, and its parts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from escalation.console import texts
from escalation.console.access import Operator
from escalation.console.context import console_of
from escalation.console.pages import page
from escalation.console.reading import (
    PAGE,
    ConversationView,
    messages_after,
    newest_messages,
    read_conversation,
)
from escalation.operators import SignedIn

router = APIRouter()

Seq = Annotated[int | None, Query(ge=0, le=2**62)]


@dataclass(frozen=True)
class PanelForm:
    """What the panel shows beside the conversation's state."""

    draft: str = ""
    client_id: str = ""
    seen_seq: int | None = None
    error: str = ""
    sent: bool = False


def panel_values(view: ConversationView, operator: SignedIn, form: PanelForm) -> dict[str, Any]:
    """The values of the panel's template. A form without an id gets a new one: one id, one reply."""
    return {
        "view": view,
        "mine": view.operator_id == operator.operator_id,
        "draft": form.draft,
        "client_id": form.client_id or str(uuid.uuid4()),
        "seen_seq": view.last_seq if form.seen_seq is None else form.seen_seq,
        "error": form.error,
        "sent": form.sent,
    }


async def panel(
    request: Request,
    operator: SignedIn,
    conversation_id: uuid.UUID,
    form: PanelForm = PanelForm(),
    *,
    status: int = 200,
    missed_after: int | None = None,
) -> Response:
    """The panel as it stands now, with the messages after `missed_after` when a stale view was refused."""
    async with console_of(request).sessions() as session:
        view = await read_conversation(session, conversation_id)
        missed = [] if missed_after is None else await messages_after(session, conversation_id, missed_after)
    if view is None:
        raise HTTPException(404, texts.NO_CONVERSATION)
    return page(
        request, "panel.html", operator, status=status, missed=missed, fragment=True,
        **panel_values(view, operator, form),
    )  # fmt: skip


@router.get("/conversations/{conversation_id}")
async def show_conversation(request: Request, operator: Operator, conversation_id: uuid.UUID) -> Response:
    """What was said, and what the operator may do."""
    async with console_of(request).sessions() as session:
        view = await read_conversation(session, conversation_id)
        if view is None:
            raise HTTPException(404, texts.NO_CONVERSATION)
        messages = await newest_messages(session, conversation_id)
    # What arrived between the two readings is on the screen already.
    last = messages[-1].seq if messages else 0
    return page(
        request, "conversation.html", operator, messages=messages, last=last, missed=[], fragment=False,
        **panel_values(view, operator, PanelForm(seen_seq=last)),
    )  # fmt: skip


@router.get("/conversations/{conversation_id}/panel")
async def show_panel(request: Request, operator: Operator, conversation_id: uuid.UUID) -> Response:
    """The panel anew, after the conversation changed hands."""
    return await panel(request, operator, conversation_id)


@router.get("/conversations/{conversation_id}/messages")
async def show_messages(
    request: Request,
    operator: Operator,
    conversation_id: uuid.UUID,
    after: Seq = None,
    before: Seq = None,
) -> Response:
    """Messages after a number, to catch up; or before one, to look back."""
    async with console_of(request).sessions() as session:
        view = await read_conversation(session, conversation_id)
        if view is None:
            raise HTTPException(404, texts.NO_CONVERSATION)
        if after is not None:
            messages = await messages_after(session, conversation_id, after)
        else:
            messages = await newest_messages(session, conversation_id, before=before)
    return page(
        request, "messages.html", operator, messages=messages, view=view,
        mine=view.operator_id == operator.operator_id,
        older=after is None and len(messages) == PAGE,
    )  # fmt: skip
