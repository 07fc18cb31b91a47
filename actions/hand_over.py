"""Hand over to a person. The words around it are the desk's; the action only asks for the ticket."""

from __future__ import annotations

from typing import get_args

from actions.base import SpeakingAction
from actions.commands import Reason, open_ticket
from actions.heard import Heard
from actions.reply import Reply, Said
from actions.wording import Wording

REASONS = frozenset(get_args(Reason))


class ActionHandOver(SpeakingAction):
    """«Позовите человека», at any time."""

    action_name = "action_hand_over"

    async def answer(self, heard: Heard) -> Said:
        """A ticket; after an offer, for the reason of the offer."""
        return hand_over(self.wording, heard)


class ActionAffirm(SpeakingAction):
    """«Да»: accepts what was offered in the reply before."""

    action_name = "action_affirm"

    async def answer(self, heard: Heard) -> Said:
        """A ticket if a person was offered, otherwise the question back."""
        if offered_person(heard) is not None:
            return hand_over(self.wording, heard)
        return Said.of(self.wording.say("affirm"))


class ActionDeny(SpeakingAction):
    """«Нет»."""

    action_name = "action_deny"

    async def answer(self, heard: Heard) -> Said:
        """Leaves it at that."""
        del heard
        return Said.of(self.wording.say("deny"))


class ActionNothingFits(SpeakingAction):
    """None of the offered articles is the right one."""

    action_name = "action_nothing_fits"

    async def answer(self, heard: Heard) -> Said:
        """Another wording, or a person."""
        del heard
        reply = self.wording.say("nothing_fits")
        return Said.of(
            reply.with_buttons(self.wording.person_button(), self.wording.button("topics", "/topics"))
        )


def offered_person(heard: Heard) -> Reason | None:
    """The reason for which the reply before offered a person, or None."""
    reason = (heard.before.get("offer") or {}).get("person")
    return reason if reason in REASONS else None


def hand_over(wording: Wording, heard: Heard) -> Said:
    """The command to open a ticket, with a subject that quotes nothing of the citizen's.

    Without an article before it there is none: the reason alone says it.
    """
    reason: Reason = offered_person(heard) or "asked"
    title = heard.before.get("title")
    about_article = title and reason not in ("danger", "complaint", "failed", "no_answer")
    subject = wording.words("subject_article", title=title) if about_article else ""
    return Said.of(Reply(outcome="handed_over", commands=(open_ticket(reason, subject),)))
