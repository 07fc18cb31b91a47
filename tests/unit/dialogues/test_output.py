"""Rasa's replies taken whole."""

from __future__ import annotations

from dialogues.runtime.output import TurnOutput
from dialogues.runtime.turn import Turn


async def test_a_response_stays_in_one_piece() -> None:
    turn = Turn("c:1", [])
    output = TurnOutput(turn)
    message = {
        "text": "Первый.\n\nВторой.",
        "buttons": [{"title": "Да", "payload": "/affirm"}],
        "custom": {"otklik": {}},
    }
    await output.send_response("c:1", message)
    assert turn.parts == [message]
    assert output.name() == "turn"
