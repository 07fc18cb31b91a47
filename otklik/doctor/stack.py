"""Checks of what runs: ports, engines, channels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from otklik.doctor.finding import Finding, good, note, wrong
from otklik.knowledge import recall_fingerprint
from otklik.processes.configuration import Places
from otklik.processes.ports import is_free
from otklik.processes.program import list_programs
from otklik.processes.readiness import answers
from otklik.processes.supervisor import Supervisor
from otklik.settings import ROOT

if TYPE_CHECKING:
    from otklik.settings import Settings

DEADLINE_SECONDS = 3.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_processes(settings: Settings) -> Iterator[Finding]:
    """Every process answers where it listens; where none runs, its port is free."""
    programs = list_programs(settings)
    running = Supervisor(Places(ROOT, settings.data_dir.absolute(), "all"), programs).is_running()
    for program in programs:
        if program.port is None or program.health is None:
            continue
        where = f"port {program.port}"
        if answers(program.host, program.port, program.health):
            yield good(program.name, f"answers on {where}")
        elif not is_free(program.host, program.port):
            yield wrong(
                program.name,
                f"{where} is taken, and what is there does not answer as {program.name}",
                f"end that process, or change OTKLIK_{program.name.upper()}_PORT",
            )
        elif running:
            yield wrong(
                program.name,
                f"nothing answers on {where}",
                f"read {settings.data_dir}/logs/{program.name}.log",
            )
        else:
            yield note(program.name, "not running", "start it with `otklik up`")


def check_engines(settings: Settings) -> Iterator[Finding]:
    """Every running engine has an index, made by the encoder that the articles were encoded with."""
    ours = recall_fingerprint(settings)
    for address in settings.engines:
        health = _read_health(f"{address}/webhooks/turn/health")
        if health is None:
            continue
        encoder = health.get("encoder")
        passages = health.get("passages") or 0
        if not passages:
            yield wrong("index", f"{address} has no passages", "run `otklik kb import`")
        elif ours is not None and encoder and encoder != ours:
            yield wrong(
                "index",
                f"{address} runs encoder {encoder}, articles were encoded by {ours}",
                "run `otklik kb import`, then restart rasa",
            )
        else:
            yield good("index", f"{passages} passages at {address}, encoder {encoder}")


def _read_health(address: str) -> dict[str, object] | None:
    try:
        with urlopen(address, timeout=DEADLINE_SECONDS) as reply:  # noqa: S310 - an address of the settings
            health = json.load(reply)
    except (URLError, OSError, ValueError):
        return None
    return health if isinstance(health, dict) else None


def check_channels(settings: Settings) -> Iterator[Finding]:
    """Which messengers are on, and whether the public addresses are safe."""
    if settings.vk_token is None:
        yield note("VK", "off", "set OTKLIK_VK_TOKEN and OTKLIK_VK_GROUP_ID")
    elif settings.vk_group_id is None:
        yield wrong("VK", "a token without a community", "set OTKLIK_VK_GROUP_ID")
    elif settings.vk_mode == "callback" and not (settings.vk_callback_secret and settings.vk_confirmation):
        yield wrong(
            "VK",
            "callback without its secret or confirmation",
            "set OTKLIK_VK_CALLBACK_SECRET and OTKLIK_VK_CONFIRMATION",
        )
    else:
        yield good("VK", settings.vk_mode)
    if settings.telegram_token is None:
        yield note("Telegram", "off", "set OTKLIK_TELEGRAM_TOKEN")
    elif settings.telegram_mode == "webhook" and settings.telegram_webhook_secret is None:
        yield wrong("Telegram", "webhook without its secret", "set OTKLIK_TELEGRAM_WEBHOOK_SECRET")
    else:
        yield good("Telegram", settings.telegram_mode)
    if settings.console_host not in LOOPBACK and not settings.console_secure_cookies:
        yield wrong(
            "console",
            "listens beyond this machine without secure cookies",
            "put it behind TLS and set OTKLIK_CONSOLE_SECURE_COOKIES=true",
        )
    if settings.gateway_host not in LOOPBACK and not settings.gateway_url.startswith("https://"):
        yield note(
            "gateway",
            "listens beyond this machine without TLS",
            "put it behind a TLS proxy and set OTKLIK_PUBLIC_URL=https://...",
        )
