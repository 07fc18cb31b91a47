"""The playground: a question typed here shows what the assistant makes of it and leaves no trace."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from escalation.console import playground_texts as texts
from escalation.console.access import Editor, OurOperator
from escalation.console.context import console_of
from escalation.console.engine import EngineAway, EngineError, EngineLate
from escalation.console.explanation import Explanation
from escalation.console.pages import is_fragment, page
from escalation.operators import SignedIn

router = APIRouter()
UNPROCESSABLE = 422
UNAVAILABLE = 503


@router.get("/playground")
async def show(request: Request, operator: Editor) -> Response:
    """The empty form."""
    return page(request, "playground.html", operator, question="", play=texts)


@router.post("/playground", dependencies=[OurOperator])
async def ask(request: Request, operator: Editor, question: Annotated[str, Form()] = "") -> Response:
    """The same page, or its lower half for htmx, with what the engine makes of the question.

    The question travels in the body alone: addresses are kept in histories and logs.
    """
    words = question.replace("\r\n", "\n")
    if not words.strip():
        return _answer(request, operator, words, status=UNPROCESSABLE, error=texts.EMPTY)
    if len(words) > texts.MAX_QUESTION:
        return _answer(request, operator, words, status=UNPROCESSABLE, error=texts.TOO_LONG)
    try:
        seen = Explanation.from_json(await console_of(request).engine.explain(words))
    except EngineError as failure:
        # htmx puts only what succeeded into the page; a notice about the database would be wrong here.
        status = 200 if is_fragment(request) else UNAVAILABLE
        return _answer(request, operator, words, status=status, error=_why(failure))
    return _answer(request, operator, words, seen=seen)


def _why(failure: EngineError) -> str:
    if isinstance(failure, EngineAway):
        return texts.AWAY
    return texts.LATE if isinstance(failure, EngineLate) else texts.FAILED


def _answer(
    request: Request, operator: SignedIn, question: str, *, status: int = 200, **values: Any
) -> Response:
    template = "playground_result.html" if is_fragment(request) else "playground.html"
    return page(request, template, operator, status=status, question=question, play=texts, **values)
