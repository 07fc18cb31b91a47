"""The queue, and the list of all conversations."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from escalation.console.access import Operator
from escalation.console.context import console_of
from escalation.console.pages import go, page
from escalation.console.reading import recent_conversations
from escalation.operators import SignedIn
from escalation.queue import QueueEntry, list_unclosed

router = APIRouter()


def split_queue(
    entries: list[QueueEntry], operator_id: int
) -> tuple[list[QueueEntry], list[QueueEntry], list[QueueEntry]]:
    """The operator's own tickets, those that wait, those with colleagues; each in the order given."""
    mine = [entry for entry in entries if entry.state == "claimed" and entry.operator_id == operator_id]
    waiting = [entry for entry in entries if entry.state == "open"]
    others = [entry for entry in entries if entry.state == "claimed" and entry.operator_id != operator_id]
    return mine, waiting, others


@router.get("/")
async def start(request: Request) -> Response:
    """The console begins with the queue."""
    return go(request, "/queue")


async def _queue(request: Request, operator: SignedIn, template: str) -> Response:
    async with console_of(request).sessions() as session:
        entries = await list_unclosed(session)
    mine, waiting, others = split_queue(entries, operator.operator_id)
    return page(request, template, operator, mine=mine, waiting=waiting, others=others)


@router.get("/queue")
async def show_queue(request: Request, operator: Operator) -> Response:
    """Who waits, in the order of service."""
    return await _queue(request, operator, "queue.html")


@router.get("/queue/rows")
async def queue_rows(request: Request, operator: Operator) -> Response:
    """The same, to be put into the open page."""
    return await _queue(request, operator, "queue_rows.html")


async def _conversations(request: Request, operator: SignedIn, template: str) -> Response:
    async with console_of(request).sessions() as session:
        lines = await recent_conversations(session)
    return page(request, template, operator, lines=lines)


@router.get("/conversations")
async def show_conversations(request: Request, operator: Operator) -> Response:
    """All conversations, whoever answers."""
    return await _conversations(request, operator, "conversations.html")


@router.get("/conversations/rows")
async def conversation_rows(request: Request, operator: Operator) -> Response:
    """The same, to be put into the open page."""
    return await _conversations(request, operator, "conversation_rows.html")
