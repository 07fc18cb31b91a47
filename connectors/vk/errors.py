"""VK's errors as the port's: will never take it, not now, never left, perhaps sent."""

from __future__ import annotations

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from vk_api.exceptions import ApiError, ApiHttpError

from connectors.messenger import SendDelayed, SendError, SendRefused, SendUnknown, SendUnreachable

KEYBOARD_REFUSED = frozenset({911, 912})
"""The keyboard is not valid, or the community has not switched the abilities of bots on."""

REFUSED = frozenset(
    {
        7,
        15,
        18,
        30,
        37,
        39,  # no right, closed, deleted, private, banned, unknown
        100,
        104,
        113,  # a bad parameter, not found, no such user
        900,
        901,
        902,
        910,
        911,
        912,
        913,
        914,  # blocked, not allowed by the citizen, privacy, form, length
        917,
        922,
        925,
        927,
        932,
        935,
        936,
        940,
        943,
        945,
        946,
        950,
        962,
        969,
        985,
        987,
        988,
        1012,
        3610,
        3611,  # the citizen's page is deactivated
    }
)

DELAYED = {
    1: 2.0,  # "unknown error, try later"
    6: 1.0,  # too many a second
    9: 10.0,  # too many alike
    14: 60.0,  # a captcha, which nobody here can solve: it goes with time
    29: 60.0,  # a limit of calls
    43: 15.0,  # the section is switched off for a while
    601: 600.0,  # too many today
    # The community's token or address is at fault, not the message: it is kept until that is mended.
    2: 30.0,
    5: 30.0,
    17: 30.0,
    23: 30.0,
    27: 30.0,
    28: 30.0,
    42: 30.0,
    1117: 30.0,
}

PERHAPS_DONE = frozenset({10, 36})
"""An error or a time-out within VK: the message may have been stored."""


def code_of(error: BaseException) -> int | None:
    """VK's number of the error, if it is one of its own."""
    return int(error.code) if isinstance(error, ApiError) else None


def as_send_error(error: BaseException) -> SendError:
    """The port's error for one that a call raised."""
    if isinstance(error, ApiError):
        return _of_api(int(error.code))
    if isinstance(error, ApiHttpError):
        return _of_status(error.response.status_code)
    if isinstance(error, requests.ConnectionError) and _never_connected(error):
        return SendUnreachable(type(error).__name__)
    # All else came once the request was on its way: a time-out, a broken connection, no JSON.
    return SendUnknown(type(error).__name__)


def _of_api(code: int) -> SendError:
    reason = f"VK error {code}"
    if code in DELAYED:
        return SendDelayed(reason, DELAYED[code])
    if code in REFUSED:
        return SendRefused(reason)
    if code in PERHAPS_DONE:
        return SendUnknown(reason)
    return SendError(reason)


def _of_status(status: int) -> SendError:
    if status == requests.codes.too_many_requests:
        return SendDelayed(f"VK status {status}", 5.0)
    if status >= requests.codes.internal_server_error:
        return SendUnknown(f"VK status {status}")
    return SendError(f"VK status {status}")


def _never_connected(error: requests.ConnectionError) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError) or isinstance(error, requests.exceptions.SSLError)
