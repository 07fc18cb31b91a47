"""Carry out what a turn asks for, inside the turn's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.intake import Pending
from escalation import code_attempts, desk
from escalation.dispatch import Dispatcher
from escalation.tables import ConsentRow, ConversationRow, SatisfactionRow


class UnknownCommand(Exception):
    """An action asked for something nobody knows how to do; the turn fails and is tried again."""


async def carry_out(
    session: AsyncSession,
    conversation: ConversationRow,
    command: dict[str, Any],
    pending: Pending,
    dispatcher: Dispatcher,
) -> None:
    """Do one command. The caller has locked the conversation's row.

    Raises `CodesClosed`: the turn is not to be committed, and may be computed anew.
    """
    name = command.get("command")
    if name == "open_ticket":
        await desk.open_ticket(
            session,
            conversation,
            dispatcher,
            reason=str(command.get("reason") or "asked"),
            subject=str(command.get("subject") or ""),
            text=command.get("text"),
            turn_id=pending.turn_id,
        )
    elif name == "close_episode":
        if conversation.session == pending.session:
            conversation.session += 1
    elif name == "record_satisfaction":
        await session.execute(
            insert(SatisfactionRow)
            .values(
                conversation_id=conversation.id,
                session=min(int(command.get("session") or pending.session), pending.session),
                mark=int(command["mark"]),
                turn_id=pending.turn_id,
            )
            .on_conflict_do_nothing(index_elements=["conversation_id", "session"])
        )
    elif name == "try_code":
        await code_attempts.spend(
            session, command["case"], str(conversation.id), right=bool(command["right"])
        )
    elif name == "record_consent":
        session.add(
            ConsentRow(
                conversation_id=conversation.id,
                kind=str(command["kind"]),
                version=str(command["version"]),
                turn_id=pending.turn_id,
            )
        )
    else:
        raise UnknownCommand(str(name))
