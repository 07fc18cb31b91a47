"""Checks of the machine: Python, packages, disk, secrets."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from otklik.doctor.finding import Finding, good, note, wrong
from otklik.settings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from otklik.settings import Settings

# Logs, the write-ahead log and a model in the making fit into this.
FREE_GB = 2.0
SHOWN = 5


def check_python(_: Settings) -> Iterator[Finding]:
    """The interpreter and the versions of the lock."""
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] != (3, 11):
        yield wrong("Python", f"{here}, and 3.11 is needed", "delete .venv and run `make environment`")
        return
    different = list(compare_lock(ROOT / "requirements.lock"))
    if different:
        more = f" and {len(different) - SHOWN} more" if len(different) > SHOWN else ""
        yield note("packages", ", ".join(different[:SHOWN]) + more, "run `make environment`")
    else:
        yield good("Python", f"{here}, packages as in requirements.lock")


def compare_lock(lock: Path) -> Iterator[str]:
    """What differs from the lock, package by package."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        name, separator, wanted = line.strip().partition("==")
        if not separator or name.startswith("#"):
            continue
        try:
            present = version(name)
        except PackageNotFoundError:
            yield f"{name} is missing"
            continue
        if present.partition("+")[0] != wanted:
            yield f"{name} is {present}, not {wanted}"


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Free space where the data lies."""
    folder = next(
        path
        for path in (settings.data_dir.absolute(), *settings.data_dir.absolute().parents)
        if path.exists()
    )
    free = shutil.disk_usage(folder).free / 1e9
    if free < FREE_GB:
        yield wrong("disk", f"{free:.1f} GB free at {folder}", f"free some: at least {FREE_GB:g} GB")
    else:
        yield good("disk", f"{free:.0f} GB free at {folder}")


def check_secrets(settings: Settings) -> Iterator[Finding]:
    """Files with secrets are their owner's alone. `.env` may hold none, so that it is only a note there."""
    for path in (settings.data_dir / "secret_key", settings.data_dir / "first_operator", ROOT / ".env"):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            say = note if path.name == ".env" else wrong
            yield say("secrets", f"others can read {path}", f"chmod 600 {path}")
