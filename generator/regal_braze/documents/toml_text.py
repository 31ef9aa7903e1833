"""Write values and keys as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TypeAlias

Toml: TypeAlias = Any
"""What tomllib returns."""


def toml_value(value: Toml) -> str:
    """Return a value as TOML on one line. Raises ValueError for a lone surrogate, which TOML cannot contain."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        entries = ", ".join(f"{toml_key(key)} = {toml_value(inner)}" for key, inner in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value)


def toml_key(name: str) -> str:
    """Return a key: bare if TOML allows that, otherwise in quotes."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _string(name)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as a dotted key, without the indexes of lists."""
    return ".".join(toml_key(key) for key in path if isinstance(key, str))


def _string(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"TOML cannot contain a lone surrogate: {text!r}")
    # The escapes of JSON are those of TOML, except that TOML also needs one for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
