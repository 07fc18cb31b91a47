"""VK, emulated as strictly as the real one: the API, Bots Long Poll, and callbacks that repeat until `ok`.

    with VkEmulator() as vk:
        citizen = vk.citizen()
        citizen.say("Здравствуйте")
        citizen.wait_for("Здравствуйте")

`python -m tests.platforms.vk --port 9001` serves it in a process of its own; `Remote` then steers it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import time
from collections import deque
from typing import Any, Self

from aiohttp import web

from tests.platforms.faults import Fault, Faults
from tests.platforms.phone import CITIZEN, SERVICE, Phone, Shown
from tests.platforms.pusher import Pusher
from tests.platforms.remote import Remote
from tests.platforms.serving import HOST, ThreadedServer, serve_for_ever
from tests.platforms.vk_events import event, message_new
from tests.platforms.vk_rules import (
    VkRefusal,
    check_call,
    check_message,
    check_method,
    integer,
    parameter,
    read_keyboard,
)

TOKEN = "vk1.a.emulated"
GROUP = 212_000_001
SECRET = "callback-secret"
CONFIRMATION = "c0nf1rm"
METHODS = ("messages.send", "groups.getLongPollServer")
CALLS_PER_SECOND = 20
CALLBACK_TIMEOUT = 4.0
"""Seconds after which VK repeats an event."""


class VkPlatform:
    """The state of one community and its citizens. Lives on one event loop."""

    ACTIONS = frozenset(
        {
            "add_citizen",
            "say",
            "press",
            "block",
            "messages",
            "fault",
            "heal",
            "list_calls",
            "count_undelivered",
            "set_callback",
            "confirm_callback",
            "send_event",
            "repeat_last",
            "expire_key",
            "lose_history",
            "end_session",
            "list_tries",
        }
    )

    def __init__(self) -> None:
        self._url = ""
        self._phones: dict[int, Phone] = {}
        self._peers = itertools.count(100_001)
        self._numbers = itertools.count(1)
        self._sent: dict[int, int] = {}
        self._calls: list[dict[str, Any]] = []
        self._recent: deque[float] = deque()
        self._events: list[dict[str, Any]] = []
        self._lost = 0
        self._taken = 0
        self._key = secrets.token_hex(8)
        self._arrived = asyncio.Event()
        self._faults = Faults(_fault_body)
        self._pusher = Pusher(CALLBACK_TIMEOUT)
        self._pusher.taken = _is_ok

    def app(self) -> web.Application:
        """The API and the long poll server."""
        app = web.Application()
        app.router.add_route("*", "/method/{method}", self._method)
        app.router.add_get("/longpoll/{group}", self._longpoll)
        return app

    async def start(self, url: str) -> None:
        """Learn the own address."""
        self._url = url

    async def stop(self) -> None:
        """Push no more."""
        await self._pusher.stop()

    # What citizens and tests do

    def add_citizen(self, name: str) -> int:
        """A new peer."""
        peer = next(self._peers)
        self._phones[peer] = Phone(peer, name)
        return peer

    def say(self, peer: int, text: str, extra: dict[str, Any]) -> Shown:
        """A citizen's message."""
        return self._write(peer, text, None, extra)

    def press(self, peer: int, title: str) -> None:
        """A text button sends its label with its payload."""
        _, button = self._phone(peer).button(title)
        self._write(peer, button["title"], button["payload"] or None, {})

    def block(self, peer: int, blocked: bool) -> None:
        """Forbid or allow the community's messages."""
        self._phone(peer).blocked = blocked
        self._publish(peer, event(GROUP, "message_deny" if blocked else "message_allow", {"user_id": peer}))

    async def messages(self, peer: int, after: int, wait: float) -> list[Shown]:
        """What a phone shows."""
        return await self._phone(peer).after(after, wait)

    def fault(self, **values: Any) -> None:
        """Fail from now on."""
        self._faults.tell(Fault(**values))

    def heal(self) -> None:
        """Work again."""
        self._faults.heal()

    def list_calls(self) -> list[dict[str, Any]]:
        """The product's calls."""
        return self._calls

    def list_tries(self) -> list[int]:
        """Status of each try to push an event, 0 for no answer."""
        return self._pusher.tries

    def count_undelivered(self) -> int:
        """Events nobody has taken."""
        return self._pusher.count if self._pusher.url else len(self._events) - self._taken

    def set_callback(self, url: str | None) -> None:
        """Push events to this address in place of the long poll."""
        self._pusher.url = url

    async def confirm_callback(self) -> str:
        """What the address answers to `confirmation`."""
        status, body = await self._pusher.send({"type": "confirmation", "group_id": GROUP})
        return f"{status} {body.decode()}"

    def send_event(self, peer: int, kind: str, body: dict[str, Any]) -> None:
        """An event of any kind."""
        self._publish(peer, event(GROUP, kind, body))

    async def repeat_last(self, times: int) -> list[int]:
        """The last event again, so many times at once; the statuses."""
        last = {**self._events[-1], "secret": SECRET}
        answers = await asyncio.gather(*(self._pusher.send(last, retry=1) for _ in range(times)))
        return [status for status, _ in answers]

    def expire_key(self) -> None:
        """The long poll key is at its end: `failed` 2."""
        self._key = secrets.token_hex(8)
        self._arrived.set()

    def lose_history(self) -> None:
        """VK has forgotten what is not yet read: `failed` 1."""
        self._lost = len(self._events)

    def end_session(self) -> None:
        """Key and place are no good: `failed` 3 for any place asked for."""
        self.expire_key()
        self._lost = -1

    # What the product calls

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        values = {**request.query, **await request.post()}

        async def carry_out() -> web.Response:
            return self._carry_out(method, {name: str(value) for name, value in values.items()})

        return await self._faults.around(request, method, carry_out)

    def _carry_out(self, method: str, values: dict[str, str]) -> web.Response:
        call = {"method": method, "values": {**values, "access_token": "…"}, "outcome": "ok"}
        self._calls.append(call)
        try:
            self._keep_rate()
            check_call(values, TOKEN)
            check_method(method, METHODS)
            result: Any = self._send(values) if method == "messages.send" else self._begin(values)
        except VkRefusal as refusal:
            call["outcome"] = str(refusal.code)
            return _error(refusal.code, str(refusal))
        return web.json_response({"response": result})

    def _keep_rate(self) -> None:
        now = time.monotonic()
        while self._recent and now - self._recent[0] > 1.0:
            self._recent.popleft()
        self._recent.append(now)
        # A little more than the published rate: the second counted here need not be VK's.
        if len(self._recent) > CALLS_PER_SECOND * 1.5:
            raise VkRefusal(6, "Too many requests per second")

    def _send(self, values: dict[str, str]) -> int:
        check_message(values)
        peer, number = integer(values, "peer_id"), int(values["random_id"])
        phone = self._phones.get(peer)
        if phone is None or phone.blocked or not phone.has_written:
            raise VkRefusal(901, "Can't send messages for users without permission")
        buttons = read_keyboard(values["keyboard"]) if values.get("keyboard") else ()
        if number and number in self._sent:
            return self._sent[number]
        message_id = next(self._numbers)
        if number:
            self._sent[number] = message_id
        phone.show(SERVICE, values["message"], message_id, buttons)
        return message_id

    def _begin(self, values: dict[str, str]) -> dict[str, str]:
        if integer(values, "group_id") != GROUP:
            raise parameter("group_id is undefined")
        if self._pusher.url is None and self._lost == -1:
            self._lost = 0
        return {"key": self._key, "server": f"{self._url}/longpoll/{GROUP}", "ts": str(len(self._events))}

    async def _longpoll(self, request: web.Request) -> web.Response:
        async def carry_out() -> web.Response:
            return web.json_response(await self._poll(dict(request.query)))

        return await self._faults.around(request, "longpoll", carry_out)

    async def _poll(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("act") != "a_check" or not query.get("ts", "").isdigit():
            return {"failed": 4}
        if self._lost == -1:
            return {"failed": 3}
        if query.get("key") != self._key:
            return {"failed": 2}
        place, key = int(query["ts"]), self._key
        if place < self._lost or place > len(self._events):
            return {"failed": 1, "ts": len(self._events)}
        # By asking from a place on the product says that it has what came before.
        self._taken = max(self._taken, place)
        ends = time.monotonic() + min(int(query.get("wait", "25")), 90)
        while len(self._events) <= place and (rest := ends - time.monotonic()) > 0:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), rest)
            except TimeoutError:
                break
            if key != self._key:
                return {"failed": 2}
        return {"ts": str(len(self._events)), "updates": self._events[place:]}

    def _write(self, peer: int, text: str, payload: str | None, extra: dict[str, Any]) -> Shown:
        phone = self._phone(peer)
        number = next(self._numbers)
        shown = phone.show(CITIZEN, text, number)
        self._publish(peer, message_new(GROUP, peer, number, shown.number, text, payload, extra))
        return shown

    def _publish(self, peer: int, happened: dict[str, Any]) -> None:
        self._events.append(happened)
        self._arrived.set()
        if self._pusher.url is not None:
            self._pusher.push(peer, {**happened, "secret": SECRET})

    def _phone(self, peer: int) -> Phone:
        if peer not in self._phones:
            raise LookupError(f"no citizen {peer}")
        return self._phones[peer]


