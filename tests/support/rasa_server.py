"""A trained engine and its action server as processes, for tests that talk to the real ones."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from evaluation.ports import free_port
from otklik.settings import Settings
from otklik.training import train
from tests.support.processes import ROOT, Kept

START_S = 120.0  # importing TensorFlow on a busy machine takes most of it


def trained_model() -> Path:
    """The model of the present sources, trained only when they changed."""
    return train(Settings())


class Engine:
    """Rasa and the action server, each started again when it ends; `url` is the turn channel's address."""

    def __init__(self, model: Path, database_url: str, folder: Path) -> None:
        self.rasa_port, self.actions_port = free_port(), free_port()
        self.rasa_url = f"http://127.0.0.1:{self.rasa_port}"
        self.url = f"{self.rasa_url}/webhooks/turn"
        environment = {
            "OTKLIK_DATABASE_URL": database_url,
            "OTKLIK_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "OTKLIK_ENCODER": str(Settings().encoder_path),
            "OMP_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        self._environment, self._folder = environment, folder
        self.actions = self._start_actions()
        self.rasa = Kept(
            "rasa",
            environment,
            folder / "rasa.log",
            "run",
            "--model",
            str(model),
            "--interface",
            "127.0.0.1",
            "--port",
            str(self.rasa_port),
            "--endpoints",
            str(ROOT / "endpoints.yml"),
            "--credentials",
            str(ROOT / "credentials.yml"),
        )

    def _start_actions(self) -> Kept:
        log = self._folder / "actions.log"
        return Kept("actions.server", self._environment, log, "--port", str(self.actions_port))

    def restart_actions(self) -> None:
        """Start the action server again after it was stopped, and wait for it."""
        self.actions = self._start_actions()
        self.wait()

    def wait(self, seconds: float = START_S) -> None:
        """Until both answer; raises with the end of the log of the one that does not."""
        self._wait_for(f"{self.url}/health", self.rasa, seconds)
        self._wait_for(f"http://127.0.0.1:{self.actions_port}/health", self.actions, seconds)

    @staticmethod
    def _wait_for(address: str, process: Kept, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if httpx.get(address, timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise TimeoutError(f"{address} did not answer within {seconds:g} s:\n{process.tail()}")

    def stop(self) -> None:
        """End both."""
        self.rasa.stop()
        self.actions.stop()


@contextmanager
def running_engine(model: Path, database_url: str, folder: Path) -> Iterator[Engine]:
    """An engine that answers, stopped at the end."""
    engine = Engine(model, database_url, folder)
    try:
        engine.wait()
        yield engine
    finally:
        engine.stop()


class Talk:
    """A conversation over the turn channel, its events kept as the worker keeps them."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20)
        self.conversation = str(uuid.uuid4())
        self.session = 1
        self.events: list[dict[str, Any]] = []
        self.last: dict[str, Any] = {}

    def post(self, text: str | None = None, payload: str | None = None) -> httpx.Response:
        """One turn, whatever comes of it; nothing is kept."""
        body = {
            "turn_id": str(uuid.uuid4()),
            "conversation_id": self.conversation,
            "session": self.session,
            "channel": "web",
            "text": text,
            "payload": payload,
            "events": self.events,
        }
        return self._http.post("/webhook", json=body)

    def say(self, text: str | None = None, payload: str | None = None) -> dict[str, Any]:
        """One turn that must succeed; its events are kept."""
        answer = self.post(text, payload)
        assert answer.status_code == 200, answer.text
        self.last = answer.json()
        if any(command["command"] == "close_episode" for command in self.last["commands"]):
            self.session, self.events = self.session + 1, []
        else:
            self.events += self.last["events"]
        return self.last

    def press(self, title: str) -> dict[str, Any]:
        """Press the button of the last reply whose title begins so."""
        buttons = [button for reply in self.last["replies"] for button in reply["buttons"]]
        payload = next((b["payload"] for b in buttons if b["title"].startswith(title)), None)
        assert payload is not None, f"no button {title} among {[b['title'] for b in buttons]}"
        return self.say(title, payload)

    @property
    def text(self) -> str:
        """All of the last turn's words."""
        return "\n".join(reply["text"] for reply in self.last["replies"])
