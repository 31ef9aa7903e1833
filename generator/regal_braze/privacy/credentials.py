"""Notice what looks like a key of an API in a configuration: it has no place there, and must not be printed."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, TypeAlias

HIDDEN = "…"
"""What stands in the place of a credential where the rest of a file is judged."""

_MARKED = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:sk|pk|rk)[_-](?:live|test|prod|proj|ant|or)[_-](?=[\w-]*\d)[\w-]*[A-Za-z0-9]{12,}|sk-(?=\w*\d)\w{20,}"
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|xapp-[\w-]{10,}"
    r"|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{30,}"
    r"|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JSON Web Token
    r"|(?i:bearer)\s+(?:(?=[\w+/.~=-]*[\d=])[\w+/.~=-]{8,}|[\w+/.~=-]{20,})"
    r")"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|://[^/\s:@]*:[^/\s:@{]+@"  # a password in a URL
    r"|[?&](?i:\w*api_?key|\w*token|\w*secret)=[\w%.~-]{8,}"
)
_BASIC = re.compile(r"(?<!\w)(?i:basic)\s+([A-Za-z0-9+/]{8,}={0,2})(?![\w=])")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TELLING = re.compile(r"(?i)api[ _-]?key|secret|token|passw|authorization|credential")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9+/=_.~-]{16,}")
_SEGMENT = re.compile(r"[A-Za-z0-9]{16,}")
_BOUNDARY = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_BOUNDARIES = 4
"""Names have few changes between letters and digits; keys, being random, have many."""
_PLACES_OF_UUIDS = ("subscription_groups", "subscription_group", "when", "product")
"""Keys below which a UUID is Braze's or Regal's name for something, and no key: keys of Braze's API are UUIDs too."""
_PLACES_OF_NAMES = ("events", "recipes")
"""Tables whose keys are names of properties, which may well speak of tokens."""

Path: TypeAlias = tuple[str | int, ...]


def find_credentials(value: Any, path: Path = ()) -> Iterator[tuple[Path, int]]:
    """Yield the path of each key or text that looks like a credential, and how much of the path may be shown."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_credential(key, ()):
                yield (*path, key), len(path)
            else:
                yield from find_credentials(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from find_credentials(inner, (*path, index))
    elif isinstance(value, str) and _is_credential(value, path):
        yield path, len(path)


def hide_credentials(value: Any, path: Path = ()) -> Any:
    """Return a value with `HIDDEN` in the place of what looks like a credential."""
    if isinstance(value, dict):
        return {
            HIDDEN if _is_credential(key, ()) else key: hide_credentials(inner, (*path, key))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [hide_credentials(inner, (*path, index)) for index, inner in enumerate(value)]
    return HIDDEN if isinstance(value, str) and _is_credential(value, path) else value


def holds_credential(text: str) -> bool:
    """Tell whether running text holds what looks like a credential; a UUID alone may be that of anything."""
    return _is_marked(text) or _is_random(text) or bool(_TELLING.search(text) and _UUID.search(text))


def _is_credential(text: str, path: Path) -> bool:
    text = _PLACEHOLDER.sub(" ", text).strip()  # as in {{<REGAL_API_KEY>}}
    if holds_credential(text):
        return True
    if _UUID.fullmatch(text):
        return not any(key in _PLACES_OF_UUIDS for key in path)
    telling = path and isinstance(path[-1], str) and path[0] not in _PLACES_OF_NAMES and _TELLING.search(path[-1])
    return bool(telling) and len(text) >= 8 and not re.search(r"\s", text) and (len(text) >= 16 or _has_digit(text))


def _is_marked(text: str) -> bool:
    return bool(_MARKED.search(text)) or any(_is_basic(found[1]) for found in _BASIC.finditer(text))


def _is_basic(encoded: str) -> bool:
    """Tell whether it is what follows Basic in a header: user and password with a colon between them, in base64."""
    try:
        decoded = b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    return b":" in decoded and decoded.isascii() and decoded.decode().isprintable()


def _is_random(text: str) -> bool:
    words = (word for word in text.split() if "://" not in word)
    return any(
        len(_BOUNDARY.findall(segment)) >= _BOUNDARIES
        for word in words
        for found in _WORD.findall(word)
        if len(found) >= 20
        for segment in _SEGMENT.findall(found)
    )


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
