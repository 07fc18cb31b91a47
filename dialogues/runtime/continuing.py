"""Is a message about the subject of the answer before it?"""

from __future__ import annotations

from collections.abc import Collection

from knowledge_base.decision import Decision
from nlu.continuing import Leaning

# A message that names a subject of its own and finds it this surely has left the old one.
OWN_SUBJECT = 0.85


def continues(leaning: Leaning, found: Decision | None, article: str, shared: Collection[str]) -> bool:
    """Whether a message that leans on the one before speaks of the `article` answered then.

    `found` is what it finds by itself, `shared` its words that the article has too. A message without
    words of its own can speak of nothing else. One with such words has to have them from the article.
    """
    if leaning.bare:
        return True
    if not (leaning.opened or leaning.points) or not leaning.rest:
        return False
    first = found.likely if found is not None else None
    if first is not None:
        if first.article == article:
            return True
        if first.score >= OWN_SUBJECT:
            return False
    return set(leaning.rest) <= set(shared)
