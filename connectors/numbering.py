"""Number what was taken in: updates become messages of their conversation, once, under its lock."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.direct import as_jsonb, standing_alone
from connectors.intake import Pending
from escalation.conversation import NOTIFY_CONVERSATION, NOTIFY_QUEUE
from escalation.owner import Owner

# One statement, and so one round trip. An event that another worker was quicker to number is no longer
# `received`, and is left out of `taken`, on which the messages and their numbers hang. While a person owns
# the conversation, its messages are shown to operators and wait for no turn.
_NUMBER = f"""
WITH locked AS MATERIALIZED (
    SELECT id, owner, epoch, session FROM conversations WHERE id = %(id)s FOR NO KEY UPDATE
), parsed AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::uuid[], %(texts)s::text[], %(payloads)s::text[], %(attachments)s::jsonb[],
        %(errors)s::text[]) WITH ORDINALITY AS p(id, text, payload, attachments, error, place)
), taken AS (
    UPDATE inbound_events e SET payload = p.payload, error = p.error, state = CASE
        WHEN p.error IS NOT NULL THEN 'broken' WHEN locked.owner = 'bot' THEN 'taken' ELSE 'done' END
    FROM locked CROSS JOIN parsed p WHERE e.id = p.id AND e.state = 'received'
    RETURNING e.id, p.text, p.attachments, p.error, p.place
), ended AS (
    UPDATE inbound_events e SET state = 'done'
    FROM locked WHERE e.id = ANY(%(before)s::uuid[]) AND e.state = 'taken' AND locked.owner <> 'bot'
), numbered AS (
    UPDATE conversations c SET
        last_seq = c.last_seq + t.count,
        active_at = now(),
        session = CASE WHEN %(fresh)s AND locked.owner = 'bot' AND locked.epoch = %(epoch)s
            AND locked.session = %(session)s - 1 THEN c.session + 1 ELSE c.session END
    FROM locked CROSS JOIN (SELECT count(*) AS count FROM taken WHERE error IS NULL) t
    WHERE c.id = locked.id
    RETURNING c.last_seq - t.count AS before, c.session
), said AS (
    INSERT INTO messages (conversation_id, seq, author, text, attachments, inbound_id)
    SELECT %(id)s, numbered.before + row_number() OVER (ORDER BY taken.place), 'citizen', taken.text,
        taken.attachments, taken.id
    FROM numbered CROSS JOIN taken WHERE taken.error IS NULL
    RETURNING id
)
SELECT locked.owner, locked.epoch, numbered.session,
    CASE WHEN EXISTS (SELECT FROM said) THEN pg_notify('{NOTIFY_CONVERSATION}', %(id)s::text) END,
    CASE WHEN locked.owner <> 'bot' THEN pg_notify('{NOTIFY_QUEUE}', '') END
FROM locked CROSS JOIN numbered
"""  # noqa: S608 - constants


async def number(sessions: async_sessionmaker[AsyncSession], pending: Pending) -> bool:
    """Store what a look found, in a transaction of its own.

    False: the conversation's owner, epoch or session is not what the look saw, and another is due.
    """
    if not pending.unstored and not pending.fresh and pending.owner == Owner.BOT:
        return True
    new = pending.unstored
    parsed = {one.event_id for one in new}
    values = {
        "id": pending.conversation_id,
        "ids": [one.event_id for one in new],
        "texts": [one.text for one in new],
        "payloads": [one.payload for one in new],
        "attachments": [as_jsonb(list(one.attachments)) for one in new],
        "errors": [one.error for one in new],
        "before": [one.event_id for one in pending.waiting if one.event_id not in parsed],
        "epoch": pending.epoch,
        "session": pending.session,
        "fresh": pending.fresh,
    }
    async with standing_alone(sessions) as connection:
        cursor = await connection.execute(_NUMBER.encode(), values)
        row = await cursor.fetchone()
    return row is not None and row[:3] == (pending.owner, pending.epoch, pending.session)
