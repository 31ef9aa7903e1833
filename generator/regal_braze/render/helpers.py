"""Read the helper functions of the bodies from their file."""

from __future__ import annotations

import re

from regal_braze.braze import limits
from regal_braze.plan import conversions
from regal_braze.render.literals import Code, js_number, js_strings

HELPERS_FILES = ("transformation/helpers.js", "transformation/profile_helpers.js")

CONSTANTS = {
    "STRING_LIMIT": js_number(limits.STRING_LIMIT),
    "KEY_LIMIT": js_number(limits.KEY_LIMIT),
    "EXTERNAL_ID_BYTES": js_number(limits.EXTERNAL_ID_BYTES),
    "ARRAY_ITEMS": js_number(limits.ARRAY_ITEMS),
    "CATALOG_STRING_LIMIT": js_number(limits.CATALOG_STRING_LIMIT),
    "CATALOG_LIST_ITEMS": js_number(limits.CATALOG_LIST_ITEMS),
    "CATALOG_ID_LIMIT": js_number(limits.CATALOG_ID_LIMIT),
    "CURRENCY_CODES": js_strings(limits.CURRENCIES, indent="  "),
    "PURCHASE_QUANTITY": js_number(limits.PURCHASE_QUANTITY),
    "EARLIEST_TIME": js_number(limits.EARLIEST_TIME),
    "LATEST_TIME": js_number(limits.LATEST_TIME),
    "PROPERTY_COUNT": js_number(limits.PROPERTY_COUNT),
    "ATTRIBUTE_ROOM": js_number(conversions.ATTRIBUTE_ROOM),
    "WITHHELD_NUMBERS": js_strings(limits.WITHHELD_NUMBERS),
    "RESERVED_ATTRIBUTES": js_strings(limits.RESERVED_ATTRIBUTES, indent="  "),
}
"""The values of the names in capitals in the file of helpers."""

_FUNCTION = re.compile(r"^(?://.*\n)*function (\w+)(?:.*\n)*?\}$", re.MULTILINE)


def read_helpers(text: str) -> dict[str, Code]:
    """Return the source of each function in the text of the files, with the comment above it, by its name in order."""
    with_limits = re.sub(r"\b[A-Z]+(?:_[A-Z]+)+\b", lambda name: CONSTANTS.get(name[0], name[0]), text)
    return {function[1]: Code(function[0]) for function in _FUNCTION.finditer(with_limits)}
