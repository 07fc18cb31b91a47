"""Telegram's Bot API, emulated as strictly as the real one: sending, getUpdates, and a webhook that repeats.

    with TelegramEmulator() as telegram:
        citizen = telegram.citizen()
        citizen.say("Здравствуйте")
        citizen.wait_for("Здравствуйте")

`python -m tests.platforms.telegram --port 9003` serves it in a process of its own; `Remote` then steers it.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import itertools
import json
import time
from collections import deque
from typing import Any, Self

from aiohttp import web

from tests.platforms.faults import Fault, Faults
from tests.platforms.phone import CITIZEN, SERVICE, Phone, Shown
from tests.platforms.pusher import Pusher
from tests.platforms.remote import Remote
from tests.platforms.serving import HOST, ThreadedServer, serve_for_ever
from tests.platforms.telegram_rules import (
    TelegramRefusal,
    bad,
    check_token,
    check_webhook,
    read_keyboard,
    read_text,
)
from tests.platforms.telegram_updates import BOT, message, pressed, sent_message

TOKEN = "7000001:emulated-token_for-tests"
SECRET = "webhook-secret"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MESSAGES_PER_SECOND = 30
WEBHOOK_TIMEOUT = 10.0


class TelegramPlatform:
    """The state of one bot and its citizens. Lives on one event loop."""

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
            "send_update",
            "repeat_last",
            "list_tries",
            "list_loading",
            "webhook_url",
        }
    )

    def __init__(self) -> None:
        self._phones: dict[int, Phone] = {}
        self._peers = itertools.count(500_000_001)
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(900_001)
        self._updates: list[dict[str, Any]] = []
        self._last: dict[str, Any] = {}
        self._allowed: list[str] | None = None
        self._loading: list[str] = []
        self._calls: list[dict[str, Any]] = []
        self._recent: deque[float] = deque()
        self._arrived = asyncio.Event()
        self._polls = 0
        self._faults = Faults(_fault_body)
        self._pusher = Pusher(WEBHOOK_TIMEOUT)
        self._pusher.taken = self._is_taken

    def app(self) -> web.Application:
        """The API."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        return app

    async def start(self, url: str) -> None:
        """Nothing to learn."""

    async def stop(self) -> None:
        """Push no more."""
        await self._pusher.stop()

    # What citizens and tests do

    def add_citizen(self, name: str) -> int:
        """A new chat."""
        peer = next(self._peers)
        self._phones[peer] = Phone(peer, name)
        return peer

    def say(self, peer: int, text: str, extra: dict[str, Any]) -> Shown:
        """A citizen's message; `extra` may bring a picture, whose caption the text then is."""
        phone = self._phone(peer)
        number = next(self._numbers)
        shown = phone.show(CITIZEN, text, number)
        words = {("caption" if extra and "text" not in extra else "text"): text} if text else {}
        self._publish(peer, "message", message(peer, phone.name, number, {**words, **extra}))
        return shown

    def press(self, peer: int, title: str) -> None:
        """A pressed button shows a loading mark until it is answered."""
        phone = self._phone(peer)
        shown, button = phone.button(title)
        query = str(next(self._numbers) + 10**15)
        self._loading.append(query)
        self._publish(peer, "callback_query", pressed(peer, phone.name, query, shown, button["payload"]))

    def block(self, peer: int, blocked: bool) -> None:
        """Stop the bot, or start it again."""
        self._phone(peer).blocked = blocked

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
        """Status of each try to push an update, 0 for no answer."""
        return self._pusher.tries

    def list_loading(self) -> list[str]:
        """Pressed buttons that were not answered."""
        return self._loading

    def webhook_url(self) -> str | None:
        """Where updates are pushed."""
        return self._pusher.url

    def count_undelivered(self) -> int:
        """Updates nobody has taken."""
        return self._pusher.count if self._pusher.url else len(self._updates)

    def send_update(self, peer: int, kind: str, body: dict[str, Any]) -> None:
        """An update of any kind."""
        self._publish(peer, kind, body)

    async def repeat_last(self, times: int) -> list[int]:
        """The last update again, so many times at once; the statuses."""
        answers = await asyncio.gather(*(self._pusher.send(self._last) for _ in range(times)))
        return [status for status, _ in answers]

    # What the product calls

    async def _method(self, request: web.Request) -> web.Response:
        method, token = request.match_info["method"], request.match_info["token"]
        values = {name: str(value) for name, value in {**request.query, **await request.post()}.items()}

        async def carry_out() -> web.Response:
            call = {"method": method, "values": values, "outcome": "ok"}
            self._calls.append(call)
            try:
                check_token(token, TOKEN)
                result = await self._carry_out(method, values)
            except TelegramRefusal as refusal:
                call["outcome"] = f"{refusal.status} {refusal}"
                return web.json_response(refusal.body(), status=refusal.status)
            return web.json_response({"ok": True, "result": result})

        return await self._faults.around(request, method, carry_out)

    async def _carry_out(self, method: str, values: dict[str, str]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(values)
        known = {
            "getMe": lambda _: BOT,
            "sendMessage": self._send,
            "answerCallbackQuery": self._answer_pressed,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
        }
        if method not in known:
            raise TelegramRefusal(404, "Not Found")
        result: Any = known[method](values)
        return await result if inspect.isawaitable(result) else result

    def _send(self, values: dict[str, str]) -> dict[str, Any]:
        self._keep_rate()
        peer = values.get("chat_id", "")
        phone = self._phones.get(int(peer)) if peer.lstrip("-").isdigit() else None
        if phone is None or not phone.has_written:
            raise bad("chat not found")
        if phone.blocked:
            raise TelegramRefusal(403, "Forbidden: bot was blocked by the user")
        text = read_text(values)
        buttons = read_keyboard(values["reply_markup"]) if values.get("reply_markup") else ()
        shown = phone.show(SERVICE, text, next(self._numbers), buttons)
        return sent_message(phone.peer, phone.name, shown)

    def _keep_rate(self) -> None:
        now = time.monotonic()
        while self._recent and now - self._recent[0] > 1.0:
            self._recent.popleft()
        self._recent.append(now)
        # A little more than the published rate: the second counted here need not be Telegram's.
        if len(self._recent) > MESSAGES_PER_SECOND * 1.5:
            raise TelegramRefusal(429, "Too Many Requests: retry after 1", retry_after=1)

    def _answer_pressed(self, values: dict[str, str]) -> bool:
        query = values.get("callback_query_id")
        if query not in self._loading:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._loading.remove(query)
        return True

    async def _get_updates(self, values: dict[str, str]) -> list[dict[str, Any]]:
        if self._pusher.url:
            raise TelegramRefusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset, limit = int(values.get("offset", "0")), int(values.get("limit", "100"))
        if "allowed_updates" in values:
            self._allowed = json.loads(values["allowed_updates"])
        # A later request ends the one that is waiting.
        self._polls += 1
        mine = self._polls
        self._arrived.set()
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        ends = time.monotonic() + min(int(values.get("timeout", "0")), 50)
        while not self._updates and (rest := ends - time.monotonic()) > 0:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), rest)
            except TimeoutError:
                break
            if mine != self._polls:
                raise TelegramRefusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return self._updates[: max(1, min(limit, 100))]

    def _set_webhook(self, values: dict[str, str]) -> bool:
        check_webhook(values)
        self._pusher.url = values.get("url") or None
        secret = values.get("secret_token")
        self._pusher.headers = {SECRET_HEADER: secret} if secret else {}
        if "allowed_updates" in values:
            self._allowed = json.loads(values["allowed_updates"])
        waiting, self._updates = self._updates, []
        for update in waiting:
            self._put(update)
        return True

    async def _delete_webhook(self, values: dict[str, str]) -> bool:
        waiting = await self._pusher.take_back()
        if values.get("drop_pending_updates", "false") != "true":
            self._updates += sorted(waiting, key=lambda update: int(update["update_id"]))
            self._arrived.set()
        return True

    def _webhook_info(self, values: dict[str, str]) -> dict[str, Any]:
        return {
            "url": self._pusher.url or "",
            "has_custom_certificate": False,
            "pending_update_count": self.count_undelivered(),
        }

    async def _is_taken(self, status: int, body: bytes) -> bool:
        """A 2xx takes the update; a method in its body is carried out, its result told to nobody."""
        if not 200 <= status < 300:
            return False
        try:
            wanted = json.loads(body) if body else {}
        except ValueError:
            wanted = {}
        if isinstance(wanted, dict) and "method" in wanted:
            method = str(wanted.pop("method"))
            values = {name: str(value) for name, value in wanted.items()}
            call = {"method": method, "values": values, "outcome": "ok"}
            self._calls.append(call)
            try:
                await self._carry_out(method, values)
            except TelegramRefusal as refusal:
                call["outcome"] = f"{refusal.status} {refusal}"
        return True

    def _publish(self, peer: int, kind: str, body: dict[str, Any]) -> None:
        if self._allowed is not None and kind not in self._allowed:
            return
        self._last = {"update_id": next(self._update_ids), kind: body}
        self._put(self._last, peer)

    def _put(self, update: dict[str, Any], peer: int = 0) -> None:
        if self._pusher.url:
            self._pusher.push(peer, update)
        else:
            self._updates.append(update)
            self._arrived.set()

    def _phone(self, peer: int) -> Phone:
        if peer not in self._phones:
            raise LookupError(f"no citizen {peer}")
        return self._phones[peer]


