"""Sign-in, sign-out, change of password."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, Request, Response

from escalation.console import texts
from escalation.console.access import (
    OurOperator,
    OurPage,
    end_session,
    maybe_signed_in,
    session_token,
    signed_in_any,
    start_session,
)
from escalation.console.context import console_of
from escalation.console.pages import go, page, safe_next
from escalation.errors import BadPassword
from escalation.operators import Refusal, SignedIn, change_password, sign_in, sign_out

log = structlog.get_logger(__name__)
router = APIRouter()


@router.get("/sign-in")
async def show_sign_in(
    request: Request,
    operator: Annotated[SignedIn | None, Depends(maybe_signed_in)],
    next: str | None = None,
) -> Response:
    """The form, or onward for those who have signed in."""
    if operator is not None:
        return go(request, safe_next(next))
    return page(request, "sign_in.html", None, next=safe_next(next))


@router.post("/sign-in", dependencies=[OurPage])
async def do_sign_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Open a session, or say why not."""
    console = console_of(request)
    async with console.sessions.begin() as session:
        answer = await sign_in(session, login, password)
    if isinstance(answer, Refusal):
        log.info("sign_in_refused", reason=answer.value)
        return page(
            request, "sign_in.html", None, status=429 if answer is Refusal.LOCKED else 401,
            login=login[:40], error=texts.SIGN_IN_REFUSED[answer], next=safe_next(next),
        )  # fmt: skip
    response = go(request, safe_next(next))
    start_session(console, response, answer)
    return response


@router.post("/sign-out", dependencies=[OurOperator])
async def do_sign_out(request: Request) -> Response:
    """End the session."""
    console = console_of(request)
    async with console.sessions.begin() as session:
        await sign_out(session, session_token(request))
    response = go(request, "/sign-in")
    end_session(console, response)
    return response


@router.get("/password")
async def show_password(request: Request, operator: Annotated[SignedIn, Depends(signed_in_any)]) -> Response:
    """The form for a new password."""
    return page(request, "password.html", operator)


@router.post("/password", dependencies=[OurOperator])
async def do_change_password(
    request: Request,
    operator: Annotated[SignedIn, Depends(signed_in_any)],
    present: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set the password; every other session of the operator ends."""
    console = console_of(request)
    if new != again:
        return page(request, "password.html", operator, status=422, error=texts.PASSWORDS_DIFFER)
    try:
        async with console.sessions.begin() as session:
            token = await change_password(session, operator.operator_id, present, new)
    except BadPassword as refused:
        words = texts.PASSWORD_REFUSED[refused.args[0]]
        return page(request, "password.html", operator, status=422, error=words)
    response = go(request, "/queue")
    start_session(console, response, token)
    return response


@router.get("/session", status_code=204)
async def check_session(_operator: Annotated[SignedIn, Depends(signed_in_any)]) -> Response:
    """Whether the session is still good: 204 or 401."""
    return Response(status_code=204)
