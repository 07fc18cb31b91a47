"""What the assistant makes of a question, and why: for those who look after the articles.

The loaded model reads the question as the first message of a conversation and its policies choose the next
action; what the retriever weighed on the way is told. No action runs, no tracker is stored.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from dialogues.runtime.finding import CONTINUED, SEVERAL
from dialogues.runtime.insight import Insight, insights
from dialogues.runtime.intake import MAX_TEXT, BadRequest, message_text
from dialogues.runtime.result import NoResult
from dialogues.runtime.rewording import rewordings
from knowledge_base.decision import DecisionKind
from knowledge_base.search import Hit
from nlu.text import normalise

SENDER = "explained"
ANSWERING = "action_answer_question"
# What the answering action makes of the search's decision.
OUTCOMES = {
    str(DecisionKind.ANSWER): "answered",
    str(DecisionKind.CHOICES): "choices",
    str(DecisionKind.NOTHING): "no_answer",
    SEVERAL: "several",
    CONTINUED: "answered",
}


async def explain(agent: Any, body: Any) -> dict[str, Any]:
    """The answer of `POST …/turn/explain`; its fields are in docs/architecture.md.

    Raises `BadRequest` for anything but `{"text": …}` of at most `MAX_TEXT` characters, `NoResult` while no
    model is loaded.
    """
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise BadRequest("text must be a string")
    if len(body["text"]) > MAX_TEXT:
        raise BadRequest(f"text must have at most {MAX_TEXT} characters")
    if agent is None or not agent.is_ready():
        raise NoResult("no model is loaded")
    text = message_text(body["text"], None)
    with insights() as seen:
        parsed = await agent.parse_message(text)
    action = _next_action(agent, text, parsed)
    insight = seen[-1] if seen else None  # none for a button's payload: nothing was searched for
    return {
        "normal_form": parsed.get("normal_form"),
        **_reading(text),
        **_intent(parsed, insight),
        "action": action,
        **_found(insight, action),
    }


def _next_action(agent: Any, text: str, parsed: dict[str, Any]) -> str:
    """The action that the model's policies choose at the beginning of a conversation."""
    heard = UserUttered(text, parsed.get("intent"), parsed.get("entities"), parsed)
    events = [ActionExecuted(ACTION_LISTEN_NAME), heard]
    tracker = DialogueStateTracker.from_events(SENDER, events, agent.domain.slots, domain=agent.domain)
    action, _ = agent.processor.predict_next_with_tracker_if_should(tracker)
    return str(action.name())


def _reading(text: str) -> dict[str, Any]:
    if text.startswith("/"):
        return {"rules": [], "words": []}
    words = [{"rule": one.rule, "before": one.before, "after": one.after} for one in rewordings(text)]
    return {"rules": list(normalise(text).fired), "words": words}


def _intent(parsed: dict[str, Any], insight: Insight | None) -> dict[str, Any]:
    """The intent followed, the classifier's own where the search overruled it, and by which limits."""
    intent = parsed.get("intent") or {}
    overruled = insight is not None and insight.verdict.reason is not None
    heard = insight.evidence if insight is not None and overruled else None
    return {
        "intent": intent.get("name"),
        "confidence": _rounded(intent.get("confidence")),
        "reason": insight.verdict.reason if insight is not None else None,
        "classifier": {"intent": heard.intent, "confidence": _rounded(heard.confidence)} if heard else None,
        "limits": asdict(insight.limits) if insight is not None else None,
    }


def _found(insight: Insight | None, action: str) -> dict[str, Any]:
    if insight is None:
        return {"outcome": "action", "decision": None, "thresholds": None, "articles": []}
    found = insight.finding
    chosen = {hit.article for hit in found.chosen}
    return {
        "outcome": OUTCOMES.get(found.kind, found.kind) if action == ANSWERING else "action",
        "decision": {"kind": found.kind, "probability": _rounded(found.probability), **found.more},
        "thresholds": asdict(insight.thresholds) if insight.thresholds is not None else None,
        "articles": [_article(hit, hit.article in chosen) for hit in found.ordered],
    }


def _article(hit: Hit, chosen: bool) -> dict[str, Any]:
    reasons = hit.reasons
    return {
        "article": hit.article,
        "title": hit.title,
        "score": _rounded(hit.score),
        "chosen": chosen,
        "passage": {"kind": str(hit.passage_kind), "text": hit.passage},
        "reasons": {
            "question": _rounded(reasons.question),
            "section": _rounded(reasons.section),
            "words": _rounded(reasons.words),
            "letters": _rounded(reasons.letters),
            "contrast": _rounded(reasons.contrast),
            "shared": list(reasons.shared),
        },
    }


def _rounded(value: Any) -> float:
    return round(float(value or 0.0), 4)
