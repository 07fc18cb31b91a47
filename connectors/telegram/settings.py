"""What this adapter needs of the process's settings."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr


class TelegramSettings(Protocol):
    """Settings of the channel; without a token it is off."""

    @property
    def telegram_token(self) -> SecretStr | None:
        """The bot's token."""

    @property
    def telegram_mode(self) -> str:
        """`polling` or `webhook`."""

    @property
    def telegram_webhook_secret(self) -> SecretStr | None:
        """What Telegram sends with every update."""

    @property
    def telegram_api_url(self) -> str | None:
        """Another address of the API, for instance an emulator's."""

    @property
    def public_url(self) -> str | None:
        """Where Telegram reaches the gateway."""


def is_on(settings: TelegramSettings) -> bool:
    """Whether the channel is configured."""
    return settings.telegram_token is not None
