"""Nothing the console shows is without words."""

from __future__ import annotations

import re

from escalation import desk
from escalation.console import texts
from escalation.intervene import REASON
from escalation.message import Author
from escalation.operators import PasswordProblem, Refusal
from escalation.owner import Owner
from escalation.tables import DeliveryRow

CONTRACT = ("asked", "danger", "abuse_of_citizen", "not_mine", "no_answer", "article", "complaint", "failed")


def test_every_state_has_words() -> None:
    assert {*CONTRACT, *desk.URGENT, REASON} <= set(texts.REASONS)
    assert set(texts.OWNERS) == set(Owner)
    assert set(texts.AUTHORS) == set(Author)
    assert set(texts.SIGN_IN_REFUSED) == set(Refusal)
    assert set(texts.PASSWORD_REFUSED) == set(PasswordProblem)
    states = next(
        str(constraint.sqltext)
        for constraint in DeliveryRow.__table__.constraints
        if "state IN" in str(getattr(constraint, "sqltext", ""))
    )
    assert set(re.findall(r"'(\w+)'", states)) <= set(texts.DELIVERIES)
