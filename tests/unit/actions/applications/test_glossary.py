"""Texts of states, inflected, cut and misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.applications.glossary import FILE, Glossary, GlossaryError
from actions.applications.state import State
from tests.unit.actions.parts import ROOT, glossary


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("что значит передано в огв", "sent_to_agency"),
        ("Статус: Выдача в ИОГВ. Куда ехать?", "sent_to_agency"),
        ("дело перенаправлено в ОГВ", "sent_to_agency"),
        ("«Выдача результатов оказания услуги» можно идти?", "issue"),
        ("выдача результата оказания усл", "issue"),
        ("формирование заказов и прием результатов", "in_progress"),
        ("Здравствуйте! Уже десять дней висит Формирование заказа и приём результата", "in_progress"),
        ("статус в работе", "in_progress"),
        ("в работе", "in_progress"),
        ("мотивированый отказ что делать", "refused"),
        ("стоит мотивированный отказ", "refused"),
        ("пишет исполненно", "closed"),
        ("в статусе в архиве", "closed"),
        ("возвращено исполнителю (архив)", "closed"),
        ("завершенно без выдачи", "closed"),
        ("статус готов к выдаче", "ready"),
        ("на сайте статус «приостановлено»", "suspended"),
        ("консультирование и приём документов", "intake"),
        ("информация отсутствует", "not_found"),
        ("на доработке", "action_needed"),
    ],
)
def test_states_are_recognised(text: str, key: str) -> None:
    found = glossary().match(text)
    assert found is not None
    assert found.meaning.key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "как заменить паспорт",
        "муж в работе весь день, когда можно прийти после шести",
        "хочу отказ от прививки оформить в школу на ребёнка",
        "документы готовы отнести, куда их нести и кто принимает?",
        "долг закрыт, а арест на квартире остался, кто снимает",
        "1234567890",
    ],
)
def test_other_messages_are_left_alone(text: str) -> None:
    assert glossary().match(text) is None


def test_the_longer_text_wins() -> None:
    found = glossary().match("что значит выдача результата в ОГВ")
    assert found is not None
    assert found.text == "выдача результата в ОГВ"


def test_each_text_finds_its_own_meaning() -> None:
    for meaning in glossary().meanings:
        for text in meaning.texts:
            found = glossary().match(f"статус «{text}»")
            assert found is not None, text
            assert found.meaning.key == meaning.key, text


def test_every_state_of_the_registry_is_explained() -> None:
    for state in State:
        meaning = glossary().explain(state)
        assert meaning.where
        assert meaning.visit
        assert meaning.knows


def test_the_offices_words_are_the_surer_witness() -> None:
    assert glossary().explain(State.READY, "Выдача в ОГВ").key == "sent_to_agency"
    assert glossary().explain(State.READY, "непонятные слова").key == "ready"


def test_articles_of_the_glossary_exist() -> None:
    slugs = {path.stem for path in (ROOT / "knowledge_base/articles").rglob("*.md")}
    assert {meaning.article for meaning in glossary().meanings} <= slugs


def test_no_state_has_two_meanings() -> None:
    states = [state for meaning in glossary().meanings for state in meaning.states]
    assert len(states) == len(set(states)) == len(State)


def test_a_broken_entry_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "glossary.yml"
    broken.write_text("- key: strange\n  texts: [x]\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match="strange"):
        Glossary.load(broken)
    assert FILE.is_file()


@given(st.text(max_size=400))
def test_any_text_is_matched_or_not(text: str) -> None:
    found = glossary().match(text)
    assert found is None or found.likeness >= 80
