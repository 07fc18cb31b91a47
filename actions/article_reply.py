"""An article as a reply: whole, one part of it, to one question among several."""

from __future__ import annotations

import json
from dataclasses import replace

from actions.reply import Button, Reply, sources_of
from actions.wording import Wording
from knowledge_base import texts
from knowledge_base.answer import word_answer
from knowledge_base.article import Article
from knowledge_base.part import Part


def reply_of(article: Article) -> Reply:
    """The whole article."""
    answer = word_answer(article)
    return _about(article, Reply("answered", text=answer.text))


def answered_question(wording: Wording, question: str, reply: Reply) -> Reply:
    """An answer that begins with the question it is for."""
    head = wording.words("question_answered", question=question)
    return replace(reply, text=f"{head}\n\n{reply.text}")


def with_others(wording: Wording, article: Article, reply: Reply) -> Reply:
    """An answer to a message that may have asked more: which question it answers is said."""
    note = wording.words("question_others", title=article.title)
    return replace(reply, text=f"{reply.text}\n\n{note}", open=True)


def open_question(wording: Wording, question: str, offered: list[Article]) -> Reply:
    """One question among several that found no sure answer, with what might be meant."""
    reply = wording.say("question_open", question=question)
    if not offered:
        return reply.with_buttons(wording.person_button())
    reply = replace(reply, text=f"{reply.text}\n\n{wording.words('question_choices')}")
    return listed(reply, [(a.slug, a.title) for a in offered]).with_buttons(wording.person_button())


def part_reply(wording: Wording, article: Article, part: Part | None) -> Reply:
    """What an article tells of a question about its subject; without `part`, that it does not."""
    source = texts.SOURCE.format(title=article.source.title, reviewed=texts.russian_date(article.reviewed))
    whole = wording.button("whole", payload("answer", article=article.slug))
    if part is None:
        reply = wording.say("part_missing", title=article.title, source=article.source.title)
        return _about(article, reply.with_buttons(whole, wording.person_button()))
    heading = f"{texts.SECTION_HEADING.format(heading=part.heading)}\n" if part.heading else ""
    reply = wording.say("part", title=article.title, part=heading + part.text, source=source)
    return _about(article, reply.with_buttons(whole))


def _about(article: Article, reply: Reply) -> Reply:
    return replace(
        reply,
        article=article.slug,
        title=article.title,
        sources=sources_of([(article.source.title, article.source.url)]),
    )


def listed(reply: Reply, topics: list[tuple[str, str]]) -> Reply:
    """The reply with the topics' full titles in its text and a button for each."""
    lines = "\n".join(f"{number}. {title}" for number, (_, title) in enumerate(topics, 1))
    numbered = replace(reply, text=f"{reply.text}\n{lines}")
    return numbered.with_buttons(
        *(
            Button(f"{n}. {title}", payload("answer", article=slug))
            for n, (slug, title) in enumerate(topics, 1)
        )
    )


def payload(intent: str, **arguments: object) -> str:
    """What a button carries."""
    return f"/{intent}{json.dumps(arguments, ensure_ascii=False)}"
