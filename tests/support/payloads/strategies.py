"""Strategies of hypothesis for property tests, from the same pieces."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from regal_braze.plan.model import Transformation
from support.payloads import pieces
from support.payloads.envelopes import build_payload


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


def strategy_for(plan: Transformation) -> SearchStrategy[object]:
    """Return a strategy for payloads of the plan: near-valid, some with any JSON put in, and any JSON."""
    near_valid = st.randoms(use_true_random=False).map(lambda rng: build_payload(plan, rng))
    keys = st.sampled_from(("properties", "traits", "name", "userId", *pieces.HOSTILE_KEYS))
    disturbed = st.builds(_with_member, near_valid, keys, any_json())
    return near_valid | disturbed | any_json()


def _with_member(payload: object, key: str, value: object) -> object:
    return {**payload, key: value} if isinstance(payload, dict) else payload
