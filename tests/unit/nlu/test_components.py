"""The components under Rasa's own graph: trained, stored, loaded, asked."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import components, shared
from nlu.components import (
    CalibratedIntentClassifier,
    RussianEntityExtractor,
    RussianTokenizer,
    SentenceEncoderFeaturizer,
    is_payload,
)
from nlu.errors import ClassifierError
from nlu.universal import universal_version

EXAMPLES = {
    "greet": ["привет", "здравствуйте", "добрый день", "доброе утро", "приветствую"],
    "person": ["позовите оператора", "нужен оператор", "живой человек", "дайте человека", "хочу оператора"],
    "question": [
        "как получить паспорт",
        "сколько стоит паспорт",
        "где взять справку",
        "какие документы",
        "график работы",
    ],
}


@pytest.fixture
def parts(onnx_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Where components are created: the tiny encoder, a storage on disk."""
    monkeypatch.setattr(shared, "_encoders", {})
    monkeypatch.setenv(shared.ENVIRONMENT_VARIABLE, str(onnx_directory))
    (tmp_path / "model").mkdir()
    return {
        "model_storage": LocalModelStorage.create(tmp_path / "model"),
        "resource": Resource("classifier"),
        "execution_context": ExecutionContext(GraphSchema({}), node_name="node"),
    }


def create(component: Any, parts: dict[str, Any], **config: Any) -> Any:
    return component.create({**component.get_default_config(), **config}, **parts)


def train(parts: dict[str, Any]) -> TrainingData:
    data = TrainingData([Message.build(text, name) for name, texts in EXAMPLES.items() for text in texts])
    for component in (RussianTokenizer, SentenceEncoderFeaturizer):
        data = create(component, parts).process_training_data(data)
    create(CalibratedIntentClassifier, parts).train(data)
    return data


def ask(parts: dict[str, Any], text: str, **config: Any) -> Message:
    classifier = CalibratedIntentClassifier
    loaded = classifier.load({**classifier.get_default_config(), **config}, **parts)
    messages = [Message({TEXT: text})]
    for component in (RussianTokenizer, RussianEntityExtractor, SentenceEncoderFeaturizer):
        messages = create(component, parts).process(messages)
    return loaded.process(messages)[0]


def test_a_message_goes_through_the_whole_pipeline(parts: dict[str, Any]) -> None:
    train(parts)
    message = ask(parts, "Здравствуйте! позовите оператораааа, номер MFC-0123/2026-12345-1")

    assert message.get(TEXT).startswith("Здравствуйте!")
    assert message.get("normal_form") == "позовите оператора, номер MFC-0123/2026-12345-1"
    assert message.get("normal_rules") == ["shorten_stretched", "cut_greeting"]
    assert [(found["entity"], found["extractor"]) for found in message.get(ENTITIES)] == [
        ("application_number", "RussianEntityExtractor")
    ]
    token = message.get("text_tokens")[-1]
    assert message.get(TEXT)[token.start : token.end] == token.text
    assert "позвать" in {token.lemma for token in message.get("text_tokens")}
    assert message.get("query_vector").shape == (32,)
    assert message.get(INTENT)["name"] in EXAMPLES
    assert len(message.get(INTENT_RANKING_KEY)) == 3
    assert "query_vector" not in message.as_dict(only_output_properties=True)
    assert "normal_form" in message.as_dict(only_output_properties=True)


def test_known_examples_are_recognised(parts: dict[str, Any]) -> None:
    train(parts)

    assert ask(parts, "Позовите оператора!", threshold=0.3, margin=0.0).get(INTENT)["name"] == "person"


def test_a_doubtful_message_is_a_question(parts: dict[str, Any]) -> None:
    train(parts)
    message = ask(parts, "привет оператор", threshold=1.0, margin=1.0)

    assert message.get(INTENT)["name"] == "question"
    assert message.get(INTENT_RANKING_KEY)[0] == message.get(INTENT)


@pytest.mark.parametrize("text", ["😀", "\u200b", "<br>"])
def test_nothing_said_is_a_question_without_confidence(parts: dict[str, Any], text: str) -> None:
    train(parts)
    message = ask(parts, text)

    assert message.get(INTENT) == {"name": "question", "confidence": 0.0}
    assert message.get("query_vector") is None


def test_a_buttons_payload_is_left_to_rasa(parts: dict[str, Any]) -> None:
    train(parts)
    message = ask(parts, '/answer{"article":"snils"}')

    assert message.get(INTENT) is None
    assert message.get("query_vector") is None
    assert message.get(ENTITIES, []) == []


@pytest.mark.parametrize(
    ("text", "payload"),
    [("/greet", True), ('/a{"b": 1}', True), ("/", False), ("/да", False), ("12/34", False)],
)
def test_payloads_are_told_from_language(text: str, payload: bool) -> None:
    assert is_payload(text) is payload


def test_huge_messages_pass(parts: dict[str, Any]) -> None:
    train(parts)

    assert ask(parts, "слово " * 3_400).get(INTENT)["name"] in EXAMPLES


def test_kinds_of_entities_are_chosen(parts: dict[str, Any]) -> None:
    text = "паспорт 4506 123456, тел. 89161234567"
    everything = create(RussianEntityExtractor, parts, kinds=["passport", "phone"]).process(
        [Message({TEXT: text})]
    )
    usual = create(RussianEntityExtractor, parts).process([Message({TEXT: text})])

    assert [found["entity"] for found in everything[0].get(ENTITIES)] == ["passport", "phone"]
    assert [found["entity"] for found in usual[0].get(ENTITIES)] == ["phone"]


def test_training_features_are_those_of_a_query(parts: dict[str, Any]) -> None:
    data = train(parts)
    encoder = shared.shared_encoder()
    _, sentence = data.training_examples[0].get_dense_features(TEXT)

    assert np.allclose(sentence.features[0], encoder.encode_query("привет"))


def test_no_examples_is_a_clear_error(parts: dict[str, Any]) -> None:
    with pytest.raises(ClassifierError, match="No example"):
        create(CalibratedIntentClassifier, parts).train(TrainingData([]))


def test_what_rasa_may_reuse_depends_on_rules_and_encoder(
    parts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = SentenceEncoderFeaturizer.fingerprint_addon({})
    monkeypatch.setattr(components, "code_fingerprint", lambda: "changed")

    assert SentenceEncoderFeaturizer.fingerprint_addon({}) != before
    assert RussianTokenizer.fingerprint_addon({}) == "changed"
    assert CalibratedIntentClassifier.fingerprint_addon({}) == universal_version() + "changed"
