from nlu.pipeline import SPANS, russian_pipeline


def test_tokens_have_lemmas() -> None:
    doc = russian_pipeline()("Готовы ли мои документы?")

    assert [token.text for token in doc] == ["Готовы", "ли", "мои", "документы", "?"]
    assert [token.lemma_ for token in doc] == ["готовый", "ли", "мой", "документ", "?"]


def test_entities_are_spans_over_whole_tokens() -> None:
    doc = russian_pipeline()("заявление MFC-0123/2026-12345-1 где?")
    (span,) = doc.spans[SPANS]

    assert span.text == "MFC-0123/2026-12345-1"
    assert span.label_ == "application_number"
    assert span.id_ == "MFC-0123/2026-12345-1"


def test_an_empty_text_has_no_tokens() -> None:
    assert len(russian_pipeline()("")) == 0


def test_the_pipeline_is_built_once() -> None:
    assert russian_pipeline() is russian_pipeline()
    assert russian_pipeline().pipe_names == ["pymorphy_lemmas", "entity_rules"]
