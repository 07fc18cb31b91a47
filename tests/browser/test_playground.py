"""The playground in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from escalation.console import playground_texts as play
from tests.browser.test_console import new_page
from tests.support.console import make_console, served
from tests.support.desk import hire
from tests.support.postgres import Database
from tests.support.tiny_engine import tiny_engine

pytestmark = pytest.mark.browser
SCRIPT = "патерял паспорт <script>document.title = 'x'</script><img src=x onerror=alert(1)>"


async def test_a_question_by_the_keyboard(database: Database, browser: Browser) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role="supervisor")
    with tiny_engine() as engine:
        async with (
            served(make_console(database, engines=[engine.url])) as url,
            new_page(browser, url, olga) as page,
        ):
            await page.goto("/queue")
            await page.click("#go-playground")
            await page.wait_for_url("**/playground")
            await expect(page.locator("#question")).to_be_focused()
            await page.keyboard.type("Патерял паспорт")
            await page.keyboard.press("Control+Enter")
            await expect(page.locator("#outcome")).to_have_text(play.OUTCOMES["answered"])
            await expect(page.locator("#words")).to_contain_text("потерял")
            first = page.locator(".found .line").first
            await expect(first).to_contain_text("Что делать, если паспорт потерян?")
            await expect(first).to_contain_text("87\u00a0%")
            await expect(first.get_by_role("meter", name=play.BARS["letters"])).to_be_visible()
            await expect(page.locator("#question")).to_have_value("Патерял паспорт")

            # Words of a script are words.
            await page.fill("#question", SCRIPT)
            await page.click("#try")
            await expect(page.locator("#normal")).to_contain_text(SCRIPT)
            assert await page.locator("#result script, #result img").count() == 0
            assert await page.title() != "x"

            # One that came too late, and then one that is gone.
            engine.delay = 4
            await page.click("#try")
            await expect(page.get_by_role("alert")).to_have_text(play.LATE)
            engine.delay = 0
            await page.click("#try")
            await expect(page.locator("#outcome")).to_be_visible()


async def test_an_engine_that_is_away(database: Database, browser: Browser) -> None:
    olga = await hire(database.sessions, "olga", "Ольга", role="admin")
    with tiny_engine() as engine:
        gone = engine.url
    async with (
        served(make_console(database, engines=[gone])) as url,
        new_page(browser, url, olga) as page,
    ):
        await page.goto("/playground")
        await page.fill("#question", "Где мой паспорт?")
        await page.click("#try")
        await expect(page.get_by_role("alert")).to_have_text(play.AWAY)
        await expect(page.locator("#question")).to_have_value("Где мой паспорт?")
