"""Strategies of hypothesis for property tests, from the same pieces."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from support.payloads import pieces


def any_json() -> SearchStrategy[object]:
    """Return a strategy for any JSON value, with lone surrogates, endless numbers and hostile keys."""
    characters = st.characters(exclude_categories=())
    texts = st.text(characters) | st.sampled_from(pieces.TEXTS)
    keys = st.sampled_from(pieces.HOSTILE_KEYS) | st.text(characters)
    numbers = st.integers() | st.floats(allow_nan=False) | st.sampled_from(pieces.NUMBERS)
    leaves = st.none() | st.booleans() | numbers | texts | st.sampled_from(pieces.USABLE_TIMES)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=6), max_leaves=30
    )
