"""The turn's job as the queue's table knows it: deferred by a statement of ours, done by `jobs.run_turn`."""

from __future__ import annotations

TURN = "otklik:turn"
TURNS = "turns"
LOCK = "turn:"
"""Before the conversation's id: one turn at a time for each conversation."""

DEFER = (
    "procrastinate_defer_jobs_v1("
    "ARRAY[ROW(%(queue)s, %(task)s, 0, %(lock)s, NULL, %(args)s, NULL)::procrastinate_job_to_defer_v1])"
)
"""What Procrastinate's `task.defer_async()` comes to, without its half a millisecond of processor time.

`args` is of type jsonb; all else is text.
"""

DEFER_TURN = DEFER % {
    "queue": f"'{TURNS}'",
    "task": f"'{TURN}'",
    "lock": f"'{LOCK}' || conversation_id",
    "args": "jsonb_build_object('conversation_id', conversation_id)",
}
"""The same for the turn of the conversation in a column `conversation_id`."""
