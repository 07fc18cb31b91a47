"""The folder is read whole, whatever single files hold."""

from pathlib import Path

import pytest

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.folder import read_folder
from knowledge_base.organisation import Organisation, load_groups, load_organisation
from tests.unit.knowledge_base.samples import ARTICLE, GROUPS, ORGANISATION, write_article

ROOT = Path(__file__).parents[3] / "knowledge_base"


def test_broken_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    write_article(tmp_path, "a-broken", "---\ntitle: x\n")
    write_article(tmp_path, "snils")
    content = read_folder(tmp_path, ORGANISATION, GROUPS)
    assert [read.article.slug for read in content.articles] == ["snils"]
    assert [(error.path.name, error.line) for error in content.errors] == [("a-broken.md", 1)]
    assert content.slugs == {"a-broken", "snils"}


def test_same_name_in_two_groups(tmp_path: Path) -> None:
    write_article(tmp_path, "snils", group="documents")
    write_article(tmp_path, "snils", group="payments")
    content = read_folder(tmp_path, ORGANISATION, GROUPS)
    assert len(content.articles) == 1
    assert "payments/snils.md:1: Статья с именем «snils» уже есть" in str(content.errors[0])


def test_wrong_folder(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="holds no articles"):
        read_folder(tmp_path, ORGANISATION, GROUPS)


def test_hash_follows_text_and_facts(tmp_path: Path) -> None:
    write_article(tmp_path)
    first = read_folder(tmp_path, ORGANISATION, GROUPS).articles[0].content_hash
    assert read_folder(tmp_path, ORGANISATION, GROUPS).articles[0].content_hash == first
    moved = Organisation({**ORGANISATION.facts, "organisation.phone": "112"}, {})
    assert read_folder(tmp_path, moved, GROUPS).articles[0].content_hash != first
    write_article(tmp_path, text=ARTICLE.replace("бесплатно", "за один день"))
    assert read_folder(tmp_path, ORGANISATION, GROUPS).articles[0].content_hash != first


def test_shipped_articles_are_good() -> None:
    organisation, groups = load_organisation(ROOT / "organisation.yml"), load_groups(ROOT / "groups.yml")
    content = read_folder(ROOT / "articles", organisation, groups)
    assert content.errors == []
    assert len(content.articles) >= 40


def test_articles_of_other_organisations_are_named_apart(tmp_path: Path) -> None:
    write_article(tmp_path, "snils")
    write_article(tmp_path, "wedding", ARTICLE.replace("reviewed:", "kinds: [ЗАГС]\nreviewed:"))
    ours = Organisation({**ORGANISATION.facts, "organisation.kind": "МФЦ"}, {})
    content = read_folder(tmp_path, ours, GROUPS)
    assert ([read.article.slug for read in content.articles], content.elsewhere) == (["snils"], ["wedding"])
    assert content.slugs == {"snils"}
    assert len(read_folder(tmp_path, ORGANISATION, GROUPS).articles) == 2


def test_a_misspelt_region_does_not_empty_the_base(tmp_path: Path) -> None:
    write_article(tmp_path, "snils", ARTICLE.replace("reviewed:", "regions: [Степной край]\nreviewed:"))
    wrong = Organisation({**ORGANISATION.facts, "organisation.region": "Стипной край"}, {})
    with pytest.raises(KnowledgeBaseError, match=r"for other regions .* Стипной край"):
        read_folder(tmp_path, wrong, GROUPS)
    untold = Organisation({**ORGANISATION.facts, "organisation.region": ""}, {})
    assert len(read_folder(tmp_path, untold, GROUPS).articles) == 1
