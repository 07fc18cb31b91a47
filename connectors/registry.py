"""Which channels the settings switch on, and what each brings: a messenger, a poller, a webhook's routes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from connectors.messenger import Messenger
from connectors.telegram.settings import TelegramSettings
from connectors.telegram.settings import is_on as telegram_is_on
from connectors.vk.settings import VkSettings
from connectors.vk.settings import is_on as vk_is_on
from escalation.dispatch import Dispatcher

Companion = Callable[[asyncio.Event], Awaitable[None]]
Sessions = async_sessionmaker[AsyncSession]


class ChannelSettings(VkSettings, TelegramSettings, Protocol):
    """Settings of all channels."""


def build_messengers(settings: ChannelSettings) -> dict[str, Messenger]:
    """A messenger for each channel that is on, by its name. A platform's library is loaded only then."""
    from connectors.web.messenger import WebMessenger

    messengers: list[Messenger] = [WebMessenger()]
    if settings.vk_token is not None and vk_is_on(settings):
        from connectors.vk.client import VkClient
        from connectors.vk.messenger import VkMessenger

        client = VkClient(settings.vk_token.get_secret_value(), settings.vk_api_url)
        messengers.append(VkMessenger(client, salt=settings.signing_key()))
    if settings.telegram_token is not None:
        from connectors.telegram.client import make_bot
        from connectors.telegram.messenger import TelegramMessenger

        bot = make_bot(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
        messengers.append(TelegramMessenger(bot))
    return {messenger.channel: messenger for messenger in messengers}


def build_pollers(settings: ChannelSettings, sessions: Sessions, dispatcher: Dispatcher) -> list[Companion]:
    """What runs beside the worker's jobs: each takes `stop` and ends only when that is set.

    Channels that come by a webhook have no poller; Telegram's then has its address kept known.
    """
    companions: list[Companion] = []
    if vk_is_on(settings) and settings.vk_mode == "longpoll":
        from connectors.vk.longpoll import poll as poll_vk

        companions.append(partial(poll_vk, settings=settings, sessions=sessions, dispatcher=dispatcher))
    if telegram_is_on(settings):
        if settings.telegram_mode == "polling":
            from connectors.telegram.polling import poll as poll_telegram

            companions.append(
                partial(poll_telegram, settings=settings, sessions=sessions, dispatcher=dispatcher)
            )
        else:
            from connectors.telegram.registration import keep_webhook

            companions.append(partial(keep_webhook, settings=settings))
    return companions


def build_routers(settings: ChannelSettings, sessions: Sessions, dispatcher: Dispatcher) -> list[APIRouter]:
    """The gateway's routes of the channels that come by a webhook."""
    routers: list[APIRouter] = []
    if vk_is_on(settings) and settings.vk_mode == "callback":
        from connectors.vk.callback import router as vk_router

        routers.append(vk_router(settings, sessions, dispatcher))
    if telegram_is_on(settings) and settings.telegram_mode == "webhook":
        from connectors.telegram.webhook import router as telegram_router

        routers.append(telegram_router(settings, sessions, dispatcher))
    return routers
