"""The widget in a real browser, over a real gateway and worker and a small real engine."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from connectors.tables import InboundRow
from connectors.web.messenger import WebMessenger
from escalation import desk
from escalation.conversation import lock
from escalation.message import Author, Draft, append_and_send
from escalation.tables import ConversationRow, OperatorRow, TicketRow
from evaluation.ports import free_port
from tests.browser.host_site import host_site
from tests.support.desk import NoDispatcher
from tests.support.gateway import GatewayOptions, RunningGateway, running_gateway
from tests.support.postgres import Database, PostgresServer
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import TinyEngine, tiny_engine

pytestmark = pytest.mark.browser
# The longest pause before the page connects again is about 12 s.
expect.set_options(timeout=20_000)


class WebEngine(TinyEngine):
    """Also answers with what a page must be careful with."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        result = super().answer(request)
        text = request["text"]
        if "опасное" in text:
            result["replies"] = [
                {
                    "text": "<img src=x onerror=alert(1)> https://example.org/a?b=(c). javascript:alert(2)",
                    "sources": [
                        {"title": "Дурной", "url": "javascript:alert(3)"},
                        {"title": "<b>Добрый</b>", "url": "https://example.org/"},
                    ],
                    "buttons": [{"title": "<i>кнопка</i>", "payload": "/ok"}],
                }
            ]
        if "длинное" in text:
            result["replies"] = [{"text": "Начало.\n" + "строка\n" * 80 + "Конец."}]
        return result


@pytest.fixture
def engine() -> Iterator[TinyEngine]:
    with tiny_engine(WebEngine()) as running:
        yield running


@pytest.fixture
async def gateway(database: Database, engine: TinyEngine) -> AsyncIterator[RunningGateway]:
    site = free_port()
    options = GatewayOptions(web_origins=[f"http://127.0.0.1:{site}"])
    async with running_gateway(database, options=options) as running:
        yield running


@pytest.fixture
async def worker(database: Database, engine: TinyEngine) -> AsyncIterator[None]:
    async with running_worker(database, engine.url, {"web": WebMessenger()}, concurrency=4):
        yield


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 860})
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest.fixture
async def page(context: BrowserContext, gateway: RunningGateway) -> AsyncIterator[Page]:
    """The demonstration page with the chat open. Anything the browser complains of fails the test."""
    complaints: list[str] = []
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Security" in line.text else None)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    await page.goto(gateway.url)
    await page.get_by_role("button", name="Открыть чат").click()
    yield page
    assert complaints == []


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Ваше сообщение").fill(text)
    await page.keyboard.press("Enter")


def messages(page: Page, author: str) -> Any:
    return page.locator(f".confirmed .message.{author} .text")


async def stored(database: Database) -> int:
    async with database.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(InboundRow)) or 0)


async def test_a_question_is_answered_with_a_button_and_a_source(page: Page, worker: None) -> None:
    await say(page, "кнопки и источник про снилс")
    await expect(messages(page, "citizen")).to_have_text("кнопки и источник про снилс")
    await expect(messages(page, "bot")).to_have_text("Вы написали: кнопки и источник про снилс")
    source = page.get_by_role("link", name=re.compile("Госуслуги"))
    await expect(source).to_have_attribute("href", "https://www.gosuslugi.ru/")
    await expect(source).to_have_attribute("rel", re.compile("noopener"))
    await expect(page.locator(".pending")).to_have_count(0)
    await page.get_by_role("button", name="Первая").click()
    await expect(messages(page, "citizen")).to_have_text(["кнопки и источник про снилс", "Первая"])
    await expect(messages(page, "bot").last).to_have_text('Вы написали: /answer{"article":"first"}')
    await expect(page.get_by_role("button", name="Первая")).to_have_count(0)


async def test_what_people_and_articles_write_never_becomes_markup(page: Page, worker: None) -> None:
    await say(page, "опасное <script>alert(0)</script> <b>слово</b>")
    answer = page.locator(".confirmed .message.bot")
    await expect(answer.locator(".text")).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(messages(page, "citizen")).to_have_text("опасное <script>alert(0)</script> <b>слово</b>")
    assert await page.locator(".message img, .message script, .message b, .message i").count() == 0
    links = [await link.get_attribute("href") for link in await answer.get_by_role("link").all()]
    assert links == ["https://example.org/a?b=(c)", "https://example.org/"]
    await expect(page.get_by_role("button", name="<i>кнопка</i>")).to_be_visible()


