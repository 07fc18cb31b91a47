"""The folder of articles: every file read, every broken one named, nothing stopped by one of them."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base import texts
from knowledge_base.article import Article
from knowledge_base.article_file import parse_article, read_source
from knowledge_base.errors import ArticleError, BrokenArticle, KnowledgeBaseError
from knowledge_base.organisation import Organisation
from knowledge_base.passage import Passage, make_passages


@dataclass(frozen=True)
class ReadArticle:
    """A good file: where it is, its text as written, what it says."""

    path: Path
    source: str
    article: Article
    passages: list[Passage]

    @property
    def content_hash(self) -> str:
        """SHA-256, hex, of all that the import would store."""
        pieces = [[passage.kind, passage.text] for passage in self.passages]
        content = json.dumps(
            [self.source, self.article.to_json(), pieces], ensure_ascii=False, sort_keys=True
        )
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass
class FolderContent:
    """What a folder holds for an organisation. `slugs` names the broken files' too: they are there."""

    articles: list[ReadArticle] = field(default_factory=list)
    errors: list[ArticleError] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    elsewhere: list[str] = field(default_factory=list)  # slugs of articles for other regions or organisations


def read_folder(folder: Path, organisation: Organisation, groups: Collection[str]) -> FolderContent:
    """Read `<group>/<slug>.md` under `folder`, in the order of their paths.

    Raises KnowledgeBaseError when there is no article file at all, or none for this organisation: a wrong
    path or a misspelt region must not empty the knowledge base.
    """
    paths = sorted(folder.glob("*/*.md"))
    if not paths:
        raise KnowledgeBaseError(f"{folder} holds no articles (<group>/<slug>.md); check the path")
    content = FolderContent()
    first: dict[str, Path] = {}
    for path in paths:
        slug = path.stem
        content.slugs.add(slug)
        if slug in first:
            what, remedy = texts.REPEATED_SLUG
            content.errors.append(ArticleError(path, 1, what.format(slug=slug, other=first[slug]), remedy))
            continue
        first[slug] = path
        try:
            source = read_source(path)
            article = parse_article(source, path, organisation, groups)
        except BrokenArticle as broken:
            content.errors += broken.errors
            continue
        if article.is_for(organisation.region, organisation.kind):
            content.articles.append(ReadArticle(path, source, article, make_passages(article)))
        else:
            content.slugs.discard(slug)
            content.elsewhere.append(slug)
    if content.elsewhere and not content.articles and not content.errors:
        raise KnowledgeBaseError(
            f"{folder}: all articles are for other regions or kinds of organisations than"
            f" {organisation.region} and {organisation.kind}; check both in organisation.yml"
        )
    return content
