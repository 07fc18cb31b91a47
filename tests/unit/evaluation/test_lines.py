from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.lines import BadFile, BadLine, read_lines, take_text


def parse(value: dict[str, Any]) -> str:
    return take_text(value, "text")


def test_names_bad_lines_by_number(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    good = '{"text": "да"}\n\nnot json\n[1]\n{"text": ""}\n{"text": "нет"}\n'
    file.write_bytes(good.encode() + b"\xff\n")
    lines = read_lines(file, parse)
    assert lines.rows == ["да", "нет"]
    assert [bad.number for bad in lines.bad] == [3, 4, 5, 7]
    assert '"text"' in lines.bad[2].why


def test_a_mark_of_byte_order_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + '{"text": "да"}'.encode())
    assert read_lines(file, parse).rows == ["да"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"absent\.jsonl cannot be read"):
        read_lines(tmp_path / "absent.jsonl", parse)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("lines") / "any"
    file.write_bytes(content)
    lines = read_lines(file, parse)
    assert len(lines.rows) + len(lines.bad) == sum(bool(line.strip()) for line in content.split(b"\n"))


def test_text_must_be_text() -> None:
    with pytest.raises(BadLine):
        take_text({"text": 5}, "text")
