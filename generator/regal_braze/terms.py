"""Readings of schemas and of `x-braze` that several stages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regal_braze import braze


def types_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the JSON types that a schema names, without null."""
    named = schema.get("type", ())
    return tuple(name for name in ([named] if isinstance(named, str) else named) if name != "null")


def split_path(path: str) -> list[str]:
    """Return the names of a property path: joined by "/", with "~1" for "/" and "~0" for "~" in a name."""
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]


def legal_name(key: str) -> str | None:
    """Return `key` without outer spaces and leading dollars, or None where Braze takes no such key (M10)."""
    name = key.strip().lstrip("$ \t\n\r\f\v")
    return name if name and len(name.encode("utf-16-le", "surrogatepass")) // 2 <= braze.KEY_LIMIT else None


def escape(key: str) -> str:
    """Return `key` as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
