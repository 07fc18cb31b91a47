"""The status form: one question, one answer, never a circle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.reply import Said
from actions.status_form import ActionAskAccessCode, ActionAskApplicationNumber, ValidateStatusForm
from tests.unit.actions.parts import heard, resources


async def validate(
    text: str, requested: str | None, entities: dict[str, str] | None = None, **slots: object
) -> Said:
    action = ValidateStatusForm(resources())
    return await action.answer(
        heard(text, slots={"requested_slot": requested, **slots}, entities=entities or {})
    )


async def test_opening_the_form_decides_nothing() -> None:
    assert await validate("где моё дело", None) == Said()


async def test_a_number_ends_the_form() -> None:
    said = await validate("12/345678", "application_number", application_number="12/345678")
    assert said.slots == {"application_number": "12/345678", "form_left": None, "requested_slot": None}


async def test_a_number_the_rules_of_entities_missed() -> None:
    said = await validate("вот: 4 521", "application_number")
    assert said.slots["form_left"] is True
    said = await validate("номер 45218", "application_number")
    assert said.slots["application_number"] == "45218"


async def test_another_subject_leaves_the_form() -> None:
    said = await validate("а как заменить паспорт в 45 лет?", "application_number")
    assert said.slots == {"application_number": None, "form_left": True, "requested_slot": None}


async def test_a_code_ends_the_form() -> None:
    said = await validate("код A1B2C3D4", "access_code")
    assert said.slots == {"access_code": "A1B2C3D4", "form_left": None, "requested_slot": None}


async def test_another_number_instead_of_the_code() -> None:
    said = await validate("MFC-1/2026-1", "access_code", {"application_number": "MFC-1/2026-1"})
    assert said.slots["application_number"] == "MFC-1/2026-1"
    assert said.slots["form_left"] is None


@given(st.text(max_size=100), st.sampled_from(["application_number", "access_code"]))
async def test_whatever_comes_the_form_ends(text: str, requested: str) -> None:
    said = await validate(text, requested)
    assert said.slots["requested_slot"] is None
    assert said.slots["form_left"] or said.slots[requested] is not None


async def test_the_questions_say_where_to_look() -> None:
    number = (await ActionAskApplicationNumber(resources()).answer(heard())).replies[0]
    assert number.outcome == "form"
    assert "расписке" in (number.text or "")
    code = (
        await ActionAskApplicationNumber(resources()).answer(heard(entities={"access_code": "a"}))
    ).replies[0]
    assert "код доступа" in (code.text or "")
    ask = ActionAskAccessCode(resources())
    first = (await ask.answer(heard(slots={"application_number": "12/345678"}))).replies[0]
    assert "12/345678" in (first.text or "")
    second = (await ask.answer(heard(slots={"code_left": 2}))).replies[0]
    assert "Осталось попыток: 2" in (second.text or "")
