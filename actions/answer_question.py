"""Answer a question from the knowledge base: one article, a choice of two or three, or an honest no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from actions.applications.glossary import Match
from actions.article_reply import (
    answered_question,
    listed,
    open_question,
    part_reply,
    payload,
    reply_of,
    with_others,
)
from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Button, Reply, Said, sources_of
from knowledge_base.article import Article
from knowledge_base.part import find_part

MOST_CHOICES = 3
MOST_GROUPS = 3


class ActionAnswerQuestion(SpeakingAction):
    """Serves the intents `question` and `answer` (an article chosen by its button)."""

    action_name = "action_answer_question"

    async def answer(self, heard: Heard) -> Said:
        """Follow what the search decided; what may not be shown today is not shown."""
        if heard.intent == "answer":
            return await self._chosen(str(heard.entity("article") or ""))
        kind = heard.decision.get("kind")
        if kind == "several":
            return await self._each(heard)
        match = self.resources.glossary.match(heard.text)
        if match is not None:
            return await self._meaning(match, others=bool(heard.decision.get("others")))
        if kind == "continued":
            return await self._continued(heard)
        if kind in ("answer", "choices"):
            articles = await self._valid([c for c in heard.candidates if c.get("chosen")])
            if len(articles) == 1:
                reply = self._whole(articles[0])
                if heard.decision.get("others"):
                    reply = with_others(self.wording, articles[0], reply)
                return Said.of(reply, answered=True)
            if articles:
                return Said.of(self._choices(articles))
        if kind == "unavailable":
            return Said.of(self.wording.say("search_unavailable").with_buttons(self.wording.person_button()))
        return Said.of(await self._no_answer(heard.candidates))

    async def _each(self, heard: Heard) -> Said:
        """A reply a question, in their order; a question without an answer is said to be open."""
        replies = []
        for question in heard.decision.get("questions") or []:
            told = [{"article": question["article"]}] if question.get("article") else []
            article = next(iter(await self._valid(told)), None)
            if article is None:
                offered = await self._valid([{"article": slug} for slug in question.get("choices") or []])
                replies.append(open_question(self.wording, question["text"], offered))
            else:
                replies.append(answered_question(self.wording, question["text"], self._whole(article)))
        if not any(reply.article for reply in replies):
            return Said.of(await self._no_answer(heard.candidates))
        return Said.of(*replies, answered=True)

    async def _continued(self, heard: Heard) -> Said:
        """The part of the article answered before that tells what is asked now, or that none does."""
        articles = await self._valid([c for c in heard.candidates if c.get("chosen")])
        if not articles:
            return Said.of(await self._no_answer(heard.candidates))
        part = find_part(articles[0], heard.normal_form, tuple(heard.decision.get("rest") or ()))
        return Said.of(part_reply(self.wording, articles[0], part), answered=True)

    async def _chosen(self, slug: str) -> Said:
        article = await self.resources.library.article(slug, self.resources.today())
        if article is not None:
            return self._answered(article)
        reply = self.wording.say("article_gone")
        return Said.of(
            reply.with_buttons(self.wording.person_button(), self.wording.button("topics", "/topics"))
        )

    async def _valid(self, candidates: Iterable[Mapping[str, Any]]) -> list[Article]:
        found: list[Article] = []
        for candidate in list(candidates)[:MOST_CHOICES]:
            article = await self.resources.library.article(str(candidate["article"]), self.resources.today())
            if article is not None:
                found.append(article)
        return found

    def _answered(self, article: Article) -> Said:
        return Said.of(self._whole(article), answered=True)

    def _whole(self, article: Article) -> Reply:
        reply = reply_of(article)
        if not article.hand_over:
            return reply
        offer = self.wording.say("offer_person")
        return replace(
            reply,
            text=f"{reply.text}\n\n{offer.text}",
            buttons=(self.wording.person_button(),),
            offer=offer.offer,
        )

    def _choices(self, articles: list[Article]) -> Reply:
        reply = self.wording.say("choices")
        return listed(reply, [(a.slug, a.title) for a in articles]).with_buttons(
            self.wording.button("nothing_fits", "/nothing_fits")
        )

    async def _meaning(self, match: Match, *, others: bool) -> Said:
        meaning = match.meaning
        reply = self.wording.say(
            "status_meaning", status=match.text, where=meaning.where, visit=meaning.visit, knows=meaning.knows
        )
        article = await self.resources.library.article(meaning.article, self.resources.today())
        if article is None:
            return Said.of(reply, answered=True)
        explained = Reply(
            outcome=reply.outcome,
            text=reply.text,
            article=article.slug,
            title=article.title,
            buttons=(Button(article.title, payload("answer", article=article.slug)),),
            sources=sources_of([(article.source.title, article.source.url)]),
        )
        return Said.of(with_others(self.wording, article, explained) if others else explained, answered=True)

    async def _no_answer(self, candidates: Iterable[Mapping[str, Any]]) -> Reply:
        groups: list[str] = []
        for article in await self._valid(candidates):
            if article.group not in groups:
                groups.append(article.group)
        titles = self.resources.library.groups
        buttons = [Button(titles[g], payload("group", group=g)) for g in groups[:MOST_GROUPS] if g in titles]
        return self.wording.say("no_answer").with_buttons(
            self.wording.person_button(), *buttons, self.wording.button("topics", "/topics")
        )
