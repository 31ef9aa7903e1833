"""Comparison of an expected request with the one from JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from support.interpreter.interpreter import NOW
from support.interpreter.numbers import as_double

_ISO_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")


def difference(expected: object, actual: object, pointer: str = "") -> str | None:
    """Return where and how two JSON values differ for JavaScript, or None where they are the same.

    Numbers are doubles (1.0 is 1) and never booleans; NOW is equal to any ISO 8601 time.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _first(_in_object(expected, actual, pointer))
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return _first(difference(one, other, f"{pointer}/{index}") for index, (one, other) in pairs)
    if _same_leaf(expected, actual):
        return None
    return f"{pointer}: expected {_shown(expected)}, got {_shown(actual)}"


def _in_object(expected: dict[str, object], actual: dict[str, object], pointer: str) -> Iterator[str | None]:
    for key in {**expected, **actual}:
        where = f"{pointer}/{key}"
        if key not in actual:
            yield f"{where}: missing, expected {_shown(expected[key])}"
        elif key not in expected:
            yield f"{where}: not expected, got {_shown(actual[key])}"
        else:
            yield difference(expected[key], actual[key], where)


def _first(found: Iterable[str | None]) -> str | None:
    return next((text for text in found if text is not None), None)


def _same_leaf(expected: object, actual: object) -> bool:
    if expected == NOW and isinstance(actual, str):
        return _ISO_TIME.fullmatch(actual) is not None
    number = as_double(expected)
    if number is not None:
        return number == as_double(actual)
    return type(expected) is type(actual) and expected == actual


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"
