"""All settings, read once per process from the environment and `.env`."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from otklik.problem import Problem

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting has the prefix `OTKLIK_`; `DATABASE_URL` alone has none.

    `.env.example` explains each. No secret has a default: without one the channel is off.
    """

    model_config = SettingsConfigDict(
        env_prefix="OTKLIK_",
        # Of the checkout, wherever a command is called from. The tests name an empty one.
        env_file=os.environ.get("OTKLIK_ENV_FILE", ROOT / ".env"),
        extra="ignore",
        env_ignore_empty=True,
    )

    data_dir: Path = ROOT / ".data"
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    postgres_port: int = 54329

    encoder: str | None = None
    rasa_port: int = 5005
    actions_port: int = 5055
    rasa_urls: Annotated[list[str], NoDecode] = []

    gateway_host: str = "127.0.0.1"
    gateway_port: int = 8080
    public_url: str | None = None
    web_origins: Annotated[list[str], NoDecode] = []
    web: bool = True
    demo_page: bool = True
    console_host: str = "127.0.0.1"
    console_port: int = 8081
    console_secure_cookies: bool = False

    secret_key: SecretStr | None = None

    vk_token: SecretStr | None = None
    vk_group_id: int | None = None
    vk_mode: str = "longpoll"
    vk_callback_secret: SecretStr | None = None
    vk_confirmation: SecretStr | None = None
    vk_api_url: str | None = None

    telegram_token: SecretStr | None = None
    telegram_mode: str = "polling"
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: str | None = None

    time_zone: str = "Europe/Moscow"

    worker_turns: int = 20
    worker_deliveries: int = 20
    log_level: str = "INFO"
    log_json: bool = False

    @field_validator("rasa_urls", "web_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(
                f"OTKLIK_TIME_ZONE: there is no time zone {value}; write for instance Europe/Moscow"
            )
        return value

    @field_validator("vk_mode")
    @classmethod
    def _vk_mode(cls, value: str) -> str:
        if value not in ("longpoll", "callback"):
            raise ValueError("OTKLIK_VK_MODE is 'longpoll' or 'callback'")
        return value

    @field_validator("telegram_mode")
    @classmethod
    def _telegram_mode(cls, value: str) -> str:
        if value not in ("polling", "webhook"):
            raise ValueError("OTKLIK_TELEGRAM_MODE is 'polling' or 'webhook'")
        return value

    @property
    def encoder_path(self) -> str:
        """Name or path of the sentence encoder."""
        return self.encoder or str(self.data_dir / "encoder")

    @property
    def engines(self) -> list[str]:
        """Base addresses of the dialogue engines, one at least."""
        return self.rasa_urls or [f"http://127.0.0.1:{self.rasa_port}"]

    @property
    def gateway_url(self) -> str:
        """Where citizens' browsers reach the gateway."""
        return self.public_url or f"http://{self.gateway_host}:{self.gateway_port}"

    def signing_key(self) -> str:
        """The key that signs sessions: from the environment, else made once and kept in the data folder."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()


@lru_cache(maxsize=1)
def load() -> Settings:
    """The process's settings; call it at an entry point and pass the result on.

    Raises `Problem` that names the setting which has a wrong value, and not the value: it may be a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        name = str(wrong["loc"][0]) if wrong["loc"] else ""
        variable = name if name.isupper() else f"OTKLIK_{name.upper()}"
        raise Problem(
            f"{variable}: {wrong['msg'].removeprefix('Value error, ')}",
            "correct it in .env or in the environment; .env.example explains it",
        ) from None
