"""What Regal does not get of a profile, or gets in another form.

A webhook template is rendered again without each value: if the body stays the same, the value is not sent. So this
knows none of the rules of the templates, and also works for a workspace's own ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Final

from regal_braze.braze.liquid_names import nested
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import lookup
from regal_braze.engines.liquid.environment import Aborted, LiquidError, Template
from regal_braze.engines.liquid.profile import Namespace, path_in
from regal_braze.losses.losses import Loss
from regal_braze.losses.profiles import ABSENT, NAMESPACES, profile, usual
from regal_braze.webhooks.model import Variable, VariableType, Webhook
from regal_braze.webhooks.settings import BrazeValue

MOST_UNREAD: Final = 20
"""Values of one part of a profile that are named if no template reads them; the others are counted."""

_CONVERTED: Final[Mapping[VariableType, tuple[type, ...]]] = {
    "string": (int, float),
    "phone": (int, float),
    "number": (str,),
    "boolean": (str,),
}
"""The Python types of the values that a variable of each type converts."""


def profile_losses(
    plan: Webhook, template: Template, document: Mapping[str, Json], values: Mapping[str, Namespace], body: str
) -> Iterator[Loss]:
    """Yield what the body lacks of a profile. `document` is its file, and `values` are the namespaces made of it."""
    variables: dict[BrazeValue, list[Variable]] = {}
    for variable in plan.variables:
        variables.setdefault(variable.source, []).append(variable)
    plain = {variable.source: usual(variable) for variable in plan.variables}
    read: set[tuple[str, str]] = set()
    for source, read_as in variables.items():
        namespace = NAMESPACES[source.kind]
        name, steps = _keys(namespace, source.name, values[namespace])
        read.add((namespace, name))
        value, path = lookup(values[namespace], (name, *steps)), (*path_in(document, namespace, name), *steps)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Loss("blank", path)
        elif _rendered(template, {**values, namespace: _without(values[namespace], (name, *steps))}) == body:
            alone = _rendered(template, profile({**plain, source: value}))
            is_sent_alone = alone != _rendered(template, profile({**plain, source: ABSENT}))
            yield Loss("not-needed" if is_sent_alone else "unfit", path)
        elif kind := _new_type(value, read_as):
            yield Loss("converted", path, kind)
    yield from _unread(template, document, values, read)


def _keys(namespace: str, name: str, entries: Namespace) -> tuple[str, tuple[str | int, ...]]:
    """Return the name in its namespace that has the value of a source, and the keys and positions in that."""
    first, steps = nested(namespace, name)
    if namespace == "custom_attribute" and first not in entries:
        outer, *inner = first.split(".")
        return outer, (*inner, *steps)
    return first, steps


def _without(entries: Namespace, keys: Sequence[str | int]) -> Namespace:
    """Return the values of a namespace with null at these keys and positions."""
    copied = deepcopy(entries)
    lookup(copied, keys[:-1])[keys[-1]] = None
    return copied


def _new_type(value: Json, read_as: list[Variable]) -> str | None:
    """Return the type that a value gets in the body, if that is another one and the same everywhere."""
    kind, *others = {variable.type for variable in read_as}
    is_state = read_as[0].source.kind == "subscription_group"
    if others or is_state or not isinstance(value, _CONVERTED.get(kind, ())):
        return None
    return "string" if kind == "phone" else kind


def _unread(
    template: Template, document: Mapping[str, Json], values: Mapping[str, Namespace], read: set[tuple[str, str]]
) -> Iterator[Loss]:
    for namespace, entries in values.items():
        names = [name for name in entries if (namespace, name) not in read and not template.reads(name)]
        paths = [path_in(document, namespace, name) for name in names[: MOST_UNREAD + 1]]
        yield from (Loss("unread", path) for path in paths[:MOST_UNREAD])
        if len(names) > MOST_UNREAD:
            yield Loss("more-unread", paths[-1][:-1], f"{len(names) - MOST_UNREAD:,}")


def _rendered(template: Template, values: Mapping[str, object]) -> str | Aborted | None:
    try:
        return template.render(values)
    except LiquidError:  # a block of the workspace that needs the value
        return None
