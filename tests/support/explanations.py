"""An engine's explanation of a question as docs/architecture.md has it: two articles, the first one sure."""

from __future__ import annotations

from typing import Any


def article(slug: str, title: str, score: float, *, chosen: bool = False) -> dict[str, Any]:
    """An article found."""
    return {
        "article": slug,
        "title": title,
        "score": score,
        "chosen": chosen,
        "passage": {"kind": "question", "text": f"Пример вопроса: {title}"},
        "reasons": {
            "question": 0.91,
            "section": 0.62,
            "words": 2.4,
            "letters": 0.4,
            "contrast": 0.6,
            "shared": ["паспорт"],
        },
    }


def explanation(text: str, **changed: Any) -> dict[str, Any]:
    """What the engine says of a text, with some fields changed."""
    return {
        "normal_form": text,
        "rules": ["mend_misspelt", "cut_greeting"],
        "words": [{"rule": "mend_misspelt", "before": "патерял", "after": "потерял"}],
        "intent": "question",
        "confidence": 0.93,
        "reason": None,
        "classifier": None,
        "limits": {"protected": 0.5, "sure": 0.75, "found": 0.6, "strong": 0.95, "outside": 0.3},
        "action": "action_answer_question",
        "outcome": "answered",
        "decision": {"kind": "answer", "probability": 0.87},
        "thresholds": {"answer": 0.5, "choices": 0.15, "choice": 0.05, "lead": 3.3},
        "articles": [
            article("passport-lost", "Что делать, если паспорт потерян?", 0.87, chosen=True),
            article("passport-replace", "Как заменить паспорт?", 0.11),
        ],
        **changed,
    }
