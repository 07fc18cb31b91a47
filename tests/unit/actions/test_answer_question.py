"""Answers from the knowledge base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions.answer_question import ActionAnswerQuestion
from actions.reply import Said
from knowledge_base.article import Article, Section
from tests.unit.actions.parts import article, glossary, heard, resources

SNILS = article("snils")
INN = article("inn", "Как узнать ИНН?")
GONE = article("gone", "Старое", valid_until=date(2026, 11, 20))


def found(*articles: Article, kind: str, chosen: int) -> dict[str, object]:
    return {
        "candidates": tuple(
            {"article": a.slug, "title": a.title, "score": 0.9, "chosen": n < chosen}
            for n, a in enumerate(articles)
        ),
        "decision": {"kind": kind, "probability": 0.9},
    }


async def answer(text: str = "где взять снилс", *articles: Article, **more: object) -> Said:
    return await ActionAnswerQuestion(resources(*articles)).answer(heard(text, **more))


async def test_an_article_with_its_source() -> None:
    said = await answer("где взять снилс", SNILS, INN, **found(SNILS, INN, kind="answer", chosen=1))
    reply = said.replies[0]
    assert (reply.outcome, reply.article) == ("answered", "snils")
    assert "Приходите с паспортом." in (reply.text or "")
    assert reply.sources == ({"title": "Соцфонд", "url": "https://sfr.gov.ru"},)
    assert said.slots == {"answered": True}


async def test_a_choice_of_articles() -> None:
    said = await answer("номер", SNILS, INN, **found(SNILS, INN, kind="choices", chosen=2))
    reply = said.replies[0]
    assert reply.outcome == "choices"
    assert [b.payload for b in reply.buttons] == [
        '/answer{"article": "snils"}',
        '/answer{"article": "inn"}',
        "/nothing_fits",
    ]
    assert "1. Как оформить СНИЛС?" in (reply.text or "")


async def test_a_choice_of_which_one_is_left_is_an_answer() -> None:
    said = await answer("номер", SNILS, GONE, **found(GONE, SNILS, kind="choices", chosen=2))
    assert said.replies[0].article == "snils"


async def test_an_expired_article_is_not_shown_whatever_was_found() -> None:
    said = await answer("старое", GONE, **found(GONE, kind="answer", chosen=1))
    assert said.replies[0].outcome == "no_answer"
    assert "Старое" not in (said.replies[0].text or "")


async def test_no_answer_offers_a_person_and_topics_near_by() -> None:
    said = await answer("непонятное", SNILS, **found(SNILS, kind="nothing", chosen=0))
    reply = said.replies[0]
    assert reply.outcome == "no_answer"
    assert [b.payload for b in reply.buttons] == ["/person", '/group{"group": "documents"}', "/topics"]
    assert reply.offer == {"person": "no_answer"}


async def test_without_an_index_it_says_so() -> None:
    said = await answer("снилс", decision={"kind": "unavailable", "probability": 0.0})
    assert said.replies[0].outcome == "failed"
    assert said.replies[0].buttons[0].payload == "/person"


async def test_an_article_chosen_by_its_button() -> None:
    said = await answer("", SNILS, intent="answer", entities={"article": "snils"})
    assert said.replies[0].article == "snils"


async def test_a_button_of_a_withdrawn_article() -> None:
    said = await answer("", SNILS, intent="answer", entities={"article": "gone"})
    assert said.replies[0].outcome == "no_answer"
    assert (await answer("", intent="answer")).replies[0].outcome == "no_answer"


async def test_an_article_that_needs_a_person_offers_one() -> None:
    serious = article("appeal", "Как обжаловать?", hand_over=True)
    said = await answer("отказали", serious, **found(serious, kind="answer", chosen=1))
    reply = said.replies[0]
    assert reply.outcome == "answered"
    assert reply.offer == {"person": "article"}
    assert reply.buttons[0].payload == "/person"
    assert len(said.replies) == 1


async def test_the_text_of_a_state_is_explained_before_any_search() -> None:
    sent = article("status-sent-to-agency", "Что означает «передано в ОГВ»?", "status")
    said = await answer("что значит «передано в огв»?", sent, SNILS, **found(SNILS, kind="answer", chosen=1))
    reply = said.replies[0]
    assert (reply.outcome, reply.article) == ("answered", "status-sent-to-agency")
    for part in ("Где дело:", "Нужно ли идти:", "Кто знает решение:"):
        assert part in (reply.text or "")


async def test_a_state_is_explained_although_its_article_is_gone() -> None:
    said = await answer("статус «в архиве»")
    assert said.replies[0].article is None
    assert said.replies[0].outcome == "answered"


def questions(*pairs: tuple[str, str | None]) -> dict[str, object]:
    asked = [{"text": text, "article": slug, "choices": []} for text, slug in pairs]
    return {"decision": {"kind": "several", "probability": 0.9, "questions": asked}}


async def test_each_question_has_its_reply() -> None:
    said = await answer("…", SNILS, INN, **questions(("Где СНИЛС?", "snils"), ("Где ИНН?", "inn")))
    assert [reply.article for reply in said.replies] == ["snils", "inn"]
    assert [(reply.text or "").split("\n")[0] for reply in said.replies] == [
        "Вы спросили: «Где СНИЛС?».",
        "Вы спросили: «Где ИНН?».",
    ]
    assert all(reply.sources for reply in said.replies)


async def test_a_question_left_open_is_said_to_be() -> None:
    asked = questions(("Где СНИЛС?", "snils"), ("Где фильм?", None))
    asked["decision"]["questions"][1]["choices"] = ["inn", "gone"]  # type: ignore[index]
    first, second = (await answer("…", SNILS, INN, GONE, **asked)).replies
    assert (first.outcome, second.outcome) == ("answered", "answered")
    assert "«Где фильм?»" in (second.text or "")
    assert (first.open, second.open) == (False, True)
    assert [b.payload for b in second.buttons] == ['/answer{"article": "inn"}', "/person"]


async def test_of_questions_whose_articles_are_gone_nothing_is_answered() -> None:
    said = await answer("…", GONE, **questions(("Старое?", "gone"), ("Где фильм?", None)))
    assert [reply.outcome for reply in said.replies] == ["no_answer"]


def continued(one: Article) -> dict[str, object]:
    return {**found(one, kind="continued", chosen=1), "normal_form": "а сколько ждать?"}


async def test_a_continuing_message_gets_the_part_that_tells_it() -> None:
    long = replace(SNILS, sections=(Section("Как сделать", "Придите."), Section("Сколько ждать", "Неделю.")))
    reply = (await answer("а сколько ждать?", long, **continued(long))).replies[0]
    assert (reply.outcome, reply.article, reply.title) == ("answered", "snils", SNILS.title)
    assert "Неделю." in (reply.text or "")
    assert "Придите." not in (reply.text or "")
    assert "Источник: Соцфонд" in (reply.text or "")
    assert reply.buttons[0].payload == '/answer{"article": "snils"}'


async def test_what_the_article_does_not_tell_is_said_plainly() -> None:
    reply = (await answer("а сколько ждать?", SNILS, **continued(SNILS))).replies[0]
    assert "не сказано" in (reply.text or "")
    assert reply.sources == ({"title": "Соцфонд", "url": "https://sfr.gov.ru"},)
    assert [b.payload for b in reply.buttons] == ['/answer{"article": "snils"}', "/person"]
    assert (await answer("а сколько ждать?", GONE, **continued(GONE))).replies[0].outcome == "no_answer"


async def test_where_more_may_have_been_asked_it_is_said_what_is_answered() -> None:
    asked = found(SNILS, kind="answer", chosen=1)
    asked["decision"]["others"] = True  # type: ignore[index]
    reply = (await answer("снилс и ещё", SNILS, **asked)).replies[0]
    assert (reply.text or "").endswith("отдельным сообщением.")
    assert SNILS.title in (reply.text or "").splitlines()[-1]
    assert reply.open


async def test_the_meaning_of_a_status_is_told_and_that_more_may_have_been_asked() -> None:
    text = "что значит готов к выдаче? и как забрать документ?"
    article_of = glossary().match(text)
    assert article_of is not None
    told = article(article_of.meaning.article, "Что значит статус?")
    plain = (await answer(text, told, **found(told, kind="answer", chosen=1))).replies[0]
    assert not plain.open
    asked = found(told, kind="answer", chosen=1)
    asked["decision"]["others"] = True  # type: ignore[index]
    reply = (await answer(text, told, **asked)).replies[0]
    assert reply.open
    assert (reply.text or "").startswith(plain.text or "-")
