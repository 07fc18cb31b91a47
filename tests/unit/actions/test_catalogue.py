"""Help and the catalogue by buttons."""

from __future__ import annotations

from actions.catalogue import PAGE, ActionGroup, ActionHelp, ActionTopics
from tests.unit.actions.parts import article, heard, resources

MANY = [article(f"a{n:02}", f"Вопрос {n:02}?", "mfc") for n in range(PAGE + 3)]


async def test_help_lists_what_can_be_done() -> None:
    said = await ActionHelp(resources()).answer(heard(intent="help"))
    assert "/application_status" in [b.payload for b in said.replies[0].buttons]


async def test_topics_are_walked_page_by_page() -> None:
    first = (await ActionTopics(resources()).answer(heard())).replies[0]
    assert len(first.buttons) == PAGE + 2
    assert first.buttons[PAGE].payload == '/topics{"page": 1}'
    last = (await ActionTopics(resources()).answer(heard(entities={"page": 1}))).replies[0]
    assert last.buttons[-1].payload == "/person"
    assert '/topics{"page": 2}' not in [b.payload for b in last.buttons]


async def test_a_group_lists_its_articles() -> None:
    reply = (await ActionGroup(resources(*MANY)).answer(heard(entities={"group": "mfc"}))).replies[0]
    assert reply.outcome == "choices"
    assert (reply.text or "").startswith("Работа МФЦ.")
    assert [b.payload for b in reply.buttons[-2:]] == ['/group{"group": "mfc", "page": 1}', "/topics"]
    rest = (
        await ActionGroup(resources(*MANY)).answer(heard(entities={"group": "mfc", "page": "1"}))
    ).replies[0]
    assert len(rest.buttons) == 4


async def test_an_unknown_or_empty_group_is_said_to_be_empty() -> None:
    for entities in ({"group": "nonsense"}, {"group": "mfc", "page": 99}, {"group": "mfc", "page": "x"}, {}):
        reply = (await ActionGroup(resources()).answer(heard(entities=entities))).replies[0]
        assert reply.outcome == "no_answer"
