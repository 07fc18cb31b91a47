"""Telegram's webhook: an update is stored, and only then answered 200."""

from __future__ import annotations

import hmac

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse

from connectors.failpoints import reach
from connectors.reception import NotStored, receive
from connectors.telegram.envelope import envelope, pressed_id
from connectors.telegram.settings import TelegramSettings
from connectors.wire import BadBody, read_object
from escalation.dispatch import Dispatcher

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def router(
    settings: TelegramSettings, sessions: async_sessionmaker[AsyncSession], dispatcher: Dispatcher
) -> APIRouter:
    """`POST /telegram/webhook`: 200 once stored, 400 no JSON, 403 forged, 413 too long, 503 no database.

    A pressed button is answered in the response itself, which costs no call. Without a secret in the
    settings every update is refused: anybody could have sent it.
    """
    routes = APIRouter()
    given_secret = settings.telegram_webhook_secret
    secret = given_secret.get_secret_value().encode() if given_secret else None
    if secret is None:
        log.error("telegram_webhook_without_secret", remedy="set OTKLIK_TELEGRAM_WEBHOOK_SECRET")

    @routes.post(PATH)
    async def webhook(request: Request) -> Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "replace")
        if secret is None or not hmac.compare_digest(given, secret):
            log.warning("telegram_webhook_forged")
            return Response("wrong secret", 403, media_type="text/plain")
        try:
            update = await read_object(request)
        except BadBody as error:
            return Response(str(error), error.status, media_type="text/plain")
        try:
            await receive(sessions, envelope(update), dispatcher)
        except NotStored:
            return Response("not stored, repeat", 503, {"Retry-After": "5"}, "text/plain")
        pressed = pressed_id(update)
        answer = {"method": "answerCallbackQuery", "callback_query_id": pressed} if pressed else {}
        return JSONResponse(answer, background=BackgroundTask(_acknowledged))

    return routes


async def _acknowledged() -> None:
    reach("acknowledged")
