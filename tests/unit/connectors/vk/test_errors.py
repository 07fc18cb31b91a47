"""VK's errors as the port's."""

from __future__ import annotations

import pytest
import requests
from vk_api.exceptions import ApiError, ApiHttpError

from connectors.messenger import SendDelayed, SendError, SendRefused, SendUnknown
from connectors.vk.errors import DELAYED, KEYBOARD_REFUSED, REFUSED, as_send_error, code_of


def api_error(code: int) -> ApiError:
    """An error of VK's own."""
    return ApiError(None, "messages.send", {}, False, {"error_code": code, "error_msg": "…"})


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (901, SendRefused),
        (902, SendRefused),
        (7, SendRefused),
        (15, SendRefused),
        (914, SendRefused),
        (6, SendDelayed),
        (9, SendDelayed),
        (14, SendDelayed),
        (5, SendDelayed),
        (10, SendUnknown),
        (36, SendUnknown),
        (4242, SendError),
    ],
)
def test_numbers(code: int, kind: type[SendError]) -> None:
    assert type(as_send_error(api_error(code))) is kind
    assert code_of(api_error(code)) == code


def test_the_lists_do_not_contradict_each_other() -> None:
    assert not REFUSED & DELAYED.keys()
    assert KEYBOARD_REFUSED <= REFUSED


@pytest.mark.parametrize(
    ("status", "kind"), [(500, SendUnknown), (502, SendUnknown), (429, SendDelayed), (404, SendError)]
)
def test_statuses(status: int, kind: type[SendError]) -> None:
    response = requests.Response()
    response.status_code = status
    assert type(as_send_error(ApiHttpError(None, "messages.send", {}, False, response))) is kind


@pytest.mark.parametrize("error", [requests.ReadTimeout(), TimeoutError(), ValueError("no JSON")])
def test_what_happened_on_the_way_is_unknown(error: Exception) -> None:
    assert type(as_send_error(error)) is SendUnknown
    assert code_of(error) is None
