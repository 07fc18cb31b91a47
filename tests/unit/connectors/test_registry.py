"""Which channels are on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker

from connectors.jobs import JobDispatcher
from connectors.registry import build_messengers, build_pollers, build_routers
from otklik.settings import Settings

VK = {"vk_token": "t", "vk_group_id": 1}
TELEGRAM = {"telegram_token": "1:t"}


def settings(folder: Path, **values: Any) -> Settings:
    """Settings without `.env`."""
    return Settings(_env_file=None, data_dir=folder, **values)


@pytest.mark.parametrize(
    ("values", "channels", "pollers", "routers"),
    [
        ({}, {"web"}, 0, 0),
        ({"vk_token": "t"}, {"web"}, 0, 0),
        (VK, {"web", "vk"}, 1, 0),
        (VK | {"vk_mode": "callback"}, {"web", "vk"}, 0, 1),
        (TELEGRAM, {"web", "telegram"}, 1, 0),
        # With a webhook its address has to be told.
        (TELEGRAM | {"telegram_mode": "webhook"}, {"web", "telegram"}, 1, 1),
        (VK | TELEGRAM, {"web", "vk", "telegram"}, 2, 0),
    ],
)
async def test_channels_by_settings(
    tmp_path: Path, values: dict[str, Any], channels: set[str], pollers: int, routers: int
) -> None:
    given = settings(tmp_path, **values)
    messengers = build_messengers(given)
    assert messengers.keys() == channels
    assert all(messengers[name].channel == name for name in channels)
    dispatcher = JobDispatcher()
    assert len(build_pollers(given, async_sessionmaker(), dispatcher)) == pollers
    assert len(build_routers(given, async_sessionmaker(), dispatcher)) == routers
