"""The state of an application by its number, told only to those who may know it."""

from __future__ import annotations

import logging
from dataclasses import replace

from actions.applications.application import Application
from actions.applications.numbers import find
from actions.applications.registry import RegistrySlow
from actions.applications.state import State
from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Reply, Said
from actions.routing import ROUTES
from actions.status_form import FORM, LEFT
from knowledge_base.texts import russian_date

logger = logging.getLogger(__name__)
CODE_ATTEMPTS = 3
FORGET = {"application_number": None, "access_code": None, LEFT: None}
WAITING = frozenset({State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS, State.SENT_TO_AGENCY})
OTHER_NUMBERS = frozenset({"snils", "inn", "phone", "access_code"})
SURE_DIGITS = 6  # fewer may be a year, a flat, a sum
NO_NUMBER = frozenset({"application_status", "affirm", "deny", "greet", "thanks"})


class ActionApplicationStatus(SpeakingAction):
    """Looks the case up; asks for what is missing by the form, once."""

    action_name = "action_application_status"

    async def answer(self, heard: Heard) -> Said:
        """The state, or the question for the number or the code, or the way on when the form was left."""
        if heard.slot(LEFT):
            return self._left(heard)
        number = heard.slot("application_number") or _number_in(heard)
        if not number:
            if self.resources.glossary.match(heard.text) is not None:
                return Said.of(then="action_answer_question")
            return Said.of(then=FORM)
        try:
            application = await self.resources.registry.find(str(number))
        except RegistrySlow as error:
            # Trying the turn again would only wait again; a registry that is down is tried again.
            logger.warning("registry: %s", error)
            return Said.of(self.wording.say("registry_unavailable"), **FORGET)
        if application is None:
            return Said.of(self.wording.say("application_not_found", number=number), **FORGET)
        return self._guarded(heard, application)

    def _left(self, heard: Heard) -> Said:
        intent = heard.intent or "question"
        if intent in NO_NUMBER and self.resources.glossary.match(heard.text) is None:
            return Said.of(self.wording.say("number_unknown"), **FORGET)
        route = "action_answer_question" if intent == "application_status" else ROUTES.get(intent)
        return Said.of(then=route or "action_answer_question", **FORGET)

    def _guarded(self, heard: Heard, application: Application) -> Said:
        tried = int(heard.slot("code_attempts") or 0)
        code = heard.slot("access_code") or heard.entity("access_code")
        refused = Said.of(self.wording.say("code_refused", number=application.number), **FORGET)
        if application.access_code is not None and tried >= CODE_ATTEMPTS:
            return refused
        if application.opens_with(code):
            return Said.of(self._state(application), answered=True, code_attempts=0, **FORGET)
        if code is None:
            return Said.of(then=FORM, application_number=application.number)
        if tried + 1 >= CODE_ATTEMPTS:
            return replace(refused, slots={**FORGET, "code_attempts": tried + 1})
        slots = {"application_number": application.number, "access_code": None, "code_attempts": tried + 1}
        return Said(slots=slots, then=FORM)

    def _state(self, application: Application) -> Reply:
        meaning = self.resources.glossary.explain(application.state, application.state_text)
        reply = self.wording.say(
            "application_state",
            number=application.number,
            service=application.service,
            state=application.state_text or meaning.texts[0].capitalize(),
            details="".join(f"\n{line}" for line in self._details(application)),
            where=meaning.where,
            visit=meaning.visit,
            knows=meaning.knows,
        )
        return replace(reply, article=meaning.article)

    def _details(self, application: Application) -> list[str]:
        words = self.wording.words
        lines = [words("detail_at", date=russian_date(application.state_at.date()))]
        if application.expected_on is not None:
            lines.append(words("detail_expected", date=russian_date(application.expected_on)))
        if application.reason:
            lines.append(words("detail_reason", reason=application.reason))
        if application.action_required:
            lines.append(words("detail_required", action=application.action_required))
        elif application.state in WAITING:
            lines.append(words("detail_nothing_required"))
        if application.office:
            lines.append(words("detail_office", office=application.office))
        return lines


def _number_in(heard: Heard) -> str | None:
    """A number the rules of entities left alone, in a message that asks for a state anyway."""
    if any(entity.get("entity") in OTHER_NUMBERS for entity in heard.entities):
        return None
    found = find(heard.text)
    return found if found and sum(char.isdigit() for char in found) >= SURE_DIGITS else None
