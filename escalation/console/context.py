"""What every page needs, made once by the application factory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.templating import Jinja2Templates
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from escalation.console.engine import Engine
from escalation.dispatch import Dispatcher
from escalation.listener import Listener


@dataclass(frozen=True)
class Console:
    """The console's dependencies."""

    sessions: async_sessionmaker[AsyncSession]
    dispatcher: Dispatcher
    listener: Listener
    templates: Jinja2Templates
    signing_key: str
    secure_cookies: bool
    zone: ZoneInfo
    engine: Engine
    patience: float
    """Seconds a claim waits for a reply of the assistant that is just leaving."""


def console_of(request: Request) -> Console:
    """The console the request was made to."""
    return cast(Console, request.app.state.console)
