"""Search of the knowledge base as a component of Rasa's pipeline.

It reuses the message's one embedding, sets `candidates` and `decision` for the actions, and lets what
was found have its say about the intent before a rule is chosen.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message

from dialogues.runtime.evidence import OUTSIDE, Evidence, Verdict, weigh
from dialogues.runtime.index import database_url, shared_index
from knowledge_base.calibration import Calibration, load_calibration
from knowledge_base.decision import Decision, decide
from knowledge_base.live import LiveIndex
from knowledge_base.search import Hit
from nlu.shared import shared_encoder
from nlu.text import normalise
from nlu.words import lemmas

logger = logging.getLogger(__name__)
CANDIDATES = 5
CALIBRATION = "knowledge_base/calibration.yml"


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

    def __init__(self, index: LiveIndex | None, calibration: Calibration | None) -> None:
        self._index = index
        self._calibration = calibration

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
            return cls(None, None)
        encoder = shared_encoder(config.get("encoder"))
        calibration = load_calibration(Path(config.get("calibration") or CALIBRATION))
        index = shared_index(url, encoder.fingerprint, encoder.dimension, lemmas, calibration)
        return cls(index, calibration)

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
        hits = self._hits(message, normal)
        decision = decide(hits, self._calibration.thresholds) if hits and self._calibration else None
        kind = self._kind(decision)
        probability = hits[0].score if hits else 0.0
        chosen = decision.hits if decision is not None and decision.hits else ()
        message.set("candidates", _candidates(hits, chosen), add_to_output=True)
        message.set("decision", {"kind": kind, "probability": round(probability, 4)}, add_to_output=True)
        self._settle_intent(message, kind, probability, normal)

    def _hits(self, message: Message, normal: str) -> list[Hit]:
        vector = message.get("query_vector")
        if self._index is None or vector is None or not normal:
            return []
        return self._index.search(np.asarray(vector, dtype=np.float32), normal, k=CANDIDATES)

    def _kind(self, decision: Decision | None) -> str:
        if decision is not None:
            return str(decision.kind)
        loaded = self._index is not None and self._index.state().loaded_at is not None
        return "nothing" if loaded else "unavailable"

    def _settle_intent(self, message: Message, kind: str, probability: float, normal: str) -> None:
        intent = message.get("intent") or {}
        entities = message.get("entities") or []
        seen = Evidence(
            intent=intent.get("name") or "question",
            confidence=float(intent.get("confidence") or 0.0),
            decision=kind,
            probability=probability,
            outside=_share_of(OUTSIDE, message),
            entities=frozenset(entity["entity"] for entity in entities),
            words=_words_beside(text=normal, original=message.get("text") or "", entities=entities),
        )
        verdict: Verdict = weigh(seen)
        if verdict.intent != intent.get("name"):
            settled = {"name": verdict.intent, "confidence": verdict.confidence, "reason": verdict.reason}
            message.set("intent", settled, add_to_output=True)


def _share_of(intent: str, message: Message) -> float:
    """The classifier's probability of an intent, 0 for one that is not in its ranking."""
    ranking = message.get("intent_ranking") or []
    return next((float(one.get("confidence") or 0.0) for one in ranking if one.get("name") == intent), 0.0)


def _candidates(hits: list[Hit], chosen: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """Chosen articles first, so that an action may take as many as the decision calls for."""
    names = {hit.article for hit in chosen}
    ordered = [*chosen, *(hit for hit in hits if hit.article not in names)]
    return [
        {
            "article": hit.article,
            "title": hit.title,
            "score": round(hit.score, 4),
            "passage": str(hit.passage_kind),
            "chosen": hit.article in names,
        }
        for hit in ordered
    ]


def _words_beside(text: str, original: str, entities: list[dict[str, Any]]) -> int:
    """Words of a message, a case number counting as one."""
    numbers = [entity for entity in entities if entity["entity"] == "application_number"]
    inside = sum(len(original[entity["start"] : entity["end"]].split()) for entity in numbers)
    return len(text.split()) - inside + len(numbers)
