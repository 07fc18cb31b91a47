"""Help, and the catalogue of topics walked by buttons."""

from __future__ import annotations

from actions.article_reply import listed, payload
from actions.base import SpeakingAction
from actions.heard import Heard
from actions.reply import Button, Said

PAGE = 8  # buttons of a page; the narrowest platform shows ten with «Ещё» and «Позвать сотрудника»


class ActionHelp(SpeakingAction):
    """Says what the assistant can do."""

    action_name = "action_help"

    async def answer(self, heard: Heard) -> Said:
        """A list with buttons."""
        del heard
        return Said.of(self.wording.say("help"))


class ActionTopics(SpeakingAction):
    """Offers the groups of the catalogue, a page at a time."""

    action_name = "action_topics"

    async def answer(self, heard: Heard) -> Said:
        """Groups as buttons."""
        groups = list(self.resources.library.groups.items())
        start = page_of(heard) * PAGE
        buttons = [
            Button(title, payload("group", group=group)) for group, title in groups[start : start + PAGE]
        ]
        if start + PAGE < len(groups):
            buttons.append(self.wording.button("more", payload("topics", page=start // PAGE + 1)))
        return Said.of(self.wording.say("topics").with_buttons(*buttons, self.wording.person_button()))


class ActionGroup(SpeakingAction):
    """Offers the articles of a group, a page at a time."""

    action_name = "action_group"

    async def answer(self, heard: Heard) -> Said:
        """Titles in the text, numbered, and a button for each."""
        group = str(heard.entity("group") or "")
        topics = await self.resources.library.topics(group, self.resources.today())
        start = page_of(heard) * PAGE
        shown = topics[start : start + PAGE]
        if not shown:
            return Said.of(self.wording.say("group_empty"))
        title = self.resources.library.groups.get(group, "")
        reply = listed(self.wording.say("group", title=title), [(topic.slug, topic.title) for topic in shown])
        if start + PAGE < len(topics):
            reply = reply.with_buttons(
                self.wording.button("more", payload("group", group=group, page=start // PAGE + 1))
            )
        return Said.of(reply.with_buttons(self.wording.button("topics", "/topics")))


def page_of(heard: Heard) -> int:
    """Page carried by the button, 0 without one."""
    try:
        return max(0, int(heard.entity("page") or 0))
    except (TypeError, ValueError):
        return 0
