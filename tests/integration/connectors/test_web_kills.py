"""The gateway dies at every step of its own: the message is stored once, and the answer is shown once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from connectors.tables import InboundRow
from connectors.web.messenger import WebMessenger
from evaluation.ports import free_port
from tests.support.postgres import Database
from tests.support.processes import Kept
from tests.support.running_worker import running_worker
from tests.support.tiny_engine import tiny_engine
from tests.support.web_client import WebClient

QUESTION = "как восстановить снилс"
SHOWN = [("citizen", QUESTION), ("bot", f"Вы написали: {QUESTION}")]


async def _open(page: WebClient, gateway: Kept) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            await page.open()
        except httpx.TransportError:
            assert time.monotonic() < until, gateway.tail()
            await asyncio.sleep(0.1)
        else:
            return


async def _say(page: WebClient) -> None:
    """As the widget does: the same client_id until it is acknowledged."""
    while True:
        try:
            if (await page.post(QUESTION, "one")).status_code == 202:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.1)


async def _read(page: WebClient, wanted: int) -> list[dict[str, Any]]:
    """As the widget does: connect again, go on after the last number seen."""
    seen: list[dict[str, Any]] = []
    while len(seen) < wanted:
        try:
            async with page.stream(seen[-1]["seq"] if seen else 0) as events:
                while len(seen) < wanted:
                    seen.append((await events.next("message", 30))["data"])
        except (httpx.TransportError, EOFError):
            await asyncio.sleep(0.1)
    return seen


@pytest.mark.timeout(120)
@pytest.mark.parametrize("step", ["stored", "acknowledged", "sending", "receipt_stored"])
async def test_a_killed_gateway_loses_and_repeats_nothing(
    database: Database, tmp_path: Path, step: str
) -> None:
    token, port = tmp_path / "token", free_port()
    token.touch()
    environment = {
        "DATABASE_URL": database.url,
        "OTKLIK_DATA_DIR": str(tmp_path),
        "OTKLIK_SECRET_KEY": "of this test",
        "OTKLIK_GATEWAY_PORT": str(port),
        "OTKLIK_FAILPOINT": step,
        "OTKLIK_FAILPOINT_TOKEN": str(token),
    }
    gateway = Kept("otklik.processes.gateway", environment, tmp_path / "gateway.log")
    page = WebClient(f"http://127.0.0.1:{port}")
    try:
        with tiny_engine() as engine:
            async with running_worker(database, engine.url, {"web": WebMessenger()}, concurrency=2):
                await _open(page, gateway)
                reading = asyncio.create_task(_read(page, 2))
                await _say(page)
                async with asyncio.timeout(30):
                    seen = await reading
                await asyncio.sleep(1)
                history = (await page.history())["messages"]
        assert not token.exists(), f"the failpoint {step} was never reached\n{gateway.tail()}"
        assert gateway.exits == [137]
    finally:
        await page.http.aclose()
        await asyncio.to_thread(gateway.stop)
    assert [(message["author"], message["text"]) for message in seen] == SHOWN
    assert [message["seq"] for message in seen] == [1, 2]
    assert history == seen
    async with database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(InboundRow)) == 1
