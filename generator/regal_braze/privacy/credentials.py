"""Find API keys in settings, where they must not be, so that no message prints one.

Only what a regal-braze.toml can plausibly contain is recognized: values under names that mean a secret, UUIDs (the form
of Braze's API keys) where no subscription group belongs, and Bearer and Basic tokens.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.toml_text import Toml

Place: TypeAlias = tuple[KeyPath, KeyPath]
"""The path of a credential, and the same path as a message may show it."""
HIDDEN = "…"
"""Replaces a credential in the settings that the later checks see."""

# The patterns are compiled on first use, because most commands find no settings to search.
_SENSITIVE_NAME = r"(?i:api[ _-]?key|secret|token|passw|authorization|credential)"
_NAMED = _SENSITIVE_NAME + r"\w*[\"']?\s*[:=]\s*[\"']?([\w+/.~=-]+)"
_BEARER = r"(?i)(?<![^\W_])bearer\s+([\w+/.~=-]+)"
_BASIC = r"(?i)(?<!\w)basic\s+([a-z0-9+/]{8,}={0,2})(?![\w=])"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KEYS_WITH_UUIDS = ("subscription_groups", "subscription_group", "when", "product")
"""Below these keys a UUID is the name of something in Braze or Regal."""
_TABLES_OF_NAMES = ("events", "recipes")
"""The keys of these tables are names of properties, which may contain words such as token."""


def hide_credentials(value: Toml, path: KeyPath = (), shown: KeyPath = ()) -> tuple[Toml, list[Place]]:
    """Return a value with `HIDDEN` in place of each credential, and where they are."""
    if isinstance(value, str) and _is_credential(value, path):
        return HIDDEN, [(path, shown)]
    if not isinstance(value, dict | list):
        return value, []
    hidden: dict[str | int, Toml] = {}
    places: list[Place] = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        is_secret = isinstance(key, str) and _is_credential(key, ())
        key_shown = HIDDEN if is_secret else key
        if is_secret:
            places.append(((*path, key), (*shown, key_shown)))
        hidden[key_shown], below = hide_credentials(inner, (*path, key), (*shown, key_shown))
        places += below
    return (hidden if isinstance(value, dict) else [*hidden.values()]), places


def contains_credential(text: str) -> bool:
    """Return whether running text contains a credential. A UUID is one if the text also has a name for a secret."""
    return (
        any(_is_long(found[1]) for pattern in (_NAMED, _BEARER) for found in re.finditer(pattern, text))
        or any(_is_basic(found[1]) for found in re.finditer(_BASIC, text))
        or bool(re.search(_SENSITIVE_NAME, text) and re.search(_UUID, text))
    )


def may_contain_credential(text: str) -> bool:
    """Return whether a text contains a credential, or a UUID, which may be one."""
    return contains_credential(text) or bool(re.search(_UUID, text))


def _is_credential(text: str, path: KeyPath) -> bool:
    text = text.strip()
    if contains_credential(text):
        return True
    if re.fullmatch(_UUID, text):
        return not any(key in _KEYS_WITH_UUIDS for key in path)
    name = path[-1] if path and path[0] not in _TABLES_OF_NAMES else None
    # A value with {{ is a placeholder such as {{<REGAL_API_KEY>}}.
    return isinstance(name, str) and bool(re.search(_SENSITIVE_NAME, name)) and _is_long(text) and "{{" not in text


def _is_long(text: str) -> bool:
    """Return whether a text is long enough for a key, and unlike a word or a phrase."""
    has_digit = any(character.isdigit() for character in text)
    return len(text) >= (8 if has_digit else 16) and not re.search(r"\s", text)


def _is_basic(encoded: str) -> bool:
    """Return whether the token of a Basic header decodes to a user and a password, with a colon between them."""
    import binascii

    try:
        decoded = binascii.a2b_base64(encoded, strict_mode=True)
    except binascii.Error:
        return False
    return b":" in decoded and decoded.isascii() and decoded.decode().isprintable()
