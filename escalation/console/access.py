"""Who may do what: cookies, sessions, proofs of origin. Used by the pages as dependencies."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, Request, Response

from escalation.console.context import Console, console_of
from escalation.console.csrf import FIELD, HEADER, is_right, make_token
from escalation.operators import SESSION_TIME, SignedIn, find_session

SESSION = "otklik_console"
# Who looks after the articles.
EDITORS = frozenset({"supervisor", "admin"})
VISIT = "otklik_console_visit"
VISIT_SECONDS = 365 * 24 * 3600


class NotSignedIn(Exception):
    """The page is for operators who have signed in."""


class PasswordDue(Exception):
    """The one-time password must be changed first."""


class NotAllowed(Exception):
    """The page is for other roles."""


class Forged(Exception):
    """The request did not come from a page of ours."""


def cookie_name(console: Console, name: str) -> str:
    """A secure cookie is bound to this very host by its prefix."""
    return f"__Host-{name}" if console.secure_cookies else name


def set_cookie(console: Console, response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        cookie_name(console, name), value, max_age=seconds, path="/", httponly=True,
        samesite="strict", secure=console.secure_cookies,
    )  # fmt: skip


def start_session(console: Console, response: Response, token: str) -> None:
    """Give the browser its session."""
    set_cookie(console, response, SESSION, token, int(SESSION_TIME.total_seconds()))


def end_session(console: Console, response: Response) -> None:
    """Take the browser's session away."""
    response.delete_cookie(
        cookie_name(console, SESSION), path="/", httponly=True, samesite="strict",
        secure=console.secure_cookies,
    )  # fmt: skip


def session_token(request: Request) -> str:
    """The session's token as the browser sent it; empty when it sent none."""
    return request.cookies.get(cookie_name(console_of(request), SESSION), "")


def visit_of(request: Request) -> str:
    """The random name of this browser, from its cookie or made for this answer."""
    console = console_of(request)
    known = request.cookies.get(cookie_name(console, VISIT), "")
    if not 16 <= len(known) <= 64:
        known = getattr(request.state, "visit", None) or secrets.token_urlsafe(24)
    request.state.visit = known
    return known


def keep_visit(request: Request, response: Response) -> None:
    """Let the browser keep its name."""
    console = console_of(request)
    visit = visit_of(request)
    if request.cookies.get(cookie_name(console, VISIT)) != visit:
        set_cookie(console, response, VISIT, visit, VISIT_SECONDS)


def csrf_token(request: Request, operator: SignedIn | None) -> str:
    """The token for the forms of the page being made."""
    return make_token(
        console_of(request).signing_key, visit_of(request), operator.operator_id if operator else None
    )


async def maybe_signed_in(request: Request) -> SignedIn | None:
    """The operator, if the session is good."""
    token = session_token(request)
    if not token:
        return None
    async with console_of(request).sessions() as session:
        return await find_session(session, token)


async def signed_in_any(
    operator: Annotated[SignedIn | None, Depends(maybe_signed_in)],
) -> SignedIn:
    """The operator, even one whose password is still the one-time one. Raises `NotSignedIn`."""
    if operator is None:
        raise NotSignedIn
    return operator


async def signed_in(operator: Annotated[SignedIn, Depends(signed_in_any)]) -> SignedIn:
    """The operator. Raises `NotSignedIn` or `PasswordDue`."""
    if operator.one_time:
        raise PasswordDue
    return operator


async def signed_in_editor(operator: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
    """The operator, if articles are theirs to look after. Raises `NotAllowed` and what `signed_in` does."""
    if operator.role not in EDITORS:
        raise NotAllowed
    return operator


async def _check_origin(request: Request, operator: SignedIn | None) -> None:
    given = request.headers.get(HEADER)
    if given is None:
        field = (await request.form()).get(FIELD)
        given = field if isinstance(field, str) else None
    if not is_right(csrf_token(request, operator), given):
        raise Forged


async def from_our_page(
    request: Request, operator: Annotated[SignedIn | None, Depends(maybe_signed_in)]
) -> None:
    """The sign-in's own form passes here. Raises `Forged`."""
    await _check_origin(request, operator)


async def from_our_operator(request: Request, operator: Annotated[SignedIn, Depends(signed_in_any)]) -> None:
    """Every other request that changes something passes here. Raises `NotSignedIn` or `Forged`."""
    await _check_origin(request, operator)


Operator = Annotated[SignedIn, Depends(signed_in)]
Editor = Annotated[SignedIn, Depends(signed_in_editor)]
OurPage = Depends(from_our_page)
OurOperator = Depends(from_our_operator)
