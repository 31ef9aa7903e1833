"""Profiles to verify a webhook template with: each variable in each state that a profile can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regal_braze.braze.liquid_names import nested
from regal_braze.documents.json_text import Json
from regal_braze.engines.liquid.profile import ROOT, Namespace
from regal_braze.webhooks import settings
from regal_braze.webhooks.model import Variable
from regal_braze.webhooks.settings import BrazeValue

ABSENT: Json = object()
"""The state of a value that is missing in a profile."""

HOSTILE = 'O\'Brien "x" \\ {{ ${user_id} }} {% endif %}\n\t\u2028😀</script>'
"""A text with characters that could break JSON, Liquid or a line."""

_PLAIN: dict[str, tuple[Json, ...]] = {
    "string": ("Ada",),
    "phone": ("+17625555555",),
    "number": (42, -0.5),
    "boolean": (True, False),
    "array": (["a", 1, None], [{"b": [False]}]),
    "object": ({"a": {"b": 1}},),
}

NAMESPACES = {**settings.NAMESPACES, "profile": ROOT}
"""The namespace of the engine that has each kind of value."""


def states(variable: Variable) -> tuple[Json, ...]:
    """Return the states to try: absent, null, blank, false, plain values, a hostile text."""
    plain = ("subscribed", "unsubscribed") if variable.source.kind == "subscription_group" else _PLAIN[variable.type]
    return (ABSENT, None, "", " \t", False, *(value for value in plain if value is not False), HOSTILE)


def usual(variable: Variable) -> Json:
    """Return a plain value. A text contains the name of its variable."""
    return f"{variable.name} of Ada" if variable.type == "string" else states(variable)[5]


def profile(values: Mapping[BrazeValue, Json]) -> dict[str, Namespace]:
    """Return the namespaces of a profile with these values."""
    found = {name: Namespace() for name in NAMESPACES.values()}
    for source, value in values.items():
        if value is not ABSENT:
            name, steps = nested(NAMESPACES[source.kind], source.name)
            _put(found[NAMESPACES[source.kind]], (name, *steps), value)
    return found


def _put(container: Json, steps: Sequence[str | int], value: Json) -> None:
    """Put a value into an object or array, at the end of these keys and positions."""
    first, *rest = steps
    if isinstance(first, int):
        container.extend([None] * (first + 1 - len(container)))
    if not rest:
        container[first] = value
        return
    inner = container[first] if isinstance(first, int) else container.get(first)
    kind = list if isinstance(rest[0], int) else dict
    container[first] = kind(inner) if isinstance(inner, kind) else kind()
    _put(container[first], rest, value)


def one_by_one(variables: Sequence[Variable]) -> Iterator[dict[BrazeValue, Json]]:
    """Yield the values of a usual profile, then change one variable at a time, then all at once."""
    plain = {variable.source: usual(variable) for variable in variables}
    yield plain
    for variable in variables:
        for state in states(variable):
            yield {**plain, variable.source: state}
    for state in (ABSENT, None, "", False, HOSTILE):
        yield {variable.source: state for variable in variables}
