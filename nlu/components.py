"""Rasa graph components over this room: thin wrappers, all knowledge is in the modules they call.

What they leave on a message: `normal_form` (in the parse result), `normal_rules` and `query_vector`
(float32 [dimension], for the retrieval; neither is in the result), entities, `intent` and `intent_ranking`.
A pressed button's payload (`/intent{...}`) passes untouched: Rasa itself reads it after the pipeline.
"""
# ruff: noqa: ARG003 - Rasa passes these arguments by name.

import hashlib
import logging
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.classifier import IntentClassifier
from nlu.cleaning import MAX_CHARACTERS
from nlu.decision import IntentGate, decide
from nlu.entities import find_entities
from nlu.errors import ClassifierError
from nlu.pipeline import russian_pipeline
from nlu.shared import shared_encoder
from nlu.text import normalise
from nlu.universal import universal_version
from nlu.words import lemma

logger = logging.getLogger(__name__)

NORMAL_FORM = "normal_form"
NORMAL_RULES = "normal_rules"
QUERY_VECTOR = "query_vector"
CLASSIFIER_FILE = "intents.npz"
DEFAULT_KINDS = ("application_number", "access_code", "date", "phone", "snils", "inn")

Component = DefaultV1Recipe.ComponentType


def is_payload(text: str) -> bool:
    """Tell whether `text` is what a button carries, `/intent{...}`, and not language."""
    return text.startswith("/") and text[1:2].isascii() and text[1:2].islower()


def code_fingerprint() -> str:
    """Hash this room's sources, so that Rasa does not reuse what an earlier rule left in its cache."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.*")):
        if path.suffix in (".py", ".yml"):
            total.update(path.read_bytes())
    return total.hexdigest()


def _normal_form(message: Message) -> str:
    known = message.get(NORMAL_FORM)
    return known if isinstance(known, str) else normalise(message.get(TEXT)).text


@DefaultV1Recipe.register(Component.MESSAGE_TOKENIZER, is_trainable=False)
class RussianTokenizer(Tokenizer):
    """Normal form of the message, and spaCy's tokens of the original text with their lemmas."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that Rasa's tokenizers share."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when a rule of this room changes."""
        return code_fingerprint()

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokenize, and leave the normal form on each message."""
        for message in messages:
            text = message.get(TEXT)
            if isinstance(text, str) and not is_payload(text):
                normal = normalise(text)
                message.set(NORMAL_FORM, normal.text, add_to_output=True)
                message.set(NORMAL_RULES, list(normal.fired))
        tokenized: list[Message] = super().process(messages)
        return tokenized

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return tokens whose offsets point into the text as it was written."""
        tokenizer = russian_pipeline().tokenizer
        text = message.get(attribute)[:MAX_CHARACTERS]
        return [
            Token(token.text, token.idx, lemma=lemma(token.text))
            for token in tokenizer(text)
            if not token.is_space
        ]


