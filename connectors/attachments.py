"""What a citizen attached, in a few words for the operator; the files themselves stay with the platform."""

from __future__ import annotations

from typing import Any

from connectors.platform_texts import KINDS

MAX_DETAIL = 500


def summary(kind: str, detail: object = None) -> dict[str, Any]:
    """One attachment: `kind` of the closed list, its Russian `title`, and `detail` where there is any."""
    known = kind if kind in KINDS else "other"
    described: dict[str, Any] = {"kind": known, "title": KINDS[known]}
    words = str(detail).strip()[:MAX_DETAIL] if detail else ""
    if words:
        described["detail"] = words
    return described
