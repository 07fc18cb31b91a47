"""The base of all actions: hears, answers, and never lets an error pass in silence.

An action that raises leaves Rasa's turn without an outcome, the turn channel refuses it, and the worker
repeats it. So only what a repetition cannot cure is answered with the outcome `failed`.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import Heard
from actions.reply import Reply, Said
from actions.resources import Resources

logger = logging.getLogger(__name__)
DEADLINE_S = 4.5  # under the 5 s that Rasa waits


class SpeakingAction(Action, ABC):
    """An action that answers one message. Subclasses give `action_name` and `answer`."""

    action_name: str

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.wording = resources.wording

    def name(self) -> str:
        """Name in the domain."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, say it through the dispatcher, and return the events."""
        del domain
        try:
            async with asyncio.timeout(DEADLINE_S):
                heard = Heard.read(tracker)
                said = await self.answer(heard)
        except Exception as error:
            # The type only: an error's text may quote the citizen.
            logger.warning("%s failed: %s", self.action_name, type(error).__name__)
            raise
        for reply in self._introduced(said.replies) if heard.foreign else said.replies:
            dispatcher.utter_message(
                text=reply.text,
                buttons=[button.as_json() for button in reply.buttons],
                json_message=reply.as_custom(),
            )
        events: list[dict[str, Any]] = [SlotSet(name, value) for name, value in said.slots.items()]
        if said.then is not None:
            events.append(FollowupAction(said.then))
        return events

    def _introduced(self, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """First it is said in English that the rest is Russian, which the reader may not expect."""
        at = next((at for at, reply in enumerate(replies) if reply.text), None)
        if at is None:
            return replies
        first = replace(replies[at], text=f"{self.wording.words('foreign')}\n\n{replies[at].text}")
        return (*replies[:at], first, *replies[at + 1 :])

    @abstractmethod
    async def answer(self, heard: Heard) -> Said:
        """What to say to this message."""
