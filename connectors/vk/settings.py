"""What this adapter needs of the process's settings."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr


class VkSettings(Protocol):
    """Settings of the channel; without a token and a group it is off."""

    @property
    def vk_token(self) -> SecretStr | None:
        """The community's access token, with the right to messages."""

    @property
    def vk_group_id(self) -> int | None:
        """The community's number."""

    @property
    def vk_mode(self) -> str:
        """`longpoll` or `callback`."""

    @property
    def vk_callback_secret(self) -> SecretStr | None:
        """What VK sends with every callback."""

    @property
    def vk_confirmation(self) -> SecretStr | None:
        """What VK wants to read when the callback's address is confirmed."""

    @property
    def vk_api_url(self) -> str | None:
        """Another address of the API, for instance an emulator's."""

    def signing_key(self) -> str:
        """A key of this deployment."""


def is_on(settings: VkSettings) -> bool:
    """Whether the channel is configured."""
    return settings.vk_token is not None and settings.vk_group_id is not None
