"""Read the helper functions of the bodies from their file."""

from __future__ import annotations

import re

from regal_braze.braze import limits
from regal_braze.render.literals import Code, js_scalar, js_strings

HELPERS_FILES = ("transformation/helpers.js", "transformation/profile_helpers.js")
REGION_FILE = "transformation/region_us.js"
"""The function `phoneNumber` of the only region that is supported. It calls `e164`, the general one."""

_FUNCTION = re.compile(r"^(?://.*\n)*function (\w+)(?:.*\n)*?\}$", re.MULTILINE)


def read_helpers(text: str) -> dict[str, Code]:
    """Return the source of each function in the text of the files, with the comment above it, by its name in order."""
    with_limits = re.sub(r"\b[A-Z]+(?:_[A-Z]+)+\b", lambda name: _limit(name[0]), text)
    return {function[1]: Code(function[0]) for function in _FUNCTION.finditer(with_limits)}


def with_region(helpers: dict[str, Code], text: str) -> dict[str, Code]:
    """Return the helpers with the `phoneNumber` of a region, from the text of its file, after the general function."""
    general = helpers["phoneNumber"].replace("function phoneNumber(", "function e164(")
    return {**helpers, "phoneNumber": Code(f"{general}\n\n{read_helpers(text)['phoneNumber']}")}


def _limit(name: str) -> Code:
    """Return the value that a name in capitals stands for: the one of that name in `limits`."""
    value = getattr(limits, name)
    return js_strings(value, indent="  ") if isinstance(value, tuple) else js_scalar(value)
