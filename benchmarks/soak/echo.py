"""A dialogue engine that repeats what it was told: each reply names its question, so that it can be counted.

`python -m benchmarks.soak.echo PORT`. The real engine is stateless; its own deaths are tested elsewhere.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn

from tests.support.tiny_engine import TinyEngine

THINKING = 0.02
REPLY = "Вы написали: "


class Echo(TinyEngine):
    """Keeps nothing of what it answered."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """As the tests' engine does."""
        self.turns.clear()
        return super().answer(request)


def main() -> None:
    """Serve until ended."""
    engine = Echo()
    engine.delay = THINKING
    config = uvicorn.Config(
        engine.app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", ws="none"
    )
    asyncio.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
