"""Everything at once: a citizen's browser, the real engine, a specialist's browser."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from connectors.web.messenger import WebMessenger
from tests.support.console import make_console, served
from tests.support.desk import hire
from tests.support.gateway import running_gateway
from tests.support.postgres import Database
from tests.support.rasa_server import Engine
from tests.support.running_worker import running_worker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@contextlib.asynccontextmanager
async def citizen_page(browser: Browser, url: str) -> AsyncIterator[Page]:
    page = await browser.new_page()
    page.set_default_timeout(30_000)
    await page.goto(url)
    yield page
    await page.close()


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    await box.fill(text)
    await box.press("Enter")


async def test_a_question_a_state_and_a_person(
    browser: Browser, real_engine: Engine, filled: Database
) -> None:
    web = {"web": WebMessenger()}
    async with (
        running_gateway(filled) as gateway,
        running_worker(filled, real_engine.rasa_url, web) as dispatcher,
        served(make_console(filled, dispatcher)) as console,
        citizen_page(browser, gateway.url) as page,
    ):
        await page.get_by_role("button", name="чат").first.click()
        answers = page.locator(".message.bot")

        await say(page, "как востановить снилс")
        await expect(answers.last).to_contain_text("АДИ-РЕГ", timeout=30_000)
        await expect(answers.last.get_by_role("link").first).to_be_visible()

        await say(page, "где моё заявление?")
        await expect(answers.last).to_contain_text("номер", timeout=30_000)

        await say(page, "позовите живого человека пожалуйста")
        await expect(page.locator(".message.system").last).to_contain_text("Передаю разговор", timeout=30_000)

        anna = await hire(filled.sessions, "anna-whole", "Анна")
        desk = await browser.new_context()
        await desk.add_cookies([{"name": "otklik_console", "value": anna.token, "url": console}])
        operator = await desk.new_page()
        await operator.goto(f"{console}/queue")
        await operator.get_by_role("button", name="Взять").first.click()
        await operator.fill("#reply", "Здравствуйте! Чем помочь?")
        await operator.locator("#reply").press("Control+Enter")
        await expect(page.locator(".message.operator").last).to_contain_text("Чем помочь", timeout=30_000)
        await desk.close()
