"""The processes' log files, shown in the foreground as they grow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

# A line longer than this is shown in parts; no log of ours has one.
CHUNK = 64 * 1024


class Follower:
    """Reads what was added to some files since the last look; a rotated file is read from its start."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        """Follow `files` (name → path) from their present ends."""
        self._files = dict(files)
        self._offsets = {name: _size(path) for name, path in files.items()}
        self._inodes = {name: _inode(path) for name, path in files.items()}
        self._rest = dict.fromkeys(files, b"")

    def read(self) -> Iterator[tuple[str, str]]:
        """(name, line) of each whole line that is new, file by file."""
        for name, path in self._files.items():
            yield from ((name, line) for line in self._read_one(name, path))

    def _read_one(self, name: str, path: Path) -> Iterator[str]:
        inode = _inode(path)
        if inode != self._inodes[name] or _size(path) < self._offsets[name]:
            self._inodes[name], self._offsets[name] = inode, 0
        if _size(path) == self._offsets[name]:
            return
        with path.open("rb") as file:
            file.seek(self._offsets[name])
            data = file.read(CHUNK)
        self._offsets[name] += len(data)
        *lines, rest = (self._rest[name] + data).split(b"\n")
        if len(rest) > CHUNK:
            lines, rest = [*lines, rest], b""
        self._rest[name] = rest
        for line in lines:
            yield line.decode("utf-8", errors="replace").rstrip("\r")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0
