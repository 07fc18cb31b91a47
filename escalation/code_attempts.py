"""Wrong access codes of the last day, counted over all conversations and channels.

Two counts, each with a row of its own: how often a case was tried, by whomever, and how often a conversation
tried, at whatever cases. A row knows the case by the registry's id and holds neither its number nor a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

WINDOW = timedelta(hours=24)
CASE_LIMIT = 5
CONVERSATION_LIMIT = 10
BATCH = 1000

_SPENT = (
    "(SELECT count(*) FROM unnest({row}.wrong_at) AS wrong(at) WHERE wrong.at > clock_timestamp() - :window)"
)

_LEFT = text(
    f"""
SELECT
    :case_limit - coalesce(max({_SPENT.format(row="kept")}) FILTER (WHERE kind = 'application'), 0),
    :conversation_limit - coalesce(max({_SPENT.format(row="kept")}) FILTER (WHERE kind = 'conversation'), 0)
FROM code_attempts AS kept
WHERE (kind, subject) IN (('application', :case), ('conversation', :conversation))
"""  # noqa: S608 - a constant
)

# Counts and decides at once. A row that somebody else is writing is waited for and read as it was left, so of
# two attempts at the same time one is the earlier. What is over its limit is not written and not returned.
# The case comes first: its lock is the only one of the two that another turn can hold.
_SPEND = text(
    f"""
INSERT INTO code_attempts AS kept (kind, subject, wrong_at, last_at)
SELECT kind, subject,
    CASE WHEN :right THEN '{{}}' ELSE ARRAY[clock_timestamp()] END, clock_timestamp()
FROM (VALUES (1, 'application', CAST(:case AS text)), (2, 'conversation', CAST(:conversation AS text)))
    AS tried(place, kind, subject)
WHERE subject IS NOT NULL ORDER BY place
ON CONFLICT (kind, subject) DO UPDATE SET
    wrong_at = CASE WHEN :right AND kept.kind = 'application' THEN '{{}}' ELSE ARRAY(
        SELECT wrong.at FROM unnest(kept.wrong_at || excluded.wrong_at) AS wrong(at)
        WHERE wrong.at > clock_timestamp() - :window ORDER BY wrong.at) END,
    last_at = greatest(kept.last_at, excluded.last_at)
WHERE {_SPENT.format(row="kept")}
    < CASE kept.kind WHEN 'application' THEN :case_limit ELSE :conversation_limit END
RETURNING kind
"""  # noqa: S608 - a constant
)

# Rows that a turn is writing are left for the next time: nobody waits for the broom, nor it for anybody.
_FORGET = text(
    """
WITH old AS MATERIALIZED (
    SELECT kind, subject FROM code_attempts WHERE last_at < clock_timestamp() - :window
    ORDER BY last_at LIMIT :batch FOR UPDATE SKIP LOCKED
)
DELETE FROM code_attempts AS kept USING old WHERE kept.kind = old.kind AND kept.subject = old.subject
"""
)
_LIMITS = {"case_limit": CASE_LIMIT, "conversation_limit": CONVERSATION_LIMIT, "window": WINDOW}


class CodesClosed(Exception):
    """No code may be tried now: the case or the conversation used up its attempts meanwhile."""


@dataclass(frozen=True)
class Left:
    """How many wrong codes may still come: at the case from anybody, and from the conversation."""

    case: int = CASE_LIMIT
    conversation: int = CONVERSATION_LIMIT


async def left(session: AsyncSession, case: str | None, conversation: str) -> Left:
    """What is left now, changing nothing. `case` is the registry's id; None: no such case."""
    row = (await session.execute(_LEFT, {"case": case or "", "conversation": conversation, **_LIMITS})).one()
    return Left(max(row[0], 0), max(row[1], 0))


async def spend(session: AsyncSession, case: str | None, conversation: str, *, right: bool) -> None:
    """Count one attempt, or raise `CodesClosed`; then the caller rolls back and nothing is counted.

    A right code ends the count of its case, never that of the conversation: who has a case of his own could
    begin anew with it as often as he likes.
    """
    values = {"case": case, "conversation": conversation, "right": right, **_LIMITS}
    counted = (await session.execute(_SPEND, values)).all()
    if len(counted) < (1 if case is None else 2):
        raise CodesClosed("codes are closed for this case or conversation")


async def forget_old(session: AsyncSession) -> None:
    """Remove what no longer counts, a batch at a time."""
    await session.execute(_FORGET, {"window": WINDOW, "batch": BATCH})