async def test_the_history_comes_back_after_a_reload(page: Page, worker: None) -> None:
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    await page.reload()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(messages(page, "citizen")).to_have_text("как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)


async def test_a_second_tab_shows_the_same_conversation(
    page: Page, context: BrowserContext, gateway: RunningGateway, worker: None
) -> None:
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    other = await context.new_page()
    await other.goto(gateway.url)
    await expect(messages(other, "bot")).to_have_count(1)
    await say(other, "сколько это займёт времени")
    await expect(messages(page, "bot")).to_have_count(2)


async def test_a_person_takes_over_in_the_same_chat(page: Page, worker: None, database: Database) -> None:
    await say(page, "дайте живого человек пожалуйста")
    await expect(messages(page, "system")).to_contain_text("Передаю разговор сотруднику")
    await expect(page.locator(".owner")).to_have_text("Сотрудник скоро ответит")
    async with database.sessions.begin() as session:
        operator = OperatorRow(login="op", name="Оператор", password_hash="-")
        session.add(operator)
        await session.flush()
        ticket = await session.scalar(select(TicketRow.id))
        assert ticket is not None
        await desk.claim(session, NoDispatcher(), ticket, operator.id)
    await expect(page.locator(".owner")).to_have_text("Отвечает сотрудник")
    async with database.sessions.begin() as session:
        conversation = await session.scalar(select(ConversationRow.id))
        assert conversation is not None
        row = await lock(session, conversation)
        await append_and_send(session, row, Draft(Author.OPERATOR, "Здравствуйте!", operator_id=operator.id))
    await expect(messages(page, "operator")).to_have_text("Здравствуйте!")
    await expect(page.locator(".message.operator .author")).to_have_text("Сотрудник")


async def test_typing_is_shown_while_the_answer_is_written(
    page: Page, worker: None, engine: TinyEngine
) -> None:
    engine.delay = 1.5
    await say(page, "как восстановить снилс")
    await expect(page.get_by_text("Помощник печатает…")).to_be_visible()
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(page.get_by_text("Помощник печатает…")).to_have_count(0)


async def test_a_gateway_that_is_away_loses_nothing(
    page: Page, gateway: RunningGateway, worker: None, database: Database
) -> None:
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    await gateway.stop()
    await expect(page.get_by_text("Восстанавливаем связь…")).to_be_visible()
    await say(page, "первое из написанного без связи")
    await say(page, "второе из написанного без связи")
    await expect(page.locator(".pending.troubled .fate")).to_contain_text(["не отправлено, повторим сами"])
    await gateway.start()
    await expect(messages(page, "citizen")).to_have_text(
        ["как восстановить снилс", "первое из написанного без связи", "второе из написанного без связи"]
    )
    await expect(messages(page, "bot")).to_have_count(3)
    await expect(page.locator(".pending")).to_have_count(0)
    await expect(page.locator(".notice")).to_be_hidden()
    assert await stored(database) == 3


async def test_a_lost_acknowledgement_is_repeated_and_harmless(
    page: Page, worker: None, database: Database
) -> None:
    tries = []

    async def lose_first(route: Route) -> None:
        tries.append(route.request.post_data_json["client_id"])
        if len(tries) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/api/messages", lose_first)
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(page.locator(".pending")).to_have_count(0)
    await asyncio.sleep(1.5)
    assert len(set(tries)) == 1
    assert await stored(database) == 1
    await expect(messages(page, "citizen")).to_have_count(1)


async def test_unsent_messages_survive_a_reload(page: Page, worker: None, database: Database) -> None:
    await page.route("**/api/messages", lambda route: route.abort())
    await say(page, "написано без связи совсем")
    await expect(page.locator(".pending.troubled")).to_have_count(1)
    await page.unroute("**/api/messages")
    await page.reload()
    await expect(messages(page, "citizen")).to_have_text("написано без связи совсем")
    await expect(messages(page, "bot")).to_have_count(1)
    assert await stored(database) == 1


async def test_a_refused_message_can_be_amended(page: Page, worker: None) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=422, json={"error": "too_long", "message": "Слишком длинное."})

    await page.route("**/api/messages", refuse)
    await say(page, "слишком длинное сообщение")
    await expect(page.get_by_text("Слишком длинное.")).to_be_visible()
    await page.unroute("**/api/messages")
    await page.get_by_role("button", name="Исправить").click()
    await expect(page.get_by_label("Ваше сообщение")).to_have_value("слишком длинное сообщение")
    await page.keyboard.press("Enter")
    await expect(messages(page, "citizen")).to_have_text("слишком длинное сообщение")


async def test_a_token_that_is_no_longer_good_begins_a_new_conversation(
    page: Page, gateway: RunningGateway, worker: None
) -> None:
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    await gateway.stop()
    gateway.options.key = "another key"
    await gateway.start()
    await expect(page.get_by_text("Прежний разговор завершён, начат новый.")).to_be_visible()
    await expect(messages(page, "bot")).to_have_count(0)
    await say(page, "новый вопрос про полис")
    await expect(messages(page, "bot")).to_have_text("Вы написали: новый вопрос про полис")


