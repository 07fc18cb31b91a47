"""Search of the knowledge base as a component of Rasa's pipeline.

It reuses the message's one embedding, sets `candidates` and `decision` for the actions, and lets what
was found have its say about the intent before a rule is chosen.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from dialogues.runtime.evidence import OUTSIDE, Evidence, Thresholds, Verdict, weigh
from dialogues.runtime.finding import CONTINUED, Finder, Finding
from dialogues.runtime.index import database_url, shared_index
from dialogues.runtime.insight import Insight, note
from dialogues.runtime.subject import Subject, last_subject
from dialogues.runtime.turn import current_turn
from knowledge_base.calibration import load_calibration
from knowledge_base.decision import DecisionKind
from nlu.language import is_foreign
from nlu.shared import shared_encoder
from nlu.text import normalise
from nlu.words import lemmas

logger = logging.getLogger(__name__)
CALIBRATION = "knowledge_base/calibration.yml"
UNAVAILABLE = Finding("unavailable", 0.0)
LIMITS = Thresholds()


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class KnowledgeRetriever(GraphComponent, IntentClassifier):
    """Comes last in the pipeline. Does nothing in training, so training needs no database.

    Configuration: `database_url` (else OTKLIK_DATABASE_URL), `calibration` (a file's path), `encoder`
    (as for the featurizer). Without a database, candidates are empty and the decision is `unavailable`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See the class."""
        return {"database_url": None, "calibration": CALIBRATION, "encoder": None}

    def __init__(self, finder: Finder | None) -> None:
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeRetriever:
        """Called when a model is loaded to serve."""
        del model_storage, resource, execution_context
        url = database_url(config.get("database_url"))
        if url is None:
            logger.warning("No database is named (OTKLIK_DATABASE_URL): questions cannot be answered")
            return cls(None)
        encoder = shared_encoder(config.get("encoder"))
        calibration = load_calibration(Path(config.get("calibration") or CALIBRATION))
        index = shared_index(url, encoder.fingerprint, encoder.dimension, lemmas, calibration)
        return cls(Finder(index, calibration.thresholds, encoder.encode_query))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add `candidates`, `decision` and, where it changes, the intent. A button's payload is let pass."""
        for message in messages:
            text = message.get("text") or ""
            if not text.startswith("/"):
                self._search(message, text)
        return messages

    def _search(self, message: Message, text: str) -> None:
        normal = message.get("normal_form") or normalise(text).text
        message.set("normal_form", normal, add_to_output=True)
        message.set("foreign", is_foreign(normal), add_to_output=True)
        found = UNAVAILABLE
        if self._finder is not None:
            found = self._finder.find(text, normal, message.get("query_vector"), _subject(message))
        decision = {"kind": found.kind, "probability": round(found.probability, 4), **found.more}
        message.set("candidates", _candidates(found), add_to_output=True)
        message.set("decision", decision, add_to_output=True)
        self._settle_intent(message, found, normal)

    def _settle_intent(self, message: Message, found: Finding, normal: str) -> None:
        intent = message.get("intent") or {}
        entities = message.get("entities") or []
        seen = Evidence(
            intent=intent.get("name") or "question",
            confidence=float(intent.get("confidence") or 0.0),
            decision=str(DecisionKind.ANSWER) if found.sure else found.kind,
            probability=found.probability,
            outside=_share_of(OUTSIDE, message),
            entities=frozenset(entity["entity"] for entity in entities),
            words=_words_beside(text=normal, original=message.get("text") or "", entities=entities),
            continues=found.kind == CONTINUED,
        )
        verdict: Verdict = weigh(seen, LIMITS)
        note(Insight(found, self._finder.thresholds if self._finder else None, seen, verdict, LIMITS))
        if verdict.intent != intent.get("name"):
            settled = {"name": verdict.intent, "confidence": verdict.confidence, "reason": verdict.reason}
            message.set("intent", settled, add_to_output=True)


def _share_of(intent: str, message: Message) -> float:
    """The classifier's probability of an intent, 0 for one that is not in its ranking."""
    ranking = message.get("intent_ranking") or []
    return next((float(one.get("confidence") or 0.0) for one in ranking if one.get("name") == intent), 0.0)


def _subject(message: Message) -> Subject | None:
    """What was answered before in the session; none for a message about a case of its own."""
    turn = current_turn()
    kinds = {entity["entity"] for entity in message.get("entities") or []}
    if turn is None or "application_number" in kinds:
        return None
    return last_subject(turn.events)


def _candidates(found: Finding) -> list[dict[str, Any]]:
    """Chosen articles first, so that an action may take as many as the decision calls for."""
    names = {hit.article for hit in found.chosen}
    return [
        {
            "article": hit.article,
            "title": hit.title,
            "score": round(hit.score, 4),
            "passage": str(hit.passage_kind),
            "chosen": hit.article in names,
        }
        for hit in found.ordered
    ]


def _words_beside(text: str, original: str, entities: list[dict[str, Any]]) -> int:
    """Words of a message, a case number counting as one."""
    numbers = [entity for entity in entities if entity["entity"] == "application_number"]
    inside = sum(len(original[entity["start"] : entity["end"]].split()) for entity in numbers)
    return len(text.split()) - inside + len(numbers)
