"""Rasa's replies taken whole: text, buttons and `custom` of one response stay together."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from dialogues.runtime.turn import Turn


class TurnOutput(OutputChannel):
    """Collects responses on the turn; the stock collector splits texts and parts `custom` off."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        """Rasa chooses channel-specific response variants by this name."""
        return "turn"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """One response of an action or of the domain."""
        del recipient_id
        self._turn.parts.append(dict(message))
