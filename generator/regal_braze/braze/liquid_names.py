"""Names that a Liquid template may contain: none that could end a tag or a JSON string."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

MOST = 255

STANDARD = (
    "braze_id", "city", "country", "date_of_birth", "email_address", "first_name", "gender", "language", "last_name",
    "last_used_app_date", "most_recent_app_version", "most_recent_locale", "most_recent_location", "phone_number",
    "random_bucket_number", "time_zone", "user_id",
)  # fmt: skip
"""The profile fields, which Liquid names without a namespace. Source: Braze, "Supported personalization tags"."""

_MOST_BYTES = 200
_ILLEGAL = re.compile(r"""[{}"|\\]""")
TEXTS = frozenset(STANDARD) - {"most_recent_location", "random_bucket_number"}
"""The profile fields that contain a text."""

_POSITION = re.compile(r"\[[0-9]+\]")
_STEP = re.compile(r"\.|\[([0-9]+)\]\.?")
_RESERVED = (
    *STANDARD,
    "abort_message", "and", "api_trigger_properties", "app", "assign", "blank", "braze", "break", "campaign", "canvas",
    "canvas_entry_properties", "capture", "card", "case", "catalog_items", "catalog_selection_items", "comma",
    "comment", "connected_content", "contains", "content_blocks", "context", "continue", "custom_attribute", "cycle",
    "decrement", "dispatch_id", "echo", "else", "elsif", "empty", "endif", "event_name", "event_properties", "false",
    "for", "forloop", "given", "if", "ifchanged", "in", "include", "increment", "json", "known", "line", "liquid",
    "message_extras", "most_recently_used_device", "nil", "now", "null", "number", "or", "promotion", "random", "raw",
    "render", "shopping_cart", "sms", "start", "subscribed_state", "tablerow", "targeted_device", "text", "true",
    "unless", "when", "whats_app",
)  # fmt: skip
"""Words of Liquid, Braze's tags and fields, and the variables that the templates use themselves.

Source: Braze, "Supported personalization tags": a variable with the name of a tag would replace it.
"""


def problem_of_name(name: str) -> str | None:
    """Return why a template cannot contain `name`, or None."""
    if not name.strip():
        return "is blank"
    if name != name.strip():
        return "has spaces around it"
    if len(name) > MOST:
        return f"is longer than {MOST} characters"
    if _ILLEGAL.search(name):
        return "has a brace, a double quote, a bar or a backslash"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in name):
        return "has a line break or an invisible character"
    return None


def nested(namespace: str, name: str) -> tuple[str, tuple[str | int, ...]]:
    """Return the name that a template writes in `${…}`, and the keys and positions of a value in it.

    Braze reads a key of a custom attribute inside the braces: `custom_attribute.${address.city}`. Other values, and
    positions in an array, are read behind them: `event_properties.${songs}[0].title`.
    """
    first, *steps = _STEP.split(name)
    if not steps or (namespace == "custom_attribute" and not _POSITION.search(name)):
        return name, ()
    return first, tuple(int(step) if step.isdigit() else step for step in steps if step)


def file_name(name: str) -> str:
    """Return the file name of a custom event: its words in lower case, joined by dashes.

    File systems allow 255 bytes, and the longest ending is `.phones.settings.json`. The end of a longer name is
    replaced by its hash.
    """
    words = "-".join(re.findall(r"\w+", name.lower().replace("_", " "))).encode()
    if len(words) <= _MOST_BYTES:
        return words.decode()
    return f"{words[: _MOST_BYTES - 9].decode(errors='ignore')}-{hashlib.sha256(words).hexdigest()[:8]}"


def variable_name(wanted: str, taken: Container[str]) -> str:
    """Return `wanted` as an ASCII variable name in snake case that is neither taken nor reserved."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wanted)
    base = "_".join(re.findall(r"[a-z0-9]+", split.lower())) or "value"
    if base in _RESERVED or base[0].isdigit():
        base = f"the_{base}"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name
