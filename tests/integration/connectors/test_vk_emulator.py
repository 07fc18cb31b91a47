"""The emulated VK refuses what VK refuses."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from evaluation.ports import free_port
from tests.platforms.remote import Citizen, Remote
from tests.platforms.vk import GROUP, TOKEN, VkEmulator


@pytest.fixture
def vk() -> Iterator[VkEmulator]:
    """VK."""
    with VkEmulator() as running:
        yield running


@functools.cache
def client() -> httpx.Client:
    """One for all: making one costs more than a call."""
    return httpx.Client(trust_env=False)


def call(vk: Remote, method: str = "messages.send", **values: Any) -> Any:
    """The response, or the error's number."""
    given = {"access_token": TOKEN, "v": "5.199", **values}
    sent = {name: value for name, value in given.items() if value is not None}
    body = client().post(f"{vk.url}/method/{method}", data=sent).json()
    return body["error"]["error_code"] if "error" in body else body["response"]


def button(label: str = "Да", payload: str = "{}", **changes: Any) -> dict[str, Any]:
    """A button of text."""
    return {"action": {"type": "text", "label": label, "payload": payload}, "color": "primary", **changes}


def keyboard(*rows: list[dict[str, Any]], **changes: Any) -> str:
    """An inline keyboard."""
    return json.dumps({"inline": True, "buttons": list(rows), **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"access_token": None}, 5),
        ({"access_token": "other"}, 5),
        ({"v": None}, 8),
        ({"v": "5.80"}, 8),
        ({"random_id": None}, 100),
        ({"random_id": "x"}, 100),
        ({"random_id": 2**31}, 100),
        ({"message": ""}, 100),
        ({"message": " "}, 100),
        ({"message": "я" * 4097}, 914),
        ({"peer_id": None}, 100),
        ({"peer_id": 999}, 901),
        ({"text": "x"}, 100),
        ({"keyboard": "{"}, 911),
        ({"keyboard": keyboard([button("я" * 41)])}, 911),
        ({"keyboard": keyboard([button("")])}, 911),
        ({"keyboard": keyboard([button(payload='"' + "x" * 254 + '"')])}, 911),
        ({"keyboard": keyboard([button(payload="/greet")])}, 911),
        ({"keyboard": keyboard([button()] * 6)}, 911),
        ({"keyboard": keyboard(*[[button()]] * 7)}, 911),
        ({"keyboard": keyboard(*[[button()] * 2] * 6)}, 911),
        ({"keyboard": keyboard([button()], one_time=True)}, 911),
        ({"keyboard": keyboard([button(color="red")])}, 911),
        ({"keyboard": keyboard([])}, 911),
    ],
)
def test_what_vk_refuses_is_refused(vk: VkEmulator, changes: dict[str, Any], code: int) -> None:
    citizen = vk.citizen()
    citizen.say("вопрос")
    values = {"peer_id": citizen.peer, "random_id": 1, "message": "ответ", **changes}
    assert call(vk, **values) == code
    assert citizen.answers() == []


def test_a_random_id_is_shown_once(vk: VkEmulator) -> None:
    citizen = vk.citizen()
    citizen.say("вопрос")
    ids = {call(vk, peer_id=citizen.peer, random_id=5, message="ответ") for _ in range(3)}
    assert len(ids) == 1
    assert citizen.answers() == ["ответ"]
    call(vk, peer_id=citizen.peer, random_id=0, message="ответ")
    call(vk, peer_id=citizen.peer, random_id=0, message="ответ")
    assert len(citizen.answers()) == 3


def test_nobody_is_written_to_who_has_not_written(vk: VkEmulator) -> None:
    citizen = vk.citizen()
    assert call(vk, peer_id=citizen.peer, random_id=1, message="реклама") == 901


def test_too_many_calls_are_held_back(vk: VkEmulator) -> None:
    answers = [call(vk, "groups.getLongPollServer", group_id=GROUP) for _ in range(40)]
    assert 6 in answers


def test_unknown_methods_and_groups(vk: VkEmulator) -> None:
    assert call(vk, "messages.invent") == 3
    assert call(vk, "groups.getLongPollServer", group_id=1) == 100


def test_long_poll_keys_and_places(vk: VkEmulator) -> None:
    session = call(vk, "groups.getLongPollServer", group_id=GROUP)

    def poll(**changes: str) -> dict[str, Any]:
        query = {"act": "a_check", "key": session["key"], "ts": session["ts"], "wait": "0", **changes}
        answer: dict[str, Any] = client().get(session["server"], params=query).json()
        return answer

    assert poll() == {"ts": "0", "updates": []}
    vk.citizen().say("вопрос")
    assert poll()["updates"][0]["object"]["message"]["text"] == "вопрос"
    assert poll(key="other") == {"failed": 2}
    assert poll(ts="99") == {"failed": 1, "ts": 1}
    vk.do("lose_history")
    assert poll() == {"failed": 1, "ts": 1}
    vk.do("end_session")
    assert poll() == {"failed": 3}


def test_a_button_that_is_not_shown_cannot_be_pressed(vk: VkEmulator) -> None:
    citizen = vk.citizen()
    with pytest.raises(ValueError, match="no button"):
        citizen.press("Да")


def test_it_runs_in_a_process_of_its_own() -> None:
    port, control = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.platforms.vk", "--port", str(port), "--control-port", str(control)],
        cwd=Path(__file__).parents[3],
    )
    try:
        vk = Remote(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{control}")
        citizen = first_citizen(vk, time.monotonic() + 20)
        citizen.say("вопрос")
        assert call(vk, peer_id=citizen.peer, random_id=1, message="ответ") == 2
        assert citizen.wait_for("ответ").number == 2
    finally:
        process.terminate()
        process.wait(10)


def first_citizen(vk: Remote, ends: float) -> Citizen:
    """The first person, once the process listens."""
    while True:
        try:
            return vk.citizen()
        except httpx.TransportError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
