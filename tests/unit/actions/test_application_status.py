"""The state of an application, told to those who may know it."""

from __future__ import annotations

from datetime import date

import pytest

from actions.application_status import ActionApplicationStatus
from actions.applications.registry import RegistryDown, RegistrySlow
from actions.applications.state import State
from actions.commands import try_code
from actions.reply import Said
from escalation.code_attempts import Left
from tests.unit.actions.parts import Drawer, application, heard, resources

OPEN = application(state_text="Передано в ОГВ", state=State.SENT_TO_AGENCY, expected_on=date(2026, 12, 3))
GUARDED = application("20260001", access_code="a1b2c3d4")
DRAWER = Drawer({OPEN.number: OPEN, GUARDED.number: GUARDED})


async def ask(
    text: str = "",
    intent: str = "application_status",
    drawer: Drawer = DRAWER,
    left: Left | None = None,
    **more: object,
) -> Said:
    known = resources(drawer=drawer, left=left)
    return await ActionApplicationStatus(known).answer(heard(text, intent, **more))


async def test_the_state_in_three_parts() -> None:
    said = await ask(slots={"application_number": "12/345678"})
    reply = said.replies[0]
    assert reply.outcome == "status"
    for part in (
        "12/345678",
        "Передано в ОГВ",
        "03.12.2026",
        "Где дело:",
        "Нужно ли идти:",
        "Кто знает решение:",
    ):
        assert part in (reply.text or "")
    assert "Дальнейшие действия не требуются" in (reply.text or "")
    assert said.slots["answered"] is True
    assert said.slots["application_number"] is None


async def test_a_required_action_and_a_reason_are_told() -> None:
    refused = application(
        state=State.REFUSED, reason="Доход выше предела", action_required="Подать снова", office="Дом 1"
    )
    said = await ask(slots={"application_number": "12/345678"}, drawer=Drawer({"12/345678": refused}))
    text = said.replies[0].text or ""
    for part in ("Причина: Доход выше предела", "Что нужно сделать: Подать снова", "Место: Дом 1"):
        assert part in text
    assert "не требуются" not in text


async def test_without_a_number_the_form_asks() -> None:
    assert (await ask("где моё заявление")).then == "status_form"


async def test_the_text_of_a_state_is_no_question_for_a_number() -> None:
    assert (await ask("статус «исполнено», что это")).then == "action_answer_question"


async def test_an_unknown_number_is_said_with_the_usual_reasons() -> None:
    said = await ask(slots={"application_number": "99/999999"})
    assert said.replies[0].outcome == "status"
    assert said.replies[0].article == "status-not-found"
    assert said.slots["application_number"] is None


async def test_a_guarded_case_is_not_told_without_its_code() -> None:
    said = await ask(slots={"application_number": "20260001"})
    assert said.then == "status_form"
    assert said.replies == ()


async def test_a_bare_number_is_taken_although_the_rules_of_entities_left_it() -> None:
    said = await ask("20260001 какой статус дела")
    assert said.slots == {"application_number": "20260001", "code_left": None}
    for text in ("сдавал в 2024", "снилс 112-233-445 95"):
        kinds = {"snils": "11223344595"} if "снилс" in text else {}
        assert (await ask(text, entities=kinds)).slots == {}


@pytest.mark.parametrize("code", ["a1b2c3d4", "A1B2C3D4", "А1В2С3D4", "a1b2 c3d4"])
async def test_the_code_opens_it_however_typed(code: str) -> None:
    said = await ask(slots={"application_number": "20260001", "access_code": code})
    assert said.replies[0].outcome == "status"
    assert code not in (said.replies[0].text or "")


async def test_number_and_code_in_one_message() -> None:
    said = await ask(slots={"application_number": "20260001"}, entities={"access_code": "a1b2c3d4"})
    assert said.replies[0].outcome == "status"


