from pathlib import Path

import pytest

from nlu.case_numbers import canonical_number, load_case_numbers
from nlu.errors import NluError


@pytest.mark.parametrize("pattern", load_case_numbers().patterns, ids=lambda pattern: pattern.name)
def test_each_pattern_finds_its_example_and_nothing_longer(pattern: object) -> None:
    example = pattern.example  # type: ignore[attr-defined]

    assert list(load_case_numbers().find(f"заявление № {example}?")) != []
    found = pattern.regex.search(f"№ {example}.")  # type: ignore[attr-defined]
    assert found is not None
    assert found[0] == example
    assert not pattern.regex.search(f"№ {example}0000000000000000000")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("MFC-0123/2026-12345-1", "MFC-0123/2026-12345-1"),
        ("mfс – 0123\\2026-12345", "MFC-0123/2026-12345"),
        ("МФЦ0123/2026-1", "MFC-0123/2026-1"),
        ("0123-2026-12345-1", "MFC-0123/2026-12345-1"),
        ("№ 12 / 3456", "12/3456"),
        ("12\\3456\\78901", "12/3456/78901"),
        ("12/eп/3456", "12/ЕП/3456"),
        ("1234 5678 9012 3456", "1234567890123456"),
        ("12345678-87654321-01-02", "12345678-87654321-01-02"),
        ("", ""),
    ],
)
def test_one_way_of_writing(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "patterns: 5",
        "patterns:\n  - {name: a}\nwords: []\nother_words: []",
        "patterns:\n  - {name: a, pattern: '(', sure: true, example: x}\nwords: []\nother_words: []",
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "numbers.yml"
    path.write_text(text)

    with pytest.raises(NluError, match=r"numbers\.yml"):
        load_case_numbers(path)


def test_an_organisation_may_have_numbers_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "numbers.yml"
    own = "{name: own, pattern: 'ГУ-\\d{3}', sure: true, example: ГУ-123}"
    path.write_text(f"patterns: [{own}]\nwords: []\nother_words: []")
    text = "номер ГУ-123"

    assert [text[start:end] for start, end in load_case_numbers(path).find(text)] == ["ГУ-123"]