class TelegramEmulator(Remote):
    """Telegram in a thread of this process."""

    token = TOKEN
    secret = SECRET

    def __init__(self, port: int | None = None, control_port: int | None = None) -> None:
        self._server = ThreadedServer(TelegramPlatform(), port, control_port)
        served = self._server.served
        super().__init__(f"http://{HOST}:{served.port}", f"http://{HOST}:{served.control_port}")

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._server.stop()

    def environment(self, mode: str = "polling") -> dict[str, str]:
        """What points the product at it."""
        return environment(self.url, mode)


def environment(url: str, mode: str = "polling") -> dict[str, str]:
    """The settings by which the product reaches an emulator at this address."""
    return {
        "OTKLIK_TELEGRAM_TOKEN": TOKEN,
        "OTKLIK_TELEGRAM_MODE": mode,
        "OTKLIK_TELEGRAM_WEBHOOK_SECRET": SECRET,
        "OTKLIK_TELEGRAM_API_URL": url,
    }


def _fault_body(fault: Fault) -> web.Response:
    if fault.name == "429":
        seconds = int(fault.seconds) or 1
        refusal = TelegramRefusal(429, f"Too Many Requests: retry after {seconds}", seconds)
    else:
        refusal = TelegramRefusal(fault.code, "told to fail")
    return web.json_response(refusal.body(), status=refusal.status)


def main() -> None:
    """Serve it in a process of its own."""
    parser = argparse.ArgumentParser(description="Telegram, emulated")
    parser.add_argument("--port", type=int, required=True, help="for the product")
    parser.add_argument("--control-port", type=int, help="for those who watch; one above by default")
    given = parser.parse_args()

    async def serve() -> None:
        await serve_for_ever(TelegramPlatform(), given.port, given.control_port or given.port + 1)

    asyncio.run(serve())


if __name__ == "__main__":
    main()
