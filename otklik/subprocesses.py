"""Long steps as processes of their own, so that their memory is given back."""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from otklik.problem import Problem

LINES_KEPT = 200


def run_step(
    what: str,
    command: Sequence[str],
    remedy: str,
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
) -> None:
    """Run a command (see `launch_command`); each line of its output goes to `tell` and into the file `log`.

    Raises `Problem` with the last line when it fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    last: deque[str] = deque(maxlen=LINES_KEPT)
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            list(command), cwd=folder, env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            for line in process.stdout:
                file.write(line)
                if line.strip():
                    last.append(line.strip())
                    if tell is not None:
                        tell(line.strip())
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        said = last[-1] if last else "it said nothing"
        raise Problem(f"{what} failed: {said}", f"{remedy} (all of it is in {log})")