class VkEmulator(Remote):
    """VK in a thread of this process."""

    token = TOKEN
    group_id = GROUP
    secret = SECRET
    confirmation = CONFIRMATION

    def __init__(self, port: int | None = None, control_port: int | None = None) -> None:
        self._server = ThreadedServer(VkPlatform(), port, control_port)
        served = self._server.served
        super().__init__(f"http://{HOST}:{served.port}", f"http://{HOST}:{served.control_port}")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._server.stop()

    def environment(self, mode: str = "longpoll") -> dict[str, str]:
        """What points the product at it."""
        return environment(self.url, mode)


def environment(url: str, mode: str = "longpoll") -> dict[str, str]:
    """The settings by which the product reaches an emulator at this address."""
    return {
        "OTKLIK_VK_TOKEN": TOKEN,
        "OTKLIK_VK_GROUP_ID": str(GROUP),
        "OTKLIK_VK_MODE": mode,
        "OTKLIK_VK_CALLBACK_SECRET": SECRET,
        "OTKLIK_VK_CONFIRMATION": CONFIRMATION,
        "OTKLIK_VK_API_URL": url,
    }


async def _is_ok(status: int, body: bytes) -> bool:
    return status == 200 and body == b"ok"


def _fault_body(fault: Fault) -> web.Response:
    if fault.name == "429":
        return web.Response(status=429, text="Too Many Requests")
    return _error(fault.code, "told to fail")


def _error(code: int, words: str) -> web.Response:
    return web.json_response({"error": {"error_code": code, "error_msg": words, "request_params": []}})


def main() -> None:
    """Serve it in a process of its own."""
    parser = argparse.ArgumentParser(description="VK, emulated")
    parser.add_argument("--port", type=int, required=True, help="for the product")
    parser.add_argument("--control-port", type=int, help="for those who watch; one above by default")
    given = parser.parse_args()

    async def serve() -> None:
        await serve_for_ever(VkPlatform(), given.port, given.control_port or given.port + 1)

    asyncio.run(serve())


if __name__ == "__main__":
    main()
