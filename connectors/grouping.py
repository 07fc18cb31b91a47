"""Which of the waiting messages one turn answers: a greeting and the question after it belong together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from connectors.intake import Waiting

SHORT_WORDS = 3


def surely_complete(message: Waiting) -> bool:
    """A pressed button or a text of three words and more stands alone."""
    return message.payload is not None or len(message.text.split()) >= SHORT_WORDS


async def group(
    waiting: Sequence[Waiting], stands_alone: Callable[[Waiting], Awaitable[bool]]
) -> tuple[tuple[Waiting, ...], bool]:
    """The leading messages that make one turn, and whether they are complete.

    Messages that cannot stand alone join the one that follows them; a button never joins.
    """
    grouped: list[Waiting] = []
    for message in waiting:
        if grouped and message.payload is not None:
            return tuple(grouped), True
        grouped.append(message)
        if surely_complete(message) or await stands_alone(message):
            return tuple(grouped), True
    return tuple(grouped), False
