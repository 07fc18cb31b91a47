"""The widget's script is put together from its parts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from connectors.web.widget import PARTS, SOURCE, assemble


def test_every_part_is_in_the_script_once() -> None:
    script = assemble()
    for name in PARTS:
        assert script.text.count((SOURCE / name).read_text("utf-8")) == 1
    assert {path.name for path in SOURCE.glob("*.js")} == set(PARTS)


def test_the_tag_follows_the_content(tmp_path: Path) -> None:
    copy = tmp_path / "widget"
    shutil.copytree(SOURCE, copy)
    assert assemble(copy).etag == assemble().etag
    (copy / "widget.css").write_text("/* other */")
    assert assemble(copy).etag != assemble().etag


def test_a_part_stays_readable() -> None:
    assert max(len(path.read_text("utf-8").splitlines()) for path in SOURCE.iterdir()) <= 400


def test_nothing_a_person_wrote_can_become_markup() -> None:
    forbidden = re.compile(r"(inner|outer|insertAdjacent)HTML|document\.write|\beval\b|new Function")
    for name in PARTS:
        assert not forbidden.search((SOURCE / name).read_text("utf-8")), name


def test_what_citizens_read_is_in_one_place() -> None:
    for name in PARTS[1:]:
        code = re.sub(r"//.*", "", (SOURCE / name).read_text("utf-8"))
        assert not re.search("[а-яё]", code, re.IGNORECASE), name
