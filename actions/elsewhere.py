"""What is done elsewhere, said honestly: appointments, official complaints, errors of a site."""

from __future__ import annotations

from dataclasses import replace

from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Reply, Said


class _Elsewhere(SpeakingAction):
    """Says one response; the buttons of articles that may not be shown today are left out."""

    response: str

    async def answer(self, heard: Heard) -> Said:
        """The response of the domain."""
        del heard
        return Said.of(await self._with_living_articles(self.wording.say(self.response)), answered=True)

    async def _with_living_articles(self, reply: Reply) -> Reply:
        kept = []
        for button in reply.buttons:
            if button.payload.startswith("/answer"):
                slug = button.payload.split('"')[3]
                if await self.resources.library.article(slug, self.resources.today()) is None:
                    continue
            kept.append(button)
        return replace(reply, buttons=tuple(kept))


class ActionAppointment(_Elsewhere):
    """An appointment is booked on the organisation's page or by phone."""

    action_name = "action_appointment"
    response = "appointment"


class ActionComplaint(_Elsewhere):
    """A chat is no official appeal (59-ФЗ): says where one is filed."""

    action_name = "action_complaint"
    response = "complaint"


class ActionReportError(_Elsewhere):
    """Says who repairs what."""

    action_name = "action_report_error"
    response = "report_error"
