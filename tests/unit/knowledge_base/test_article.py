"""An article survives JSON and knows its dates."""

import json
from datetime import date

import pytest

from knowledge_base.article import Article, Audience, Link
from tests.unit.knowledge_base.samples import make_article


def test_json_round_trip() -> None:
    article = make_article(
        valid_from=date(2026, 1, 1),
        links=(Link("Заявление", "https://a.test"), Link("Письмо")),
        regions=("Приозёрский край",),
        kinds=("МФЦ",),
        audience=Audience.ORGANISATION,
        hand_over=True,
    )
    assert Article.from_json(json.loads(json.dumps(article.to_json()))) == article


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "shown"),
    [
        (None, None, True),
        (date(2026, 11, 21), date(2026, 11, 21), True),
        (date(2026, 11, 22), None, False),
        (None, date(2026, 11, 20), False),
    ],
)
def test_limits_are_included(valid_from: date | None, valid_until: date | None, shown: bool) -> None:
    article = make_article(valid_from=valid_from, valid_until=valid_until)
    assert article.holds_on(date(2026, 11, 21)) is shown


def test_an_article_of_before_has_no_kinds_and_the_same_json() -> None:
    told = make_article().to_json()
    assert "kinds" not in told
    assert Article.from_json(told).kinds == ()


@pytest.mark.parametrize(
    ("regions", "kinds", "region", "kind", "ours"),
    [
        ((), (), "Приозёрский край", "МФЦ", True),
        (("приозерский  край", "Степной край"), (), "Приозёрский край ", "МФЦ", True),
        (("Степной край",), (), "Приозёрский край", "МФЦ", False),
        ((), ("ЗАГС",), "Приозёрский край", "МФЦ", False),
        (("Приозёрский край",), ("ЗАГС",), "Приозёрский край", "МФЦ", False),
        (("Степной край",), ("ЗАГС",), None, None, True),
    ],
)
def test_whose_an_article_is(
    regions: tuple[str, ...], kinds: tuple[str, ...], region: str | None, kind: str | None, ours: bool
) -> None:
    assert make_article(regions=regions, kinds=kinds).is_for(region, kind) is ours