async def test_a_restarted_database_is_only_a_pause(
    page: Page, database: Database, engine: TinyEngine, postgres: PostgresServer
) -> None:
    # Without a worker meanwhile: one that loses its database ends, and is started again by the supervisor.
    async with running_worker(database, engine.url, {"web": WebMessenger()}, concurrency=1):
        await say(page, "как восстановить снилс")
        await expect(messages(page, "bot")).to_have_count(1)
    await asyncio.to_thread(postgres.restart)
    async with database.sessions.begin() as session:
        conversation = await session.scalar(select(ConversationRow.id))
        assert conversation is not None
        await append_and_send(session, await lock(session, conversation), Draft(Author.SYSTEM, "снова здесь"))
    await expect(messages(page, "system")).to_have_text("снова здесь")


async def test_the_keyboard_is_enough(page: Page, worker: None) -> None:
    field = page.get_by_label("Ваше сообщение")
    await expect(field).to_be_focused()
    await page.keyboard.type("первая строка вопроса")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("вторая")
    await page.keyboard.press("Enter")
    await expect(messages(page, "citizen")).to_have_text("первая строка вопроса\nвторая")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    launcher = page.get_by_role("button", name="Открыть чат")
    await expect(launcher).to_be_focused()
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(field).to_be_focused()


async def test_an_answer_to_a_closed_chat_is_counted(page: Page, worker: None, engine: TinyEngine) -> None:
    engine.delay = 0.8
    await say(page, "как восстановить снилс")
    await expect(messages(page, "citizen")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Открыть чат, новых сообщений: 1")).to_be_visible()
    await page.get_by_role("button", name="Открыть чат").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Открыть чат", exact=True)).to_be_visible()


async def test_screen_readers_hear_what_is_new_and_not_the_history(page: Page, worker: None) -> None:
    log = page.get_by_role("log")
    await say(page, "как восстановить снилс")
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(log).to_have_attribute("aria-live", "polite")
    await page.route("**/api/stream*", lambda route: route.abort())
    await page.reload()
    await expect(log).to_have_attribute("aria-live", "off")


async def test_a_long_answer_is_read_from_its_beginning(page: Page, worker: None) -> None:
    await say(page, "длинное объяснение про снилс")
    await expect(messages(page, "bot")).to_contain_text("Конец.")
    top = await page.evaluate(
        """() => { const root = document.getElementById("otklik-chat").shadowRoot;
        const box = (name) => root.querySelector(name).getBoundingClientRect();
        return box(".confirmed .message.bot").top - box(".log").top; }"""
    )
    assert 0 <= top < 60


async def test_without_a_connection_nobody_is_said_to_be_typing(
    page: Page, gateway: RunningGateway, worker: None, engine: TinyEngine
) -> None:
    engine.delay = 2.0
    await say(page, "как восстановить снилс")
    await expect(page.get_by_text("Помощник печатает…")).to_be_visible()
    await gateway.stop()
    await expect(page.get_by_text("Помощник печатает…")).to_have_count(0)
    await gateway.start()
    await expect(messages(page, "bot")).to_have_count(1)


async def test_another_site_embeds_it_with_one_tag_and_the_strictest_policy(
    browser: Browser, gateway: RunningGateway, worker: None
) -> None:
    port = int(gateway.options.web_origins[0].rpartition(":")[2])
    context = await browser.new_context()
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    async with host_site(port, gateway.url) as site:
        await page.goto(site)
        await page.get_by_role("link", name="Спросить").click()
        await say(page, "кнопки и источник про снилс")
        await expect(messages(page, "bot")).to_have_count(1)
        colour = await page.locator(".send").evaluate("node => getComputedStyle(node).backgroundColor")
        await context.close()
    assert colour == "rgb(0, 100, 60)"
    assert [line for line in complaints if "favicon" not in line] == []


async def test_a_site_that_is_not_listed_cannot_use_it(browser: Browser, gateway: RunningGateway) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    async with host_site(free_port(), gateway.url) as site:
        await page.goto(site)
        await page.get_by_role("link", name="Спросить").click()
        await expect(page.get_by_text("Восстанавливаем связь…")).to_be_visible()
        await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_telephone_it_fills_the_screen(
    browser: Browser, gateway: RunningGateway, worker: None, scheme: Any
) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = await context.new_page()
    await page.goto(gateway.url)
    await page.get_by_role("button", name="Открыть чат").click()
    await say(page, "источник и длинноесловобезпробеловкотороеневлезаетвстрокуникакнизачтоникогда " * 3)
    await expect(messages(page, "bot")).to_have_count(1)
    box = await page.get_by_role("dialog").bounding_box()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    spill = await page.get_by_role("log").evaluate("node => node.scrollWidth - node.clientWidth")
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert (wide, spill) == (390, 0)
    await page.reload()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await context.close()
