"""Put the widget together: its parts and its style, one script, once a process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent / "static" / "widget"
# The order in which the parts need one another.
PARTS = (
    "texts.js",
    "dom.js",
    "store.js",
    "sse.js",
    "api.js",
    "outbox.js",
    "link.js",
    "message.js",
    "view.js",
    "main.js",
)


@dataclass(frozen=True)
class Script:
    """The script a site embeds. `etag` changes with any byte of it."""

    text: str
    etag: str


def assemble(source: Path = SOURCE) -> Script:
    """Read the parts. They share one function's scope, so nothing of them is visible to the host's page."""
    style = json.dumps((source / "widget.css").read_text("utf-8"), ensure_ascii=False)
    parts = "\n".join((source / name).read_text("utf-8") for name in PARTS)
    text = f'(() => {{\n"use strict";\nconst STYLE = {style};\n{parts}\n}})();\n'
    return Script(text, f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"')
