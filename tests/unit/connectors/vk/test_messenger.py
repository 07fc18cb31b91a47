"""Sending to VK by the real library, over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.messenger import Outgoing, SendDelayed, SendError, SendRefused, SendUnknown, SendUnreachable
from connectors.vk import client as client_module
from connectors.vk.client import VkClient
from connectors.vk.messenger import VkMessenger
from tests.platforms.remote import Citizen
from tests.platforms.vk import VkEmulator

BUTTONS = ({"title": "Да", "payload": "/affirm"}, {"title": "Нет", "payload": "/deny"})


@pytest.fixture(scope="module")
def platform() -> Iterator[VkEmulator]:
    """One VK for all."""
    with VkEmulator() as running:
        yield running


@pytest.fixture
def vk(platform: VkEmulator) -> Iterator[VkEmulator]:
    """VK, healed afterwards."""
    yield platform
    platform.heal()


@pytest.fixture
def citizen(vk: VkEmulator) -> Citizen:
    """Somebody who has written."""
    person = vk.citizen()
    person.say("вопрос")
    return person


@pytest.fixture
def messenger(vk: VkEmulator) -> Iterator[VkMessenger]:
    """The messenger, pointed at it. The salt is another each time, as that of another deployment is."""
    client = VkClient(vk.token, vk.url)
    yield VkMessenger(client, salt=str(time.monotonic_ns()))
    client.close()


async def test_a_message_with_buttons_is_shown(messenger: VkMessenger, citizen: Citizen) -> None:
    sources = ({"title": "Госуслуги", "url": "https://www.gosuslugi.ru"},)
    number = await messenger.send(Outgoing(1, str(citizen.peer), "Ответ", BUTTONS, sources))
    shown = citizen.wait_for("Ответ")
    assert str(shown.message_id) == number
    assert shown.titles == ["Да", "Нет"]
    assert shown.text.endswith("https://www.gosuslugi.ru")


async def test_the_same_key_is_shown_once(messenger: VkMessenger, citizen: Citizen) -> None:
    message = Outgoing(2, str(citizen.peer), "Ответ")
    assert await messenger.send(message) == await messenger.send(message)
    assert citizen.answers() == ["Ответ"]


@pytest.mark.parametrize(
    ("fault", "code", "error"),
    [
        ("refuse", 0, SendUnreachable),
        ("abort", 0, SendUnknown),
        ("drop", 0, SendUnknown),
        ("500", 0, SendUnknown),
        ("429", 0, SendDelayed),
        ("error", 9, SendDelayed),
        ("error", 902, SendRefused),
        ("error", 10, SendUnknown),
    ],
)
async def test_every_fault_has_its_error(
    vk: VkEmulator, messenger: VkMessenger, citizen: Citizen, fault: str, code: int, error: type[SendError]
) -> None:
    vk.fail(fault, code=code)
    with pytest.raises(error):
        await messenger.send(Outgoing(3, str(citizen.peer), "Ответ"))


async def test_a_platform_that_hangs_is_left_after_the_deadline(
    vk: VkEmulator, messenger: VkMessenger, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "READ", 0.2)
    vk.fail("hang", seconds=2)
    begun = time.monotonic()
    with pytest.raises(SendUnknown):
        await messenger.send(Outgoing(4, str(citizen.peer), "Ответ"))
    assert time.monotonic() - begun < 1.0


async def test_a_thread_that_hangs_holds_up_nobody(
    vk: VkEmulator, messenger: VkMessenger, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "DEADLINE", 0.2)
    vk.fail("hang", times=1, seconds=1)
    with pytest.raises(SendUnknown):
        await messenger.send(Outgoing(5, str(citizen.peer), "Первый"))
    async with asyncio.timeout(0.5):
        await messenger.send(Outgoing(6, str(citizen.peer), "Второй"))


async def test_a_refused_keyboard_is_written_out(
    vk: VkEmulator, messenger: VkMessenger, citizen: Citizen
) -> None:
    vk.fail("error", code=912, times=1)
    await messenger.send(Outgoing(7, str(citizen.peer), "Выберите", BUTTONS))
    shown = citizen.wait_for("Выберите")
    assert shown.buttons == ()
    assert shown.text.splitlines()[-2:] == ["– Да", "– Нет"]


async def test_a_button_vk_would_refuse_does_not_cost_the_answer(
    messenger: VkMessenger, citizen: Citizen
) -> None:
    buttons = ({"title": "Да", "payload": "/" + "x" * 300},)
    await messenger.send(Outgoing(8, str(citizen.peer), "Выберите", buttons))
    assert "– Да" in citizen.wait_for("Выберите").text


async def test_who_never_wrote_is_refused(vk: VkEmulator, messenger: VkMessenger) -> None:
    with pytest.raises(SendRefused):
        await messenger.send(Outgoing(9, str(vk.citizen().peer), "Ответ"))


@given(st.integers(1, 2**63 - 1), st.text(max_size=10))
def test_random_ids_are_positive_and_of_31_bits(key: int, salt: str) -> None:
    messenger = VkMessenger(VkClient("t"), salt)
    assert 0 < messenger.random_id(key) < 2**31
    assert messenger.random_id(key) != messenger.random_id(key + 1)
