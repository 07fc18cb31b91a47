"""The stock project's one action: the product's own search, in the action server, for stock Rasa has none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.database import Database, url_from_environment
from actions.knowledge import PostgresLibrary
from dialogues.runtime.index import citizens_today
from knowledge_base.answer import word_answer
from knowledge_base.calibration import load_calibration
from knowledge_base.decision import decide
from knowledge_base.live import LiveIndex
from nlu.shared import shared_encoder
from nlu.text import normalise
from nlu.words import lemmas

CALIBRATION = Path(__file__).resolve().parents[2] / "knowledge_base" / "calibration.yml"
CANDIDATES = 5
LOAD_SECONDS = 60.0
NOTHING = "На этот вопрос у меня нет ответа. Могу позвать специалиста."
CHOOSE = "Уточните, пожалуйста, что вас интересует:"


class ActionAnswerQuestion(Action):
    """Encodes the question, searches, reads the article and answers with its text."""

    def __init__(self) -> None:
        address = url_from_environment()
        self._encoder = shared_encoder(os.environ.get("OTKLIK_ENCODER"))
        self._calibration = load_calibration(CALIBRATION)
        self._index = LiveIndex(
            address, self._encoder.fingerprint, self._encoder.dimension, lemmas, self._calibration,
            citizens_today,
        )  # fmt: skip
        self._index.start(LOAD_SECONDS)
        self._library = PostgresLibrary(Database(address))
        lemmas("Здравствуйте")  # the dictionary is loaded by the first word

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer the last message."""
        del domain
        text = normalise(str(tracker.latest_message.get("text") or "")).text
        hits = self._index.search(self._encoder.encode_query(text), text, k=CANDIDATES) if text else []
        decision = decide(hits, self._calibration.thresholds) if hits else None
        articles = [
            await self._library.article(hit.article, citizens_today())
            for hit in (decision.hits if decision is not None else ())
        ]
        found = [article for article in articles if article is not None]
        if not found:
            dispatcher.utter_message(text=NOTHING)
        elif len(found) == 1:
            dispatcher.utter_message(text=word_answer(found[0]).text)
        else:
            buttons = [{"title": each.title, "payload": f"/answer/{each.slug}"} for each in found]
            dispatcher.utter_message(text=CHOOSE, buttons=buttons)
        return []