async def test_three_wrong_codes_end_in_a_person() -> None:
    slots: dict[str, object] = {"application_number": "20260001", "access_code": "00000000"}
    for attempt in (1, 2):
        said = await ask(slots=slots)
        assert said.then == "status_form"
        assert said.slots == {
            "application_number": "20260001",
            "access_code": None,
            "code_attempts": attempt,
            "code_left": 3 - attempt,
        }
        assert said.replies[0].text is None
        assert said.replies[0].commands == (try_code("7", right=False),)
        slots["code_attempts"] = attempt
    said = await ask(slots=slots)
    assert said.replies[0].outcome == "refused"
    assert said.replies[0].offer == {"person": "asked"}
    right = {"application_number": "20260001", "access_code": "a1b2c3d4", "code_attempts": 3}
    assert (await ask(slots=right)).replies[0].outcome == "refused"


@pytest.mark.parametrize(
    ("left", "told"),
    [(Left(case=0), "прислали неверный код"), (Left(conversation=0), "вы прислали слишком много")],
)
@pytest.mark.parametrize("code", [None, "00000000", "a1b2c3d4"])
async def test_a_closed_case_opens_with_no_code_and_none_is_counted(
    left: Left, told: str, code: str | None
) -> None:
    said = await ask(slots={"application_number": "20260001", "access_code": code}, left=left)
    reply = said.replies[0]
    assert reply.outcome == "refused"
    assert told in (reply.text or "")
    assert reply.offer == {"person": "asked"}
    assert reply.commands == ()
    assert said.then is None
    assert said.slots["access_code"] is None


async def test_the_last_wrong_code_closes_the_case_at_once() -> None:
    slots = {"application_number": "20260001", "access_code": "00000000"}
    said = await ask(slots=slots, left=Left(case=1))
    assert "прислали неверный код" in (said.replies[0].text or "")
    assert said.replies[0].commands == (try_code("7", right=False),)
    assert (await ask(slots=slots, left=Left(case=2))).slots["code_left"] == 1


async def test_a_right_code_is_counted_too() -> None:
    said = await ask(slots={"application_number": "20260001", "access_code": "a1b2c3d4"})
    assert said.replies[0].commands == (try_code("7", right=True),)


async def test_a_code_for_a_number_that_is_not_found_counts_for_the_citizen_alone() -> None:
    slots = {"application_number": "99/999999", "access_code": "00000000"}
    found, closed = await ask(slots=slots), await ask(slots=slots, left=Left(conversation=0))
    assert found.replies[0].commands == (try_code(None, right=False),)
    assert closed.replies[0].commands == ()
    assert found.replies[0].text == closed.replies[0].text
    assert (await ask(slots={"application_number": "99/999999"})).replies[0].commands == ()


async def test_a_case_without_a_code_asks_for_no_count() -> None:
    said = await ask(slots={"application_number": "12/345678"}, left=Left(0, 0))
    assert said.replies[0].outcome == "status"
    assert said.replies[0].commands == ()


async def test_a_slow_registry_is_said_and_not_waited_for_again() -> None:
    said = await ask(slots={"application_number": "12/345678"}, drawer=Drawer(error=RegistrySlow("3 s")))
    assert said.replies[0].outcome == "failed"
    assert said.replies[0].offer == {"person": "failed"}


async def test_a_registry_that_is_down_is_tried_again_by_the_worker() -> None:
    with pytest.raises(RegistryDown):
        await ask(slots={"application_number": "12/345678"}, drawer=Drawer(error=RegistryDown("down")))


@pytest.mark.parametrize(
    ("text", "intent", "then"),
    [
        ("как заменить паспорт", "question", "action_answer_question"),
        ("позовите человека", "person", "action_hand_over"),
        ("горит квартира", "danger", "utter_danger"),
        ("статус в работе что значит", "application_status", "action_answer_question"),
        ("странное", "nonsense", "action_answer_question"),
    ],
)
async def test_a_form_that_was_left_goes_on_with_the_new_subject(text: str, intent: str, then: str) -> None:
    said = await ask(text, intent, slots={"form_left": True})
    assert said.then == then
    assert said.slots["form_left"] is None


@pytest.mark.parametrize("intent", ["application_status", "affirm", "deny"])
async def test_who_has_no_number_is_told_what_to_do(intent: str) -> None:
    said = await ask("нет номера", intent, slots={"form_left": True})
    assert said.then is None
    assert "по фамилии" in (said.replies[0].text or "")
