"""What Telegram checks of a call, with its own statuses and words."""

from __future__ import annotations

import json
import re
from typing import Any

SEND = frozenset({"chat_id", "text", "reply_markup", "link_preview_options", "disable_notification"})
MAX_TEXT = 4096
MAX_DATA = 64
ACTIONS = frozenset(
    {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "pay", "copy_text"}
)


class TelegramRefusal(Exception):
    """Telegram's error: status, words, and the seconds to wait where it asks for that."""

    def __init__(self, status: int, words: str, retry_after: int | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": str(self)}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(words: str) -> TelegramRefusal:
    """Status 400."""
    return TelegramRefusal(400, f"Bad Request: {words}")


def check_token(given: str, token: str) -> None:
    """The token in the address."""
    if given != token:
        raise TelegramRefusal(401, "Unauthorized")


def read_text(values: dict[str, str]) -> str:
    """The text as shown: trimmed, of 1 to 4,096 UTF-16 units. No parameter may be an unknown one."""
    unknown = values.keys() - SEND
    if unknown:
        raise bad(f"unknown {', '.join(sorted(unknown))}")
    text = values.get("text", "").strip()
    if not text:
        raise bad("message text is empty")
    if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        raise bad("message is too long")
    return text


def read_keyboard(source: str) -> tuple[dict[str, str], ...]:
    """The buttons of an inline keyboard in their order."""
    try:
        markup = json.loads(source)
    except ValueError:
        raise bad("can't parse reply keyboard markup JSON object") from None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("object expected as reply markup")
    if any(len(row) > 8 for row in rows) or sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return tuple(_button(button) for row in rows for button in row)


def check_webhook(values: dict[str, str]) -> None:
    """The address and the secret of a webhook; plain HTTP is let through on the loopback address alone."""
    url = values.get("url", "")
    if url and not url.startswith(("https://", "http://127.0.0.1:")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = values.get("secret_token", "")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")


def _button(button: Any) -> dict[str, str]:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad("can't parse inline keyboard button: text must be non-empty")
    actions = button.keys() & ACTIONS
    if len(actions) != 1:
        raise bad("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if "callback_data" in actions and not (isinstance(data, str) and 1 <= len(data.encode()) <= MAX_DATA):
        raise bad("BUTTON_DATA_INVALID")
    return {"title": button["text"], "payload": str(data or "")}
