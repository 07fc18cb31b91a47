"""Errors of the knowledge base.

KnowledgeBaseError
├── BrokenArticle       a file that cannot be imported; holds every ArticleError found in it
├── ArticleError        one problem of one file: path, line, what is wrong, what to do
├── OrganisationError   organisation.yml or groups.yml cannot be used
└── SearchError         the index cannot be built or asked as given
"""

from pathlib import Path


class KnowledgeBaseError(Exception):
    """Base of all errors of this room."""


class ArticleError(KnowledgeBaseError):
    """One problem in one article file. `line` counts from 1."""

    def __init__(self, path: Path, line: int, what: str, remedy: str) -> None:
        super().__init__(f"{path}:{line}: {what} {remedy}")
        self.path = path
        self.line = line
        self.what = what
        self.remedy = remedy


class BrokenArticle(KnowledgeBaseError):
    """A file with at least one problem; an editor sees all of them at once."""

    def __init__(self, errors: list[ArticleError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


class OrganisationError(KnowledgeBaseError):
    """organisation.yml or groups.yml is missing, unreadable or of another shape."""


class SearchError(KnowledgeBaseError):
    """Vectors and passages do not fit together, or a query vector has another dimension."""
