"""The entries of open objects: sorted, under valid names (M10, M11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Final, Literal

from support.interpreter.text import TEXT_LIMIT, WHITE_SPACE, trim, unit_count, unit_order, well_formed


class Absence(Enum):
    """The type of LEFT_OUT."""

    LEFT_OUT = "left out"


LEFT_OUT: Final[Literal[Absence.LEFT_OUT]] = Absence.LEFT_OUT
"""A value that Braze does not get, or that Regal did not send."""

_LEADING = WHITE_SPACE + "$"
_UNFIT_FOR_NESTED_ATTRIBUTES = re.compile(f"[{WHITE_SPACE}.$]+")


def legal_name(key: str) -> str | None:
    """Return the name that Braze accepts for a key, or None if there is none."""
    return _checked(trim(key).lstrip(_LEADING))


def nested_attribute_name(key: str) -> str | None:
    """Return the same for a key below the top level of an attribute: without spaces, dots and dollar signs (M12).

    The names of Braze's commands get a prefix (M5).
    """
    name = _checked(_UNFIT_FOR_NESTED_ATTRIBUTES.sub("_", trim(key).lstrip(_LEADING)))
    return f"regal_{name}" if name in {"add", "inc", "remove", "update"} else name


def sorted_entries(value: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return keys and values, sorted by the UTF-16 units of the keys."""
    return sorted(value.items(), key=lambda entry: unit_order(entry[0]))


def collect(
    entries: Iterable[tuple[str, object]],
    name_of: Callable[[str], str | None],
    convert: Callable[[str, object], object],
) -> dict[str, object]:
    """Return the entries under their names, converted (`convert` gets the name and the value).

    If two keys have one name, the key that needed no change wins, then the first one.
    """
    collected: dict[str, object] = {}
    for key, value in entries:
        name = name_of(key)
        if name is None:
            continue
        converted = convert(name, value)
        if converted is not LEFT_OUT and (name == key or name not in collected):
            collected[name] = converted
    return collected


def _checked(name: str) -> str | None:
    if not name or name == "__proto__" or unit_count(name) > TEXT_LIMIT:
        return None
    return well_formed(name)
