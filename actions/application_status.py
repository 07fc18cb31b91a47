"""The state of an application by its number, told only to those who may know it."""

from __future__ import annotations

import logging
from dataclasses import replace

from actions.applications.application import Application
from actions.applications.numbers import find
from actions.applications.registry import RegistrySlow
from actions.applications.state import State
from actions.base import SpeakingAction
from actions.commands import try_code
from actions.heard import Heard
from actions.reply import Reply, Said
from actions.routing import ROUTES
from actions.status_form import FORM, LEFT
from escalation.code_attempts import Left
from knowledge_base.texts import russian_date

logger = logging.getLogger(__name__)
CODE_ATTEMPTS = 3
FORGET = {"application_number": None, "access_code": None, LEFT: None, "code_left": None}
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
            return Said.of(await self._not_found(heard, str(number)), **FORGET)
        if application.access_code is None:
            return Said.of(self._state(application), answered=True, **FORGET)
        return await self._guarded(heard, application)

    def _left(self, heard: Heard) -> Said:
        intent = heard.intent or "question"
        if intent in NO_NUMBER and self.resources.glossary.match(heard.text) is None:
            return Said.of(self.wording.say("number_unknown"), **FORGET)
        route = "action_answer_question" if intent == "application_status" else ROUTES.get(intent)
        return Said.of(then=route or "action_answer_question", **FORGET)

    async def _not_found(self, heard: Heard, number: str) -> Reply:
        reply = self.wording.say("application_not_found", number=number)
        if _code_in(heard) is None:
            return reply
        # A code for a number that is not there says nothing about a case, but it is one more guess.
        left = await self.resources.attempts.left(None, heard.conversation)
        return replace(reply, commands=(try_code(None, right=False),)) if left.conversation > 0 else reply

    async def _guarded(self, heard: Heard, application: Application) -> Said:
        tried = int(heard.slot("code_attempts") or 0)
        if tried >= CODE_ATTEMPTS:
            return Said.of(self.wording.say("code_refused", number=application.number), **FORGET)
        left = await self.resources.attempts.left(application.id, heard.conversation)
        closed = self._closed(left, application)
        if closed is not None:
            return Said.of(closed, **FORGET)
        code = _code_in(heard)
        if code is None:
            return Said.of(then=FORM, application_number=application.number, code_left=None)
        if application.opens_with(code):
            told = replace(self._state(application), commands=(try_code(application.id, right=True),))
            return Said.of(told, answered=True, code_attempts=0, **FORGET)
        return self._wrong(application, tried + 1, Left(left.case - 1, left.conversation - 1))

    def _wrong(self, application: Application, tried: int, left: Left) -> Said:
        counted = (try_code(application.id, right=False),)
        last = self._closed(left, application)
        if last is None and tried >= CODE_ATTEMPTS:
            last = self.wording.say("code_refused", number=application.number)
        if last is not None:
            return Said((replace(last, commands=counted),), {**FORGET, "code_attempts": tried})
        slots = {
            "application_number": application.number,
            "access_code": None,
            "code_attempts": tried,
            "code_left": min(CODE_ATTEMPTS - tried, left.case, left.conversation),
        }
        return Said((Reply("form", commands=counted),), slots, FORM)

    def _closed(self, left: Left, application: Application) -> Reply | None:
        if left.case <= 0:
            return self.wording.say("code_closed", number=application.number)
        return self.wording.say("codes_closed") if left.conversation <= 0 else None

    def _state(self, application: Application) -> Reply:
        meaning = self.resources.glossary.explain(application.state, application.state_text)
        reply = self.wording.say(
            "application_state",
            number=application.number,
            service=application.service,
            state=(application.state_text or meaning.texts[0].capitalize()).rstrip("."),
            since=russian_date(application.state_at.date()),
            details="".join(f"\n{line}" for line in self._details(application)),
            where=meaning.where,
            visit=meaning.visit,
            knows=meaning.knows,
        )
        return replace(reply, article=meaning.article)

    def _details(self, application: Application) -> list[str]:
        words = self.wording.words
        lines = []
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


def _code_in(heard: Heard) -> str | None:
    code = heard.slot("access_code") or heard.entity("access_code")
    return None if code is None else str(code)


def _number_in(heard: Heard) -> str | None:
    """A number the rules of entities left alone, in a message that asks for a state anyway."""
    if any(entity.get("entity") in OTHER_NUMBERS for entity in heard.entities):
        return None
    found = find(heard.text)
    return found if found and sum(char.isdigit() for char in found) >= SURE_DIGITS else None
