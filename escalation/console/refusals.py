"""Turn what went wrong into a page, or into a status that the open page knows what to do with."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from escalation.console import texts
from escalation.console.access import Forged, NotAllowed, NotSignedIn, PasswordDue
from escalation.console.headers import ALWAYS
from escalation.console.pages import is_fragment, page

log = structlog.get_logger(__name__)


def _wants_page(request: Request) -> bool:
    return not is_fragment(request) and "text/html" in request.headers.get("accept", "")


def _refuse(request: Request, status: int, words: str) -> Response:
    if _wants_page(request):
        return page(request, "error.html", None, status=status, words=words)
    return PlainTextResponse(words, status_code=status)


async def _not_signed_in(request: Request, _error: Exception) -> Response:
    if not _wants_page(request):
        return PlainTextResponse(texts.SIGNED_OUT, status_code=401)
    onward = f"?next={request.url.path}" if request.method == "GET" and request.url.path != "/" else ""
    return RedirectResponse(f"/sign-in{onward}", status_code=303)


async def _password_due(request: Request, _error: Exception) -> Response:
    if not _wants_page(request):
        return PlainTextResponse(texts.FORBIDDEN, status_code=403)
    return RedirectResponse("/password", status_code=303)


async def _forged(request: Request, _error: Exception) -> Response:
    log.warning("request_not_from_our_page", path=request.url.path)
    return _refuse(request, 403, texts.FORBIDDEN)


async def _not_allowed(request: Request, _error: Exception) -> Response:
    return _refuse(request, 403, texts.NOT_ALLOWED)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = str(error.detail) if isinstance(error, HTTPException) else texts.FAILED
    # The framework's own words are not for operators.
    known = words if words in (texts.NO_TICKET, texts.NO_CONVERSATION) else texts.NOT_FOUND
    return _refuse(request, status, known if status == 404 else texts.BAD_FORM)


async def _bad_form(request: Request, _error: Exception) -> Response:
    return _refuse(request, 400, texts.BAD_FORM)


async def _no_database(request: Request, error: Exception) -> Response:
    log.error("database_unreachable", error=type(error).__name__)
    return _refuse(request, 503, texts.NO_DATABASE)


async def _failed(request: Request, error: Exception) -> Response:
    log.error("request_failed", path=request.url.path, error=type(error).__name__)
    response = _refuse(request, 500, texts.FAILED_PAGE if _wants_page(request) else texts.FAILED)
    # This answer is made outside the middleware that adds them.
    response.headers.update({**ALWAYS, "Cache-Control": "no-store"})
    return response


def add_refusals(app: FastAPI) -> None:
    """Give the application its handlers."""
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(PasswordDue, _password_due)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _bad_form)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(kind, _no_database)
    app.add_exception_handler(Exception, _failed)
