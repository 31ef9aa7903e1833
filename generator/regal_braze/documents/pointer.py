"""JSON Pointer (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead from the root of a document to a value."""


def escape(key: str) -> str:
    """Return `key` as one part of a pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def unescape(part: str) -> str:
    """Return the key that one part of a pointer names."""
    return part.replace("~1", "/").replace("~0", "~")


def pointer(*keys: str | int) -> str:
    """Return the pointer to the value below these keys."""
    return "".join(f"/{escape(str(key))}" for key in keys)


def keys(text: str) -> list[str]:
    """Return the keys that a pointer names, from the root on."""
    return [unescape(part) for part in text.split("/")[1:]]


def lookup(document: Any, path: Iterable[str | int]) -> Any:
    """Return the value below these keys and indexes, or None if there is none."""
    for key in path:
        known = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
        document = document[key] if key in known else None
    return document
