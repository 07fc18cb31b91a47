"""The web chat as a channel."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.messenger import Inbound, Messenger, Outgoing, SendRefused, Unparsable
from connectors.web.messenger import WebMessenger


@pytest.mark.parametrize(
    ("body", "inbound"),
    [
        ({"text": "где моё заявление", "payload": None}, Inbound("где моё заявление")),
        ({"text": "Да", "payload": "/affirm"}, Inbound("Да", "/affirm")),
        ({"text": "", "payload": "/person"}, Inbound("", "/person")),
        ({"text": "да", "payload": ""}, Inbound("да")),
        ({"payload": "/person"}, Inbound("", "/person")),
        ({"text": "да"}, Inbound("да")),
    ],
)
def test_a_posted_body_is_read(body: dict[str, Any], inbound: Inbound) -> None:
    assert WebMessenger().parse(body) == inbound


@pytest.mark.parametrize("body", [{"text": 1}, {"text": None}, {"text": "да", "payload": {}}])
def test_a_body_of_another_shape_is_unparsable(body: dict[str, Any]) -> None:
    with pytest.raises(Unparsable):
        WebMessenger().parse(body)


async def test_nothing_is_pushed() -> None:
    messenger: Messenger = WebMessenger()
    with pytest.raises(SendRefused):
        await messenger.send(Outgoing(1, "peer", "текст"))