@DefaultV1Recipe.register(Component.ENTITY_EXTRACTOR, is_trainable=False)
class RussianEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Case numbers, access codes, dates and personal numbers; `kinds` says which to carry."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.kinds = frozenset(config["kinds"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Passports and cards are found in order to be masked, not to be passed on."""
        return {"kinds": list(DEFAULT_KINDS)}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RussianEntityExtractor":
        """Return the component; there is nothing to load."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add entities, offsets in the text as it was written."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or is_payload(text):
                continue
            found = [
                {
                    "entity": entity.kind,
                    "start": entity.start,
                    "end": entity.end,
                    "value": entity.value,
                    "confidence_entity": 1.0,
                }
                for entity in find_entities(text)
                if entity.kind in self.kinds
            ]
            extracted = self.add_extractor_name(found)
            message.set(ENTITIES, [*message.get(ENTITIES, []), *extracted], add_to_output=True)
        return messages


@DefaultV1Recipe.register(Component.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(Featurizer, GraphComponent):
    """The vector of the normal form as a query: one embedding of a message for intent and retrieval."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self.encoder = shared_encoder(config["encoder"], config["threads"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder` null: what OTKLIK_ENCODER names, else `.data/encoder`."""
        return {**Featurizer.get_default_config(), "encoder": None, "threads": 1}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """Return the component over the encoder that the process shares."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """All settings have defaults; a wrong path is named when the encoder is loaded."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the encoder changes."""
        name, threads = config.get("encoder"), config.get("threads", 1)
        return shared_encoder(name, threads).fingerprint + code_fingerprint()

    def process(self, messages: list[Message]) -> list[Message]:
        """Embed each message; an empty normal form gets no vector."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or is_payload(text):
                continue
            normal = _normal_form(message)
            if normal:
                vector = self.encoder.encode_query(normal)
                message.set(QUERY_VECTOR, vector)
                self._add(message, vector)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed all examples, in batches."""
        pairs = [
            (example, normalise(example.get(TEXT)).text)
            for example in training_data.training_examples
            if example.get(TEXT)
        ]
        pairs = [(example, normal) for example, normal in pairs if normal]
        vectors = self.encoder.encode_queries([normal for _, normal in pairs])
        for (example, _), vector in zip(pairs, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def _add(self, message: Message, vector: Any) -> None:
        alias = self._config["alias"] or self._identifier
        message.add_features(Features(np.asarray([vector]), FEATURE_TYPE_SENTENCE, TEXT, alias))


@DefaultV1Recipe.register(Component.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntentClassifier(RasaIntentClassifier, GraphComponent):
    """Intent with a calibrated confidence; doubtful messages are questions to the knowledge base."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: IntentClassifier | None = None,
    ) -> None:
        self.gate = IntentGate(config["threshold"], config["margin"], config["fallback_intent"])
        self.ranking_length = config["ranking_length"]
        self.classifier = classifier
        self._model_storage = model_storage
        self._resource = resource

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the gate's figures; see docs/adr/0001-intent-classifier.md."""
        return {"threshold": 0.5, "margin": 0.1, "fallback_intent": "question", "ranking_length": 5}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the classifier or the encoder that it alone asks changes."""
        return universal_version() + code_fingerprint()

    @classmethod
    def required_components(cls) -> list[type]:
        """The vector must be there."""
        return [SentenceEncoderFeaturizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CalibratedIntentClassifier":
        """Return an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CalibratedIntentClassifier":
        """Return the component as it was trained."""
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, IntentClassifier.load(directory / CLASSIFIER_FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples that have an intent and something left in their normal form."""
        examples = [
            (normalise(example.get(TEXT)).text, vector, example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT) and (vector := _sentence_vector(example)) is not None
        ]
        if not examples:
            raise ClassifierError("No example has a text and an intent: add some to training_data/")
        texts, vectors, intents = zip(*examples, strict=True)
        if self.gate.fallback not in intents:
            logger.warning("No example of the fallback intent %r is in the training data", self.gate.fallback)
        self.classifier = IntentClassifier.fit(texts, np.stack(vectors), intents)
        with self._model_storage.write_to(self._resource) as directory:
            self.classifier.save(directory / CLASSIFIER_FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in training needs predictions."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and its ranking, best first; the fallback intent leads where it was taken."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or is_payload(text):
                continue
            intent, ranking = self._classify(_normal_form(message), _sentence_vector(message))
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _classify(self, normal: str, vector: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if self.classifier is None or vector is None:
            nothing = {"name": self.gate.fallback, "confidence": 0.0}
            return nothing, [nothing]
        labels, probabilities = self.classifier.predict_proba([normal], np.asarray([vector]))
        decision = decide(labels, probabilities[0], self.gate)
        intent = {"name": decision.intent, "confidence": decision.confidence}
        others = [
            {"name": name, "confidence": share} for name, share in decision.ranking if name != decision.intent
        ]
        return intent, [intent, *others][: self.ranking_length]


def _sentence_vector(message: Message) -> Any:
    """Return the sentence vector that the featurizer left, float32 [dimension], or None."""
    _, sentence = message.get_dense_features(TEXT)
    return None if sentence is None else np.asarray(sentence.features[0], dtype=np.float32)
