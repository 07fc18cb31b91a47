from pathlib import Path

import pytest
from pydantic import SecretStr

from otklik.processes.environment import child_environment
from otklik.settings import Settings


def test_children_read_back_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        data_dir=tmp_path, gateway_port=9999, rasa_urls=["http://a:1", "http://b:2"],
        demo_page=False, vk_token=SecretStr("token"), secret_key=SecretStr("key"),
    )  # fmt: skip
    for name, value in child_environment(given).items():
        monkeypatch.setenv(name, value)
    read = Settings()
    assert read.model_dump(exclude={"encoder"}) == given.model_dump(exclude={"encoder"})
    assert read.encoder_path == given.encoder_path


def test_rasa_and_actions_find_database_and_each_other(tmp_path: Path) -> None:
    environment = child_environment(Settings(data_dir=tmp_path, actions_port=7000))
    assert environment["OTKLIK_DATABASE_URL"].startswith("postgresql+psycopg://")
    assert environment["OTKLIK_ACTIONS_URL"] == "http://127.0.0.1:7000/webhook"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert "DATABASE_URL" not in environment
