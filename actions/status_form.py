"""The status form: asks once, takes the answer in the next message, and lets go when there is none."""

from __future__ import annotations

from typing import Any

from actions.applications.access_code import find_code
from actions.applications.numbers import find
from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Said

FORM = "status_form"
LEFT = "form_left"  # slot: the message asked for did not come, the citizen speaks of something else


class ValidateStatusForm(SpeakingAction):
    """Decides after each message whether the form has what it asked for.

    It always ends the form: with the value, or with `form_left` set, so that the form can never ask in a
    circle. `action_application_status`, which follows, goes on from there.
    """

    action_name = "validate_status_form"

    async def answer(self, heard: Heard) -> Said:
        """Slots only; nothing is said here."""
        match heard.slot("requested_slot"):
            case "application_number":
                number = heard.slot("application_number") or find(heard.text)
                return self._end(application_number=number, left=number is None)
            case "access_code":
                other = heard.entity("application_number")
                code = find_code(heard.text)
                if code is None and other is not None:  # another case instead of the code
                    return self._end(application_number=other, access_code=None, left=False)
                return self._end(access_code=code, left=code is None)
            case _:  # the form is only being opened
                return Said()

    @staticmethod
    def _end(*, left: bool, **slots: Any) -> Said:
        return Said(slots={**slots, LEFT: left or None, "requested_slot": None})


class ActionAskApplicationNumber(SpeakingAction):
    """The question for the number, with the place where it stands."""

    action_name = "action_ask_application_number"

    async def answer(self, heard: Heard) -> Said:
        """Asked once; the form ends with whatever comes next."""
        got_code = heard.entity("access_code") is not None  # sent instead of the number
        return Said.of(self.wording.say("ask_number_not_code" if got_code else "ask_application_number"))


class ActionAskAccessCode(SpeakingAction):
    """The question for the code, and how many attempts are left after a wrong one."""

    action_name = "action_ask_access_code"

    async def answer(self, heard: Heard) -> Said:
        """The number is repeated so that it is clear which receipt is meant."""
        left = heard.slot("code_left")
        if left:
            return Said.of(self.wording.say("wrong_code", left=left))
        return Said.of(self.wording.say("ask_access_code", number=heard.slot("application_number")))
