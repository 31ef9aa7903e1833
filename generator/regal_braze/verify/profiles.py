"""Profiles to prove a template on: each variable in each state that a profile can have it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.engines.liquid.profile import Namespace
from regal_braze.engines.liquid.rewrite import ROOT
from regal_braze.webhooks.model import Variable
from regal_braze.workspace.webhook_settings import BrazeValue

ABSENT: Json = object()
"""The state of a value that a profile does not have at all."""

HOSTILE = 'O\'Brien "x" \\ {{ ${user_id} }} {% endif %}\n\t\u2028😀</script>'
"""A text with all that breaks JSON, Liquid or a line, and looks like an attack."""

_PLAIN: dict[str, tuple[Json, ...]] = {
    "string": ("Ada",),
    "phone": ("+17625555555",),
    "number": (42, -0.5),
    "boolean": (True, False),
    "array": (["a", 1, None], [{"b": [False]}]),
    "object": ({"a": {"b": 1}},),
}

_NAMESPACES = {
    "profile": ROOT,
    "attribute": "custom_attribute",
    "event": "event_properties",
    "context": "context",
    "trigger": "api_trigger_properties",
    "subscription_group": "subscribed_state",
}


def states(variable: Variable) -> tuple[Json, ...]:
    """Return what a profile may hold: nothing, null, blank, false, plain values, a hostile text."""
    plain = ("subscribed", "unsubscribed") if variable.source.kind == "subscription_group" else _PLAIN[variable.type]
    return (ABSENT, None, "", " \t", False, *(each for each in plain if each is not False), HOSTILE)


def usual(variable: Variable) -> Json:
    """Return a plain value; a text tells which variable it belongs to."""
    return f"{variable.name} of Ada" if variable.type == "string" else states(variable)[5]


def profile(values: Mapping[BrazeValue, Json]) -> dict[str, Namespace]:
    """Return the namespaces in which each source has its value."""
    found = {name: Namespace() for name in _NAMESPACES.values()}
    for source, value in values.items():
        if value is not ABSENT:
            found[_NAMESPACES[source.kind]][source.name] = value
    return found


def one_by_one(variables: Sequence[Variable]) -> Iterator[dict[BrazeValue, Json]]:
    """Yield the values of a usual profile, then those with one variable at a time in another state, then all in one."""
    plain = {variable.source: usual(variable) for variable in variables}
    yield plain
    for variable in variables:
        for state in states(variable):
            yield {**plain, variable.source: state}
    for state in (ABSENT, None, "", False, HOSTILE):
        yield {variable.source: state for variable in variables}
