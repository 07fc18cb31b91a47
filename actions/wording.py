"""All wording of the assistant: dialogues/domain/responses.yml with the organisation's facts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from actions.reply import Button, Reply, sources_of
from knowledge_base.organisation import Organisation, load_organisation

ROOT = Path(__file__).resolve().parent.parent
RESPONSES = ROOT / "dialogues" / "domain" / "responses.yml"
FACTS = ROOT / "knowledge_base" / "organisation.yml"
_VALUE = re.compile(r"\{([a-z_]+)\}")


class WordingError(ValueError):
    """The file of responses is wrong; the text names the response."""


class Wording:
    """Says a response by its name. Names are those of the domain without `utter_`."""

    def __init__(self, responses: Mapping[str, Mapping[str, Any]], organisation: Organisation) -> None:
        self._responses = responses
        self._organisation = organisation

    @classmethod
    def load(cls, responses: Path = RESPONSES, facts: Path = FACTS) -> Wording:
        """Read both files; raises `WordingError` naming a response with an unknown placeholder."""
        organisation = load_organisation(facts)
        found: dict[str, Mapping[str, Any]] = {}
        for name, variants in yaml.safe_load(responses.read_text(encoding="utf-8"))["responses"].items():
            if len(variants) != 1:
                raise WordingError(f"{responses}: {name}: one text a response, found {len(variants)}")
            found[name.removeprefix("utter_")] = variants[0]
            unknown = organisation.unknown(str(variants[0]))
            if unknown:
                raise WordingError(f"{responses}: {name}: no fact {', '.join(unknown)} in {facts}")
        return cls(found, organisation)

    def words(self, name: str, **values: object) -> str:
        """The text alone."""
        return self._fill(str(self._response(name)["text"]), values)

    def say(self, name: str, **values: object) -> Reply:
        """The whole response: text, buttons, outcome, offer, sources."""
        response = self._response(name)
        told = (response.get("custom") or {}).get("otklik")
        if told is None:
            raise WordingError(f"{name}: no outcome, so it cannot be said by itself")
        text = response.get("text")
        return Reply(
            outcome=told["outcome"],
            text=None if text is None else self._fill(str(text), values),
            buttons=tuple(Button(str(b["title"]), b["payload"]) for b in response.get("buttons") or ()),
            article=told.get("article"),
            sources=sources_of(
                [(source["title"], self._fill(source["url"], values)) for source in told.get("sources") or ()]
            ),
            commands=tuple(told.get("commands") or ()),
            offer=dict(told.get("offer") or {}),
            open=bool(told.get("open")),
        )

    def button(self, name: str, payload: str) -> Button:
        """A button whose title is the response `button_<name>`."""
        return Button(self.words(f"button_{name}"), payload)

    def person_button(self) -> Button:
        """«Позвать сотрудника»."""
        return self.button("person", "/person")

    def _response(self, name: str) -> Mapping[str, Any]:
        try:
            return self._responses[name]
        except KeyError:
            raise WordingError(f"no response utter_{name} in the domain") from None

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        # Facts first: a value of the turn is a citizen's or a registry's text and is not looked into.
        rendered = self._organisation.render(text)
        return _VALUE.sub(lambda match: str(values[match[1]]) if match[1] in values else match[0], rendered)
