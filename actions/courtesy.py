"""Greeting, thanks and goodbye."""

from __future__ import annotations

from actions.base import SpeakingAction
from actions.heard import Heard
from actions.rate import farewell
from actions.reply import Said


class ActionGreet(SpeakingAction):
    """Says who is speaking and what can be asked."""

    action_name = "action_greet"

    async def answer(self, heard: Heard) -> Said:
        """The same greeting each time."""
        del heard
        return Said.of(self.wording.say("greet"))


class ActionThanks(SpeakingAction):
    """Answers thanks; asks for a mark when something was answered."""

    action_name = "action_thanks"

    async def answer(self, heard: Heard) -> Said:
        """One message: the words, and the question when it is due."""
        reply = farewell(self.wording, heard, "thanks")
        return Said.of(reply, satisfaction_asked=bool(reply.offer) or heard.slot("satisfaction_asked"))


class ActionGoodbye(SpeakingAction):
    """Says goodbye; asks for a mark when something was answered."""

    action_name = "action_goodbye"

    async def answer(self, heard: Heard) -> Said:
        """One message: the words, and the question when it is due."""
        reply = farewell(self.wording, heard, "goodbye")
        return Said.of(reply, satisfaction_asked=bool(reply.offer) or heard.slot("satisfaction_asked"))
