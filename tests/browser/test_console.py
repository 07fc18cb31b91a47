"""The console in a real browser: an operator's first day."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from escalation import desk, operators
from escalation.console import texts
from tests.support.console import make_console, served
from tests.support.desk import (
    PASSWORD,
    NoDispatcher,
    Person,
    begin,
    bot_says,
    hire,
    open_case,
    read,
    said,
    say,
)
from tests.support.postgres import Database

NEW = "длинный пароль операторов"

pytestmark = pytest.mark.browser


@asynccontextmanager
async def new_page(browser: Browser, url: str, person: Person | None = None) -> AsyncIterator[Page]:
    """A page of its own browser profile; what its console complains of fails the test."""
    context = await browser.new_context(base_url=url, viewport={"width": 1366, "height": 768}, locale="ru-RU")
    if person is not None:
        await context.add_cookies([{"name": "otklik_console", "value": person.token, "url": url}])
    page = await context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    await context.close()
    assert complaints == []


async def test_first_day(database: Database, browser: Browser) -> None:
    async with database.sessions.begin() as session:
        first = await operators.first_operator(session)
    assert first is not None
    login, one_time = first
    async with (
        served(make_console(database)) as url,
        new_page(browser, url) as page,
    ):
        await page.goto("/")
        await page.fill("[name=login]", login)
        await page.fill("[name=password]", one_time)
        await page.click("text=Войти")
        await page.wait_for_url("**/password")
        await page.fill("[name=present]", one_time)
        await page.fill("[name=new]", NEW)
        await page.fill("[name=again]", NEW)
        await page.click("text=Сохранить пароль")
        await page.wait_for_url("**/queue")
        await expect(page.get_by_text("Никто не ждёт")).to_be_visible()

        case = await open_case(database.sessions, "peer", "Где моё <b>заявление</b>?", subject="Статус")
        await expect(page.get_by_text("Где моё <b>заявление</b>?")).to_be_visible()
        await expect(page).to_have_title(re.compile(r"^\(1\)"))

        await page.click(f"#claim-{case.ticket_id}")
        await page.wait_for_url(f"**/conversations/{case.conversation_id}")
        await expect(page.locator("#reply")).to_be_focused()
        await page.keyboard.type("Заявление готово.")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".message.operator .text")).to_have_text("Заявление готово.")
        await expect(page.locator("#reply")).to_have_value("")
        await expect(page.locator("#reply")).to_be_focused()

        await say(database.sessions, case.conversation_id, "Спасибо!")
        await expect(page.locator(".message.citizen").last).to_contain_text("Спасибо!")

        await page.set_viewport_size({"width": 1366, "height": 640})
        await page.click("#closing")
        await expect(page.locator("#close")).to_be_in_viewport()
        await page.click("#close")
        await expect(page.locator("#intervene")).to_be_visible()
        await expect(page.locator(".message.system").last).to_contain_text("Оцените")
    assert (await read(database.sessions, case.conversation_id)).owner == "bot"


async def test_two_operators_and_one_ticket(database: Database, browser: Browser) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    boris = await hire(database.sessions, "boris", "Борис")
    case = await open_case(database.sessions, "peer")
    await bot_says(database.sessions, case.conversation_id, "Ответ помощника", "pending")
    address = f"/conversations/{case.conversation_id}"
    async with (
        served(make_console(database)) as url,
        new_page(browser, url, anna) as first,
        new_page(browser, url, boris) as second,
    ):
        await second.goto(address)
        await first.goto(address)
        await first.click("#claim")
        await expect(first.locator("#reply")).to_be_visible()
        await expect(first.get_by_text(texts.DELIVERIES["withheld"])).to_be_visible()
        await expect(second.get_by_text("Уже взято: Анна.")).to_be_visible()
        await expect(second.locator("#claim")).to_have_count(0)

        # Taken away while writing, the text stays on the page.
        await first.fill("#reply", "Длинный ответ, который жалко потерять")
        async with database.sessions.begin() as session:
            await desk.return_to_queue(session, NoDispatcher(), ticket_id=case.ticket_id, operator_id=anna.id)
        await expect(first.locator("#kept")).to_have_value("Длинный ответ, который жалко потерять")
        await expect(second.locator("#claim")).to_be_visible()
        await first.click("#claim")
        await expect(first.locator("#reply")).to_have_value("Длинный ответ, который жалко потерять")

        # A double press is one reply.
        await first.locator("#reply").focus()
        await first.keyboard.press("Control+Enter")
        await first.keyboard.press("Control+Enter")
        await expect(second.locator(".message.operator")).to_have_count(1)
    messages = await said(database.sessions, case.conversation_id)
    assert [message.author for message in messages].count("operator") == 1


async def test_a_server_that_went_away_loses_nothing(database: Database, browser: Browser) -> None:
    anna = await hire(database.sessions, "anna", "Анна")
    case = await open_case(database.sessions, "peer")
    async with served(make_console(database)) as url:
        context = await browser.new_context(base_url=url)
        await context.add_cookies([{"name": "otklik_console", "value": anna.token, "url": url}])
        page = await context.new_page()
        page.set_default_timeout(10_000)
        await page.goto(f"/conversations/{case.conversation_id}")
        await page.click("#claim")
        await page.fill("#reply", "Ответ")
    await page.click("#send")
    await expect(page.locator("#notice")).to_contain_text(texts.OFFLINE)
    await expect(page.locator("#reply")).to_have_value("Ответ")
    await expect(page.locator("#offline")).to_be_visible()
    async with served(make_console(database), port=int(url.rpartition(":")[2])):
        await say(database.sessions, case.conversation_id, "Вы здесь?")
        await expect(page.locator(".message.citizen").last).to_contain_text("Вы здесь?")
        await page.click("#send")
        await expect(page.locator(".message.operator")).to_have_count(1)
        await expect(page.locator("#notice")).to_be_empty()
    await context.close()


async def test_stepping_in_from_the_list_by_the_keyboard(database: Database, browser: Browser) -> None:
    await hire(database.sessions, "anna", "Анна")
    async with (
        served(make_console(database)) as url,
        new_page(browser, url) as page,
    ):
        case = await open_case(database.sessions, "one")
        conversation_id = await begin(database.sessions, "two")
        await bot_says(database.sessions, conversation_id, "Чем помочь?")
        await page.goto("/sign-in")
        await page.fill("[name=login]", "anna")
        await page.fill("[name=password]", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/queue")
        await page.keyboard.press("a")
        await page.wait_for_url("**/conversations")
        await page.click(f"#open-{conversation_id}")
        await page.click("#intervene")
        await expect(page.locator("#reply")).to_be_focused()
        await expect(page.locator(".message.system").last).to_contain_text("подключился сотрудник")
        await page.locator("#messages").focus()
        await page.keyboard.press("q")
        await page.wait_for_url("**/queue")
        await expect(page.get_by_role("region", name="Мои обращения")).to_contain_text("вмешался сотрудник")
        await page.keyboard.press("t")
        await page.wait_for_url(f"**/conversations/{case.conversation_id}")
    assert (await read(database.sessions, conversation_id)).owner == "operator"
