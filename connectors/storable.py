"""What PostgreSQL can store of what came over a wire."""

from __future__ import annotations

import math
from typing import Any


def storable(value: Any) -> Any:
    """The value without NUL characters, halves of surrogate pairs and infinite numbers."""
    if isinstance(value, str):
        text = value.replace("\x00", "")
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value
