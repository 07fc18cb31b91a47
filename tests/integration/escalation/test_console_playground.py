"""The playground: for whom it is, what it says, and that it keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from escalation.console import playground_texts as play
from escalation.console import texts
from escalation.tables import ConversationRow, MessageRow, TicketRow
from evaluation.ports import free_port
from tests.support.console import HTMX, browser, csrf_of, make_console
from tests.support.desk import hire
from tests.support.postgres import Database
from tests.support.tiny_engine import TinyEngine, tiny_engine

QUESTION = "патерял <b>паспорт</b>"


@pytest.fixture
def tiny() -> Iterator[TinyEngine]:
    with tiny_engine() as running:
        yield running


@pytest.mark.parametrize("role", ["supervisor", "admin"])
async def test_a_question_shows_its_articles(database: Database, tiny: TinyEngine, role: str) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role=role)
    async with browser(make_console(database, engines=[tiny.url]), olga) as client:
        assert 'href="/playground"' in (await client.get("/queue")).text
        data = {"csrf": await csrf_of(client, "/playground"), "question": QUESTION}
        answer = await client.post("/playground", data=data)
        assert answer.status_code == 200
        assert "Что делать, если паспорт потерян?" in answer.text
        assert play.OUTCOMES["answered"] in answer.text
        assert play.RULES["mend_misspelt"] in answer.text
        assert "<b>паспорт" not in answer.text
        assert "&lt;b&gt;паспорт" in answer.text
        assert "style=" not in answer.text
        fragment = await client.post("/playground", data=data, headers=HTMX)
        assert fragment.text.lstrip().startswith("<section")
    async with database.sessions() as session:
        for table in (ConversationRow, MessageRow, TicketRow):
            assert await session.scalar(select(func.count()).select_from(table)) == 0


async def test_it_is_for_those_who_look_after_the_articles(database: Database, tiny: TinyEngine) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    app = make_console(database, engines=[tiny.url])
    async with browser(app, anna) as client:
        assert "/playground" not in (await client.get("/queue")).text
        data = {"csrf": await csrf_of(client), "question": QUESTION}
        for answer in (await client.get("/playground"), await client.post("/playground", data=data)):
            assert (answer.status_code, texts.NOT_ALLOWED in answer.text) == (403, True)
    async with browser(app) as stranger:
        assert (await stranger.get("/playground")).headers["location"] == "/sign-in?next=/playground"


@pytest.mark.parametrize(
    ("question", "words"), [(" \n", play.EMPTY), ("а" * (play.MAX_QUESTION + 1), play.TOO_LONG)]
)
async def test_what_is_no_question_is_not_asked(database: Database, question: str, words: str) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role="admin")
    async with browser(make_console(database), olga) as client:
        data = {"csrf": await csrf_of(client, "/playground"), "question": question}
        answer = await client.post("/playground", data=data)
        assert (answer.status_code, words in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("delay", "status", "words"),
    [(0.0, 500, play.FAILED), (0.0, 504, play.LATE), (2.0, None, play.LATE)],
)
async def test_an_engine_in_trouble(
    database: Database, tiny: TinyEngine, delay: float, status: int | None, words: str
) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role="admin")
    tiny.delay, tiny.status = delay, status
    app = make_console(database, engines=[tiny.url], engine_deadline=0.3)
    async with browser(app, olga) as client:
        data = {"csrf": await csrf_of(client, "/playground"), "question": QUESTION}
        answer = await client.post("/playground", data=data)
        assert (answer.status_code, words in answer.text) == (503, True)
        assert "&lt;b&gt;паспорт" in answer.text, "the question is still in the form"


async def test_an_engine_that_is_away(
    database: Database, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role="admin")
    app = make_console(database, engines=[f"http://127.0.0.1:{free_port()}"])
    async with browser(app, olga) as client:
        data = {"csrf": await csrf_of(client, "/playground"), "question": QUESTION}
        answer = await client.post("/playground", data=data, headers=HTMX)
        assert (answer.status_code, play.AWAY in answer.text) == (200, True)
    assert "паспорт" not in caplog.text + "".join(capfd.readouterr())
