import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from evaluation.ports import free_port
from otklik.doctor import stack
from otklik.doctor.finding import Verdict
from otklik.processes import readiness
from otklik.settings import Settings


def settings_with_free_ports(folder: Path, **values: object) -> Settings:
    ports = {name: free_port() for name in ("rasa_port", "actions_port", "gateway_port", "console_port")}
    return Settings(**{"data_dir": folder, **ports, **values})


def test_nothing_runs(tmp_path: Path) -> None:
    findings = list(stack.check_processes(settings_with_free_ports(tmp_path)))
    assert {finding.verdict for finding in findings} == {Verdict.NOTE}
    assert list(stack.check_engines(settings_with_free_ports(tmp_path))) == []


def test_port_taken_by_a_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PROBE_SECONDS", 0.1)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        settings = settings_with_free_ports(tmp_path, gateway_port=stranger.getsockname()[1])
        # It takes the connection and never answers.
        [finding] = [f for f in stack.check_processes(settings) if f.subject == "gateway"]
    assert finding.verdict is Verdict.WRONG
    assert "OTKLIK_GATEWAY_PORT" in finding.remedy


def test_channels() -> None:
    def verdicts(**values: object) -> dict[str, Verdict]:
        return {f.subject: f.verdict for f in stack.check_channels(Settings(**values))}

    assert verdicts() == {"VK": Verdict.NOTE, "Telegram": Verdict.NOTE}
    assert verdicts(vk_token=SecretStr("t"))["VK"] is Verdict.WRONG
    assert verdicts(vk_token=SecretStr("t"), vk_group_id=1)["VK"] is Verdict.GOOD
    assert verdicts(vk_token=SecretStr("t"), vk_group_id=1, vk_mode="callback")["VK"] is Verdict.WRONG
    assert verdicts(telegram_token=SecretStr("t"), telegram_mode="webhook")["Telegram"] is Verdict.WRONG
    assert verdicts(console_host="0.0.0.0")["console"] is Verdict.WRONG
    assert verdicts(gateway_host="0.0.0.0")["gateway"] is Verdict.NOTE
