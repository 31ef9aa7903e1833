"""Notice what looks like a key of an API in a configuration: it has no place there, and must not be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_MARKED = re.compile(
    r"(?i:bearer|basic)\s+\S{8,}"  # a whole Authorization header
    r"|(?:sk|pk|rk)[_-](?:live|test|prod)?[_-]?\w{16,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JSON Web Token
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TELLING_KEY = re.compile(r"(?i)api_?-?key|secret|token|passw|authorization|credential")
_TOKEN = re.compile(r"[\w+/=.~-]{20,}")
_BOUNDARY = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_BOUNDARIES = 4
"""Names have few changes between letters and digits; keys, being random, have many."""
_GROUPS = ("subscription_groups", "subscription_group")
"""Keys below which a UUID is an API identifier of Braze's, and no key: keys of Braze's API are UUIDs too."""

Path = tuple[str | int, ...]


def find_credentials(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path of each text that looks like a credential, and the text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from find_credentials(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from find_credentials(inner, (*path, index))
    elif isinstance(value, str) and _is_credential(value.strip(), path):
        yield path, value


def _is_credential(text: str, path: Path) -> bool:
    if text.startswith("{{"):  # a placeholder, as in {{<REGAL_API_KEY>}}
        return False
    if _MARKED.search(text):
        return True
    if _UUID.fullmatch(text):
        return not any(key in _GROUPS for key in path)
    if path and isinstance(path[-1], str) and _TELLING_KEY.search(path[-1]) and len(text) >= 8:
        return True
    return bool(_TOKEN.fullmatch(text)) and len(_BOUNDARY.findall(text)) >= _BOUNDARIES
