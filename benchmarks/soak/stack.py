"""The processes of a soak: two workers, a gateway, two engines, and the platforms, which nobody kills."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import httpx

from benchmarks.place import Place
from evaluation.ports import free_port
from otklik.processes.environment import child_environment
from tests.platforms import telegram, vk
from tests.platforms.remote import Remote
from tests.support.processes import Kept

READY_SECONDS = 120.0


@dataclass
class SoakStack:
    """What runs, and how it is reached."""

    vk: Remote
    telegram: Remote
    url: str
    victims: dict[str, Kept]
    platforms: list[Kept]

    def stop(self) -> None:
        """End all: workers first."""
        for kept in [*self.victims.values(), *self.platforms]:
            kept.stop()


def start(place: Place) -> SoakStack:
    """Start everything over the place's database and wait until it answers."""
    logs = place.logs
    logs.mkdir(parents=True, exist_ok=True)
    vk_remote, vk_kept = _platform("tests.platforms.vk", logs)
    telegram_remote, telegram_kept = _platform("tests.platforms.telegram", logs)
    engines = [free_port(), free_port()]
    settings = place.settings.model_copy(
        update={"rasa_urls": [f"http://127.0.0.1:{port}" for port in engines], "worker_turns": 12}
    )
    environment = {
        **child_environment(settings),
        **vk.environment(vk_remote.url, "callback"),
        **telegram.environment(telegram_remote.url, "polling"),
    }
    victims = {
        "worker 1": Kept("otklik.processes.worker", environment, logs / "worker-1.log"),
        "worker 2": Kept("otklik.processes.worker", environment, logs / "worker-2.log"),
        "gateway": Kept("otklik.processes.gateway", environment, logs / "gateway.log"),
        **{
            f"engine {number}": Kept("benchmarks.soak.echo", {}, logs / f"engine-{number}.log", str(port))
            for number, port in enumerate(engines, 1)
        },
    }
    stack = SoakStack(vk_remote, telegram_remote, settings.gateway_url, victims, [vk_kept, telegram_kept])
    _wait(f"{stack.url}/health", victims["gateway"])
    vk_remote.do("set_callback", url=f"{stack.url}/vk/callback")
    return stack


def _platform(module: str, logs: Path) -> tuple[Remote, Kept]:
    port, control = free_port(), free_port()
    kept = Kept(module, {}, logs / f"{module}.log", "--port", str(port), "--control-port", str(control))
    remote = Remote(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{control}")
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            remote.calls()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return remote, kept
    raise TimeoutError(f"{module} did not start:\n{kept.tail()}")


def _wait(address: str, kept: Kept) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer:\n{kept.tail()}")
