"""A fragment of regal-braze.toml for each setting of each option, so that any two can be brought together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

Document: TypeAlias = Mapping[str, Any]

FRAGMENTS: Final[Mapping[str, Document]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)

_EXACTLY: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("whether", "identity", "addresses"),
    **dict.fromkeys(
        ("braze_id_trait", "external_id", "email", "phone", "region"), ("whether", "identity", "addresses")
    ),
    "alias_label": ("identity",),
    "update_existing_only": ("control of events", "control of orders", "control of attributes", "control of purchases"),
    **dict.fromkeys(("subscription_groups", "channels"), ("whether", "attributes")),
    "events.subscription_groups": ("whether", "attributes"),
    "name": ("name",),
    **dict.fromkeys(("names.case", "names.prefix"), ("name",)),
    **{f"properties.{policy}": ("properties",) for policy in ("nulls", "times", "undeclared")},
    **dict.fromkeys(("properties.long_texts", "events.long_texts"), ("properties", "attributes")),
    **{f"events.{policy}": ("properties",) for policy in ("nulls", "times")},
    "events.undeclared": ("properties", "attributes", "addresses"),
    **dict.fromkeys(("omit", "rename"), ("properties",)),
    **dict.fromkeys(("convert", "limits"), ("properties", "attributes")),
    "recipes.last_call": ("attributes", "addresses"),
    "attributes": ("attributes", "addresses"),
    "purchases": ("purchases",),
    "orders": ("orders",),
}

ABOUT: Final = {
    name: frozenset(
        next((_EXACTLY[key] for key in (name, name.partition(":")[0], name.rpartition(".")[0]) if key in _EXACTLY), ())
    )
    for name in FRAGMENTS
}
"""The parts of a request that each fragment is about, as the tests of pairs name them."""


def combined(one: Document, other: Document) -> Document | None:
    """Return a document with both in it, or None where both say something of the same key."""
    merged = dict(one)
    for key, value in other.items():
        if key not in merged:
            merged[key] = value
        elif isinstance(value, dict) and isinstance(merged[key], dict):
            inner = combined(merged[key], value)
            if inner is None:
                return None
            merged[key] = inner
        else:
            return None
    return merged
