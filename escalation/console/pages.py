"""Make a page: the template, what every template knows, cookies, status."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from escalation.console import texts, wording
from escalation.console.access import EDITORS, csrf_token, keep_visit
from escalation.console.context import console_of
from escalation.operators import SignedIn

FOLDER = Path(__file__).parent
HTMX_REQUEST = "HX-Request"


def delivery_words(state: str, mine: bool) -> str:
    """What became of a sent message, in words; `mine`: the reader has the conversation."""
    return texts.DELIVERIES["withheld_by_other" if state == "withheld" and not mine else state]


def is_link(address: object) -> bool:
    """Whether an address may be followed from a page: never a script's."""
    return isinstance(address, str) and address.startswith(("https://", "http://"))


def make_templates() -> Jinja2Templates:
    """The templates, escaping everything, with the console's words at hand."""
    templates = Jinja2Templates(directory=FOLDER / "templates")
    env = templates.env
    env.autoescape = True
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        texts=texts, editors=EDITORS, age=wording.age, clock=wording.clock, moment=wording.moment,
        plural=wording.plural, shorten=wording.shorten, delivery_words=delivery_words, is_link=is_link,
    )  # fmt: skip
    return templates


def is_fragment(request: Request) -> bool:
    """Whether the answer is put into a page by htmx."""
    return request.headers.get(HTMX_REQUEST) == "true"


def render(request: Request, template: str, operator: SignedIn | None, **values: Any) -> str:
    """A template's text."""
    console = console_of(request)
    return console.templates.get_template(template).render(
        {
            "request": request,
            "operator": operator,
            "csrf": csrf_token(request, operator),
            "zone": console.zone,
            "now": datetime.now(UTC),
            **values,
        }
    )


def page(
    request: Request,
    template: str,
    operator: SignedIn | None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """A page or a fragment of one."""
    response = Response(
        render(request, template, operator, **values),
        status_code=status,
        headers=dict(headers or {}),
        media_type="text/html",
    )
    keep_visit(request, response)
    return response


def go(request: Request, address: str) -> Response:
    """Send the browser to another page, whether it asked itself or by htmx."""
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def safe_next(address: str | None) -> str:
    """Where to go after the sign-in: a page of ours and nothing else."""
    if (
        address
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and address.isprintable()
    ):
        return address
    return "/queue"
