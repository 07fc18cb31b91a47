"""Satisfaction: asked once, at the end of an episode in which something was answered."""

from __future__ import annotations

from actions.base import SpeakingAction
from actions.commands import close_episode, record_satisfaction
from actions.heard import Heard
from actions.reply import Reply, Said
from actions.wording import Wording

LOW = 2  # a mark up to this one is followed by the offer of a person


class ActionRate(SpeakingAction):
    """Takes a mark from a button."""

    action_name = "action_rate"

    async def answer(self, heard: Heard) -> Said:
        """Record it; a mark that is none is asked for again, in words."""
        try:
            session = heard.entity("session")  # of a button under a specialist's farewell: the episode rated
            return rated(self.wording, int(heard.entity("mark")), int(session) if session else None)
        except (TypeError, ValueError):
            return Said.of(self.wording.say("bad_mark"))


def rated(wording: Wording, mark: int, session: int | None = None) -> Said:
    """Thanks for a mark from 1 to 5, and the end of the episode. Raises ValueError for another mark.

    `session` is the number of an earlier episode that the mark is for; None means the present one.
    """
    recorded = record_satisfaction(mark, session)
    if mark <= LOW:  # the episode goes on: a person may still help
        return Said.of(_with(wording.say("rated_low"), recorded))
    if session is not None:  # that episode has ended already
        return Said.of(_with(wording.say("rated"), recorded))
    return Said.of(_with(wording.say("rated"), recorded, close_episode()))


def _with(reply: Reply, *commands: dict[str, object]) -> Reply:
    return Reply(
        outcome=reply.outcome, text=reply.text, buttons=reply.buttons, offer=reply.offer, commands=commands
    )


def farewell(wording: Wording, heard: Heard, words: str) -> Reply:
    """`thanks` or `goodbye`, with the question for a mark when it is due."""
    if heard.slot("answered") and not heard.slot("satisfaction_asked"):
        return wording.say("ask_satisfaction", words=wording.words(words))
    return wording.say(words)
