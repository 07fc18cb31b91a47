"""spaCy for Russian: its tokenizer, pymorphy3 lemmas, and the entity rules as spans."""

from functools import cache

from spacy.lang.ru import Russian
from spacy.language import Language
from spacy.tokens import Doc

from nlu.entities import find_entities
from nlu.words import lemma

SPANS = "entities"


@Language.component("pymorphy_lemmas")  # type: ignore[untyped-decorator]
def set_lemmas(doc: Doc) -> Doc:
    """Give each token its dictionary form; cached by word, unlike those of spaCy's own lemmatizer."""
    for token in doc:
        token.lemma_ = lemma(token.text)
    return doc


@Language.component("entity_rules")  # type: ignore[untyped-decorator]
def set_entities(doc: Doc) -> Doc:
    """Put what the rules find into `doc.spans["entities"]`, in whole tokens; a span's id is the value."""
    spans = []
    for entity in find_entities(doc.text):
        span = doc.char_span(
            entity.start, entity.end, entity.kind, span_id=entity.value, alignment_mode="expand"
        )
        if span is not None:
            spans.append(span)
    doc.spans[SPANS] = spans
    return doc


@cache
def russian_pipeline() -> Language:
    """Return the pipeline of the process: no model is loaded, the rules of the language are enough.

    Called with a text it gives tokens with lemmas, and entities in `doc.spans["entities"]`.
    """
    pipeline = Russian()
    pipeline.add_pipe("pymorphy_lemmas")
    pipeline.add_pipe("entity_rules")
    return pipeline
