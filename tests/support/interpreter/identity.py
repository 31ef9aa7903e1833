"""The event (M2) and the contact (M3, M4) of a payload."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from regal_braze.plan.model import Claim, Identifier, Identity, Path, Transformation
from regal_braze.workspace.settings import Region
from support.interpreter.conversions import is_object, read_email, read_phone
from support.interpreter.entries import LEFT_OUT
from support.interpreter.numbers import as_double
from support.interpreter.text import SAFE_INTEGER, has_lone_surrogate, number_text, trim

_EXTERNAL_ID_BYTES = 987


@dataclass(frozen=True, slots=True)
class Identified:
    """The identifier that is sent, the keys that it adds to an object of the request, and the region of numbers."""

    kind: Literal["external_id", "braze_id", "email", "phone", "user_alias"]
    keys: dict[str, object]
    region: Region | None


def read(value: object, path: Path) -> object:
    """Return the value at the path; LEFT_OUT if a step is missing or its parent is not an object."""
    for key in path:
        if not is_object(value) or key not in value:
            return LEFT_OUT
        value = value[key]
    return value


def first_of(value: object, paths: Iterable[Path]) -> object:
    """Return the first value at one of the paths that is neither missing nor null, else None."""
    found = (read(value, path) for path in paths)
    return next((each for each in found if each is not LEFT_OUT and each is not None), None)


def as_object(value: object) -> dict[str, object]:
    """Return a JSON object as it is, and an empty one for anything else."""
    return value if is_object(value) else {}


def is_expected(plan: Transformation, payload: object) -> bool:
    """Return whether the payload is the event of the plan: it has no name, or one that is accepted and not rejected."""
    name = read(payload, ("name",))
    if name is LEFT_OUT:
        name = read(payload, ("event",))
    if name is LEFT_OUT:
        return True
    properties = as_object(read(payload, ("properties",)))
    accepted = [claim for claim in plan.accepted if claim.name == name and _has_property(claim, properties)]
    is_accepted = name == plan.event or bool(accepted)
    return is_accepted and not any(_has_property(claim, properties) for claim in plan.rejected)


def identify(identity: Identity, payload: object) -> Identified | None:
    """Return the first usable identifier, or None."""
    if not is_object(read(payload, ("properties",))):
        return None
    for identifier in identity.identifiers:
        for path in identifier.paths:
            if text := _usable(identifier, read(payload, path), identity.region):
                return Identified(identifier.kind, _keys(identifier, text), identity.region)
    return None


def read_external_id(value: object) -> str:
    """Return a string without outer white space, or a number as text; "" for anything that cannot be an id (M4)."""
    number = as_double(value)
    if isinstance(value, str):
        text = trim(value)
    else:
        text = "" if number is None or not abs(number) <= SAFE_INTEGER else number_text(number)
    unusable = text in ("null", "undefined") or has_lone_surrogate(text) or len(text.encode()) > _EXTERNAL_ID_BYTES
    return "" if unusable else text


def _has_property(claim: Claim, properties: dict[str, object]) -> bool:
    return properties.get(claim.property) == claim.value


def _usable(identifier: Identifier, value: object, region: Region | None) -> str | None:
    if identifier.kind == "email":
        return read_email(value)
    return read_external_id(value) if identifier.kind in ("external_id", "braze_id") else read_phone(value, region)


def _keys(identifier: Identifier, text: str) -> dict[str, object]:
    if identifier.kind == "user_alias":
        return {"user_alias": {"alias_name": text, "alias_label": identifier.alias_label}}
    return {identifier.kind: text}
