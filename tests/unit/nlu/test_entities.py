import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import KINDS, MASKS, find_entities, mask

# Shapes seen in citizens' messages, and what is read from them.
SHAPES = {
    "где моё заявление MFC-1234/2026-1": [("application_number", "MFC-1234/2026-1")],
    "MFС-0123/2026-12345-1 готово?": [("application_number", "MFC-0123/2026-12345-1")],
    "mfc 0123-2026-123456": [("application_number", "MFC-0123/2026-123456")],
    "0123/2026-12345": [("application_number", "MFC-0123/2026-12345")],
    "номер 7/3/12345": [("application_number", "7/3/12345")],
    "заявление № 12345678 от 12.03.2026": [("application_number", "12345678"), ("date", "2026-03-12")],
    "12/123456": [("application_number", "12/123456")],
    "54321": [("application_number", "54321")],
    "2026/12/12345": [("application_number", "2026/12/12345")],
    "12/2026/123456": [("application_number", "12/2026/123456")],
    "12345678901234567 1234": [("application_number", "12345678901234567"), ("access_code", "1234")],
    "12345678-12345678-12-12": [("application_number", "12345678-12345678-12-12")],
    "77/011/305/2026-123": [("application_number", "77/011/305/2026-123")],
    "12/ЕП/3456": [("application_number", "12/ЕП/3456")],
    "12\\1234\\12345": [("application_number", "12/1234/12345")],
    "заявление 1234 5678 9012 3456": [("application_number", "1234567890123456")],
    "MFC-1234/2026-12345 и MFC-1234/2026-12346": [
        ("application_number", "MFC-1234/2026-12345"),
        ("application_number", "MFC-1234/2026-12346"),
    ],
    "a1b2c3d4": [("access_code", "a1b2c3d4")],
    "код А1В2С3Е4": [("access_code", "a1b2c3e4")],
    "пин-код: 4321": [("access_code", "4321")],
    "код доступа 12345678": [("access_code", "12345678")],
    "Мой номер 89161234567, заявка 1234567": [("phone", "+79161234567"), ("application_number", "1234567")],
    "снилс 112-233-445 95": [("snils", "112-233-445 95")],
    "инн 7707083893": [("inn", "7707083893")],
    "паспорт 4506 123456": [("passport", "45 06 123456")],
    # What is no case number.
    "112-233-445 96": [],
    "закон 210-ФЗ": [],
    "59-ФЗ от 02.05.2006": [("date", "2006-05-02")],
    "пособие 12000 рублей": [],
    "окно 12, талон 4567": [],
    "код брони 123456": [],
    "в 2026": [],
    "мне 45 лет, пенсия 15000": [],
    "УИН 12345678901234567890": [],
    "операция 1234567": [],
    "квартира 1234": [],
    "индекс 123456": [],
    "123": [],
    "спасибо": [],
    "": [],
}


@pytest.mark.parametrize(("text", "read"), SHAPES.items())
def test_shapes(text: str, read: list[tuple[str, str]]) -> None:
    assert [(entity.kind, entity.value) for entity in find_entities(text)] == read


def test_offsets_point_into_the_raw_text() -> None:
    text = "  здравствуйте, №  MFС-0123/2026-12345 ?"
    (entity,) = find_entities(text)

    assert text[entity.start : entity.end] == "MFС-0123/2026-12345"


def test_words_for_days_need_a_today() -> None:
    assert [entity.value for entity in find_entities("приду завтра", today=date(2026, 3, 1))] == [
        "2026-03-02"
    ]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("мой СНИЛС 112-233-445 95, тел. 89161234567", "мой СНИЛС [СНИЛС], тел. [телефон]"),
        ("112-233-445 96", "[СНИЛС]"),
        ("инн 7707083893 паспорт 45 06 123456", "инн [ИНН] паспорт [паспорт]"),
        ("карта 4111 1111 1111 1111", "карта [карта]"),
        ("заявление MFC-0123/2026-12345-1 от 12.03.2026", "заявление MFC-0123/2026-12345-1 от 12.03.2026"),
        ("ничего", "ничего"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text("0123456789 -/.()+№абвMFС:,\n", max_size=200))
def test_any_text_is_read_without_overlaps(text: str) -> None:
    entities = find_entities(text)

    assert all(entity.kind in KINDS and entity.value for entity in entities)
    assert all(before.end <= after.start for before, after in pairwise(entities))
    assert all(0 <= entity.start < entity.end <= len(text) for entity in entities)


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text("абвгд ,.", max_size=30), st.integers(0, 999_999_999), st.text("абвгд ,.", max_size=30))
def test_a_phone_does_not_survive_masking(before: str, number: int, after: str) -> None:
    masked = mask(f"{before} +79{number:09d} {after}")

    assert f"{number:09d}" not in masked
    assert MASKS["phone"] in masked


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000,
        "1 " * 10_000,
        "12 34 " * 3_400,
        "1-" * 10_000,
        "8(" * 9_000,
        "код " * 5_000,
        "1/2/" * 5_000,
        "ab12cd34 " * 2_200,
        "89161234567 " * 1_700,
        "серия " * 3_300 + "1",
        "8 - " * 5_000,
        "MFC " * 5_000 + "1",
    ],
)
def test_huge_messages_are_cheap(text: str) -> None:
    started = time.perf_counter()
    find_entities(text)
    mask(text)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "text",
    ["Мой паспорт:\nсерия 4506\nномер 123456\nчто с заявлением?", "где моё заявление, снилс 112-233-445\n95"],
)
def test_a_number_may_go_on_in_the_next_line(text: str) -> None:
    assert find_entities(text) == find_entities(text.replace("\n", " "))
    assert [entity.kind for entity in find_entities(text)] in (["passport"], ["snils"])
    assert mask(text).replace("\n", " ") == mask(text.replace("\n", " ")) != text.replace("\n", " ")
