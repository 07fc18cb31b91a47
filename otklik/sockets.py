"""Places for Unix sockets, whose paths may not be longer than about a hundred bytes."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

# sizeof(sockaddr_un.sun_path) is 108 on Linux, the closing zero included.
LONGEST = 107


def choose_directory(wanted: Path, name: str) -> Path:
    """`wanted`, or a short directory of its own under the temporary one when `wanted/name` is too long.

    The choice depends on the path alone, so every process makes the same one.
    """
    wanted = wanted.absolute()
    if len(str(wanted / name).encode()) <= LONGEST:
        return wanted
    digest = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"otklik-{digest}"
