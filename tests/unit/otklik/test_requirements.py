"""The lock and what it is made from."""

import re
from itertools import pairwise

from otklik.settings import ROOT


def test_lock_names_exact_versions_and_no_hosts() -> None:
    lines = (ROOT / "requirements.lock").read_text().split()
    assert len(lines) > 100
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!]+", line)] == []


def test_torch_is_pinned_apart_from_the_lock() -> None:
    assert re.search(r"^torch==\d", (ROOT / "requirements.in").read_text(), re.M)
    assert not re.search(r"^(torch|nvidia|triton)", (ROOT / "requirements.lock").read_text(), re.M)


def test_every_override_has_its_reason() -> None:
    lines = (ROOT / "requirements.overrides").read_text().splitlines()
    for before, line in pairwise(lines):
        if line and not line.startswith("#"):
            assert before.startswith("# "), f"no reason above: {line}"
