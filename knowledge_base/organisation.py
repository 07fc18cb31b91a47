"""The organisation's own facts: loaded from organisation.yml, filled into articles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge_base.errors import OrganisationError

PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+\.[a-z_]+)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
FACT_KEYS = {"value", "demo", "checked"}


@dataclass(frozen=True)
class Organisation:
    """Facts by placeholder name, for instance `organisation.phone`."""

    facts: Mapping[str, str]
    demo: Mapping[str, str]  # those still of the shipped demo organisation

    @property
    def region(self) -> str | None:
        """The region it serves, None when it is not told."""
        return self.facts.get("organisation.region") or None

    @property
    def kind(self) -> str | None:
        """What kind of organisation it is, None when it is not told."""
        return self.facts.get("organisation.kind") or None

    def render(self, text: str) -> str:
        """`text` with every placeholder filled in; an unknown one is a KeyError with its name."""
        return PLACEHOLDER.sub(lambda match: self.facts[match[1]], text)

    def unknown(self, text: str) -> list[str]:
        """Names of placeholders in `text` that have no fact."""
        return [name for name in PLACEHOLDER.findall(text) if name not in self.facts]


def has_broken_placeholder(text: str) -> bool:
    """Whether braces are left that are no well-formed placeholder."""
    return BRACES.search(PLACEHOLDER.sub("", text)) is not None


def load_organisation(path: Path) -> Organisation:
    """Read organisation.yml: sections of `name: {value, demo?, checked?}`. Raises OrganisationError."""
    facts: dict[str, str] = {}
    demo: dict[str, str] = {}
    for section, entries in _mapping(path).items():
        if not isinstance(entries, dict):
            raise OrganisationError(f"{path}: '{section}' must hold facts, one a line: name: {{value: ...}}")
        for name, fact in entries.items():
            full = f"{section}.{name}"
            is_fact = isinstance(fact, dict) and isinstance(fact.get("value"), str)
            if not is_fact or fact.keys() - FACT_KEYS:
                raise OrganisationError(f"{path}: '{full}' must look like {{value: \"text\", demo: true}}")
            if not PLACEHOLDER.fullmatch("{{ " + full + " }}"):
                raise OrganisationError(f"{path}: '{full}': use small Latin letters and underscores only")
            facts[full] = fact["value"]
            if fact.get("demo"):
                demo[full] = fact["value"]
    return Organisation(facts, demo)


def load_groups(path: Path) -> dict[str, str]:
    """Read groups.yml: folder name -> title as citizens see it, in order. Raises OrganisationError."""
    groups: dict[str, str] = {}
    for folder, title in _mapping(path).items():
        if not isinstance(folder, str) or not isinstance(title, str):
            raise OrganisationError(f"{path}: '{folder}' must be a folder name with a title")
        groups[folder] = title
    return groups


def _mapping(path: Path) -> dict[str, object]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise OrganisationError(f"{path}: cannot be read ({error}); restore the file") from error
    except yaml.YAMLError as error:
        raise OrganisationError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    if not isinstance(content, dict) or not content:
        raise OrganisationError(f"{path}: must hold `key: value` lines and be not empty")
    return content
