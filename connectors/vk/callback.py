"""VK's Callback API: an event is stored, and only then answered `ok`."""

from __future__ import annotations

import hmac

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.background import BackgroundTask

from connectors.failpoints import reach
from connectors.reception import NotStored, receive
from connectors.vk.envelope import envelope
from connectors.vk.settings import VkSettings
from connectors.wire import BadBody, read_object
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

PATH = "/vk/callback"


def router(
    settings: VkSettings, sessions: async_sessionmaker[AsyncSession], dispatcher: Dispatcher
) -> APIRouter:
    """`POST /vk/callback`: 200 `ok` once stored, 400 no JSON, 403 forged, 413 too long, 503 no database.

    Without a secret in the settings every event is refused: anybody could have sent it.
    """
    routes = APIRouter()
    secret = settings.vk_callback_secret.get_secret_value() if settings.vk_callback_secret else None
    confirmation = settings.vk_confirmation.get_secret_value() if settings.vk_confirmation else None
    if secret is None:
        log.error("vk_callback_without_secret", remedy="set OTKLIK_VK_CALLBACK_SECRET")

    @routes.post(PATH)
    async def callback(request: Request) -> Response:
        try:
            event = await read_object(request)
        except BadBody as error:
            return _plain(str(error), error.status)
        given = event.pop("secret", None)  # it is not to be stored
        if event.get("group_id") != settings.vk_group_id:
            return _plain("another community", 403)
        if event.get("type") == "confirmation":
            return _confirm(confirmation, forged=given is not None and not _is_same(given, secret))
        if not _is_same(given, secret):
            log.warning("vk_callback_forged")
            return _plain("wrong secret", 403)
        try:
            await receive(sessions, envelope(event), dispatcher)
        except NotStored:
            return Response("not stored, repeat", 503, {"Retry-After": "5"}, "text/plain")
        return Response("ok", 200, media_type="text/plain", background=BackgroundTask(_acknowledged))

    return routes


def _is_same(given: object, secret: str | None) -> bool:
    return (
        isinstance(given, str)
        and secret is not None
        and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
    )


def _confirm(code: str | None, *, forged: bool) -> Response:
    if forged:
        return _plain("wrong secret", 403)
    if code is None:
        log.error("vk_confirmation_missing", remedy="set OTKLIK_VK_CONFIRMATION")
        return _plain("no confirmation code is configured", 503)
    return _plain(code, 200)


def _plain(text: str, status: int) -> Response:
    return Response(text, status, media_type="text/plain")


async def _acknowledged() -> None:
    reach("acknowledged")
