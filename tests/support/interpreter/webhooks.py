"""What a webhook template must send, from the plan and the values of a profile, without any Liquid (W2 to W4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from regal_braze.losses.profiles import ABSENT
from regal_braze.webhooks.model import Array, Object, SentWhen, Value, Variable, Webhook
from regal_braze.webhooks.settings import BrazeValue, Constant

Json: TypeAlias = Any
NOTHING: Final[Json] = object()
"""Stands for a value that is not sent."""
ABORTED: Final[Json] = object()
"""Stands for the body of a webhook that sends nothing."""


def expected(plan: Webhook, values: Mapping[BrazeValue, Json]) -> Json:
    """Return the body that Regal should get, or ABORTED."""
    known = {variable.name: sent(variable, values.get(variable.source, ABSENT)) for variable in plan.variables}
    for required in plan.required:
        if not any(all(_holds(when, known) for when in conditions) for conditions in required.any_of):
            return ABORTED
    return _value(plan.body, known)


def sent(variable: Variable, value: Json) -> Json:
    """Return what is sent for a value of a profile, or NOTHING (W3, W4)."""
    if value is ABSENT or value is None:
        return NOTHING
    if variable.source.kind == "subscription_group":
        return {"subscribed": True, "unsubscribed": False}.get(value, NOTHING) if isinstance(value, str) else NOTHING
    if variable.type in ("array", "object"):
        return value if isinstance(value, list if variable.type == "array" else dict) and value else NOTHING
    if variable.field:
        return NOTHING if value is False else _text(value)
    if variable.type in ("string", "phone") and isinstance(value, float) and _has_exponent(value):
        return NOTHING
    if isinstance(value, list | dict):
        return NOTHING
    return {"string": _text, "phone": _phone, "boolean": _boolean, "number": _number}[variable.type](value)


def _has_exponent(value: float) -> bool:
    """Return whether Ruby writes a number with an exponent, as it does with whole ones from 10^15 on."""
    return "e" in str(value) or (abs(value) >= 1e15 and value.is_integer())


def _phone(value: Json) -> Json:
    return NOTHING if isinstance(value, bool) else _text(value)


def _boolean(value: Json) -> Json:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value, NOTHING) if isinstance(value, str) else NOTHING


def _text(value: Json) -> Json:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if str(value).strip() else NOTHING


def _number(value: Json) -> Json:
    if isinstance(value, bool):
        return NOTHING
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return NOTHING
    number = float(value) if "." in value else int(value)
    return number if str(number) == value else NOTHING


def _value(value: Value, known: Mapping[str, Json]) -> Json:
    match value:
        case Constant(constant):
            return constant
        case Variable():
            return known[value.name]
        case Array(items):
            return [_value(item.value, known) for item in items if _holds(item.when, known)]
        case Object(members):
            present = [member for member in members if _holds(member.when, known)]
            return {
                known[member.key.name] if isinstance(member.key, Variable) else member.key: _value(member.value, known)
                for member in present
            }


def _holds(when: SentWhen | None, known: Mapping[str, Json]) -> bool:
    if when is None:
        return True
    first = known[when.variables[0].name]
    present = any(known[variable.name] is not NOTHING for variable in when.variables)
    return present and all(first != known[other.name] for other in when.unlike)
