"""Write TOML: the one place where a value becomes the text of a configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable


def toml_text(value: str) -> str:
    """Return a basic string. Raises ValueError for a lone surrogate, which TOML cannot hold."""
    if any("\ud800" <= each <= "\udfff" for each in value):
        raise ValueError(f"not a text: {value!r}")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's escapes are TOML's, but for DEL


def toml_list(values: Iterable[str]) -> str:
    """Return a list of texts on one line."""
    return f"[{', '.join(map(toml_text, values))}]"


def toml_key(name: str) -> str:
    """Return a key: bare where TOML takes it bare, else in quotes."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)
