"""What is done elsewhere."""

from __future__ import annotations

from actions.elsewhere import ActionAppointment, ActionComplaint, ActionReportError
from tests.unit.actions.parts import article, heard, resources


async def test_an_appointment_is_booked_on_the_organisations_page() -> None:
    living = resources(article("mfc-appointment", group="mfc"))
    reply = (await ActionAppointment(living).answer(heard())).replies[0]
    assert "https://example.org/booking" in (reply.text or "")
    assert "сам я не могу" in (reply.text or "")
    # of the two articles offered one is there
    assert [b.payload for b in reply.buttons] == ['/answer{"article": "mfc-appointment"}', "/person"]


async def test_a_chat_is_no_official_appeal() -> None:
    reply = (await ActionComplaint(resources()).answer(heard())).replies[0]
    assert "59-ФЗ" in (reply.text or "")
    assert "https://example.org/appeal" in (reply.text or "")
    assert reply.offer == {"person": "complaint"}


async def test_an_error_is_reported_to_those_who_can_repair_it() -> None:
    reply = (await ActionReportError(resources()).answer(heard())).replies[0]
    assert "https://example.org/feedback" in (reply.text or "")
    assert reply.outcome == "answered"
