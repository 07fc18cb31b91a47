"""What was made from what: a hash beside each thing that takes long to make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def hash_files(paths: Iterable[Path], *extra: str) -> str:
    """Hash of the names and contents of files, of all files below folders, and of `extra`.

    Names count from the path given, so that a moved checkout has the same hash. A path that is absent
    counts as such.
    """
    digest = hashlib.sha256()
    for path in paths:
        _add(digest, path.name.encode())
        for file in sorted(_list_files(path)):
            _add(digest, str(file.relative_to(path)).encode())
            _add(digest, file.read_bytes())
    for text in extra:
        _add(digest, text.encode())
    return digest.hexdigest()


def _list_files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return [
        file
        for file in path.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    ]


def _add(digest: hashlib._Hash, data: bytes) -> None:
    digest.update(len(data).to_bytes(8, "big"))
    digest.update(data)


class Stamps:
    """Hashes of finished steps, one small file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, step: str) -> str:
        """What the step left; empty when it was never finished."""
        path = self.folder / step
        return path.read_text() if path.exists() else ""

    def leave(self, step: str, digest: str) -> None:
        """Note that the step is finished; whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f".{step}"
        partial.write_text(digest)
        partial.replace(self.folder / step)
