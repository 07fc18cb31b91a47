"""The organisation's facts are loaded, filled in, and those of the demo are named."""

from pathlib import Path

import pytest

from knowledge_base.errors import OrganisationError
from knowledge_base.organisation import has_broken_placeholder, load_groups, load_organisation

ROOT = Path(__file__).parents[3] / "knowledge_base"


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "organisation.yml"
    path.write_text(text, encoding="utf-8")
    return load_organisation(path)


def test_shipped_files() -> None:
    organisation = load_organisation(ROOT / "organisation.yml")
    assert organisation.facts["portal.hotline"] == "8 800 100-70-10"
    assert "organisation.phone" in organisation.demo
    assert "portal.hotline" not in organisation.demo
    assert next(iter(load_groups(ROOT / "groups.yml"))) == "account"


def test_placeholders(tmp_path: Path) -> None:
    organisation = load_organisation(ROOT / "organisation.yml")
    assert (
        organisation.render("Звоните {{portal.hotline}}, {{ portal.name }}.")
        == "Звоните 8 800 100-70-10, Госуслуги."
    )
    assert organisation.unknown("{{ portal.name }} {{ portal.fax }}") == ["portal.fax"]


@pytest.mark.parametrize("text", ["{{ portal }}", "{{portal.name", "portal.name }}", "{{ Portal.Name }}"])
def test_broken_placeholders(text: str) -> None:
    assert has_broken_placeholder(text)


def test_whole_placeholder_is_not_broken() -> None:
    assert not has_broken_placeholder("a {{ portal.name }} {b}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "organisation: x",
        "organisation: {phone: 8800}",
        "organisation: {phone: {value: 8800}}",
        "organisation: {phone: {value: '8800', colour: red}}",
        "organisation: {Телефон: {value: '8800'}}",
        "organisation: [",
    ],
)
def test_bad_files_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(OrganisationError, match=r"organisation\.yml"):
        load(tmp_path, text)


def test_absent_file(tmp_path: Path) -> None:
    with pytest.raises(OrganisationError, match="cannot be read"):
        load_groups(tmp_path / "groups.yml")
