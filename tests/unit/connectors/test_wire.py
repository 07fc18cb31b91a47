"""What comes over the wire."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.storable import storable
from connectors.wire import BadBody, parse_object

JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=20,
)


def shaped(*keys: str) -> Any:
    """JSON whose objects have these keys, so that a parser gets deep into it."""
    words = st.text(max_size=5) | st.sampled_from(keys)
    return st.recursive(
        st.none() | st.booleans() | st.integers(-1, 5) | st.floats() | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner),
        max_leaves=15,
    )


@settings(max_examples=50)
@given(JSON)
def test_what_is_storable_can_be_encoded_as_strict_json(value: Any) -> None:
    json.dumps(storable(value), ensure_ascii=False, allow_nan=False).encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_a_clear_refusal(body: bytes) -> None:
    with contextlib.suppress(BadBody):
        assert isinstance(parse_object(body), dict)


def test_half_a_pair_is_replaced_and_the_rest_kept() -> None:
    assert storable({"a": ["x\ud83dy", "🙂", 1.5, math.inf, None, True]}) == {
        "a": ["x\ufffdy", "🙂", 1.5, None, None, True]
    }


@pytest.mark.parametrize("body", [b"", b"{", b"1", b"[]", b'{"a":NaN}', b'{"a":' + b"9" * 5000 + b"}"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadBody):
        parse_object(body)


def test_a_number_too_great_for_a_float_is_left_out() -> None:
    assert parse_object(b'{"a": 1e999}') == {"a": None}
