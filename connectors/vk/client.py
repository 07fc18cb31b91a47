"""Call VK's API by the vk-api library: in threads, each call with a deadline."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import vk_api
from requests.adapters import HTTPAdapter

API = "https://api.vk.ru"
API_VERSION = "5.199"
CONNECT = 2.0
READ = 2.5
"""Seconds. Together under the send deadline of 5."""

DEADLINE = 4.7
THREADS = 20


class BoundedAdapter(HTTPAdapter):
    """Gives every request a time limit, which the library does not, and may send it to another address."""

    def __init__(self, address: str | None = None) -> None:
        super().__init__()
        self._address = urlsplit(address) if address else None

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        """Send the request within `CONNECT` and `READ` seconds."""
        options["timeout"] = (CONNECT, READ)
        if self._address is not None:
            url = urlsplit(request.url or "")
            path = self._address.path.rstrip("/") + url.path
            request.url = urlunsplit((self._address.scheme, self._address.netloc, path, url.query, ""))
            options["proxies"] = {}
        return super().send(request, **options)


class VkClient:
    """One community's API. A library object for each thread: one would let one call in at a time."""

    def __init__(self, token: str, address: str | None = None) -> None:
        self._token = token
        self._address = address
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="vk")

    async def call(self, method: str, **values: Any) -> Any:
        """The `response` of a method.

        Raises the library's and requests' errors, and `TimeoutError` after `DEADLINE` seconds.
        """
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(
            loop.run_in_executor(self._threads, partial(self._call, method, values)), DEADLINE
        )

    def close(self) -> None:
        """Let the threads end; calls under way are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _call(self, method: str, values: dict[str, Any]) -> Any:
        api = getattr(self._local, "api", None)
        if api is None:
            api = self._local.api = self._make_api()
        return api.method(method, values)

    def _make_api(self) -> Any:
        session = requests.Session()
        session.headers["User-Agent"] = "otklik"
        session.mount(API, BoundedAdapter(self._address))
        api = vk_api.VkApi(token=self._token, api_version=API_VERSION, session=session, config=_nowhere)
        # The library spaces calls for a person's token, sleeps and repeats by itself: all ours to do.
        api.RPS_DELAY = 0
        api.error_handlers = {}
        return api


def _nowhere(*_: Any, **__: Any) -> dict[str, Any]:
    """In place of the file in which the library keeps people's passwords: a token needs none."""
    return {}
