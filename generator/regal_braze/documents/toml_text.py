"""Write values and keys as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from regal_braze.documents.json_text import Json


def toml_text(value: str) -> str:
    """Return a basic string. Raises ValueError for a lone surrogate, which TOML cannot hold."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"not a text: {value!r}")
    # TOML has the escapes of JSON, and also requires one for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_list(values: Iterable[Json]) -> str:
    """Return a list on one line."""
    return f"[{', '.join(map(toml_value, values))}]"


def toml_key(name: str) -> str:
    """Return a key, in quotes if TOML requires them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def toml_value(value: Json) -> str:
    """Return a string, number, boolean, list or table on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml_key(key)} = {toml_value(member)}' for key, member in value.items())} }}"
    if isinstance(value, list | tuple):
        return toml_list(value)
    return toml_text(value) if isinstance(value, str) else json.dumps(value)
