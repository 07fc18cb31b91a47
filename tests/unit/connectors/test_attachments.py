"""Summaries of attachments."""

from __future__ import annotations

from connectors.attachments import MAX_DETAIL, summary


def test_a_kind_has_a_russian_title() -> None:
    assert summary("photo") == {"kind": "photo", "title": "Фотография"}


def test_an_unknown_kind_is_an_attachment_all_the_same() -> None:
    assert summary("hologram", " x ") == {"kind": "other", "title": "Вложение", "detail": "x"}


def test_a_long_detail_is_cut() -> None:
    assert len(summary("forwarded", "я" * 5000)["detail"]) == MAX_DETAIL
