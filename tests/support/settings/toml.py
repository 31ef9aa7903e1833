"""A writer of TOML, in whatever order: tables as headers or inline, keys bare or quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from regal_braze.documents.toml_text import toml_key, toml_value


def to_toml(document: Mapping[str, Any], rng: Random | None = None) -> str:
    """Return the document as TOML; with `rng` keys and tables are shuffled, at every depth, and spelled in any way."""
    return "\n".join(_table(document, (), rng)) + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...], rng: Random | None) -> Iterator[str]:
    """Yield the lines of a table: its values first, for they would belong to a header before them."""
    headers = [key for key in table if isinstance(table[key], dict) and not (rng and path and rng.random() < 0.4)]
    if path and (len(headers) < len(table) or not table):
        yield f"[{'.'.join(_key(each, rng) for each in path)}]"
    for key in _ordered([key for key in table if key not in headers], rng):
        yield f"{_key(key, rng)} = {_value(table[key], rng)}"
    for key in _ordered(headers, rng):
        yield from _table(table[key], (*path, key), rng)


def _value(value: Any, rng: Random | None) -> str:
    if isinstance(value, dict):
        inner = (f"{_key(key, rng)} = {_value(value[key], rng)}" for key in _ordered(list(value), rng))
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_value(each, rng) for each in value)}]"
    return toml_value(value)


def _key(key: str, rng: Random | None) -> str:
    return toml_value(key) if rng and rng.random() < 0.3 else toml_key(key)


def _ordered(keys: list[str], rng: Random | None) -> list[str]:
    return rng.sample(keys, len(keys)) if rng else keys
