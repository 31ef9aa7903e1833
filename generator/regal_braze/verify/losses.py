"""What Braze does not get of a payload, or gets in another form: the map for losses.js, and the wording of each kind.

A path in the map is a list of keys: `from` leads through the payload, `to` through the request.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, assert_never

from regal_braze.documents.json_positions import locate
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.immutable import Immutable
from regal_braze.plan import conversions, model
from regal_braze.schema.annotation import EVENT_ID_PROPERTY
from regal_braze.schema.load import EventSchema

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import LossMap, Outcome

Kind = Literal[
    "cut", "left-out", "inexact", "shortened", "dropped", "converted", "renamed",
    "no-time", "no-purchase", "no-order",
    "no-identity", "no-item-id", "no-catalog", "unknown-channel", "other-event", "failed",
    "no-change", "skipped",
]  # fmt: skip


class Wording(NamedTuple):
    """A message about a value or, where a kind is about a whole payload, about the payload; and how to fix it."""

    message: str
    help: str


WORDING: Final[dict[Kind, Wording]] = {
    "cut": Wording("is cut at the end", "Omit it in x-braze if the rest matters, or send a link to it."),
    "left-out": Wording(
        "is left out: its type, its size or its name does not fit", "Declare the type that Regal sends, or rename it."
    ),
    "inexact": Wording(
        "is left out: JavaScript cannot hold this number exactly", "Send it as a text, and declare it as a string."
    ),
    "shortened": Wording(
        "is shortened: Braze gets only some of what is in it",
        "Raise maxItems if it is below 500, declare the type that Regal sends, or omit what you do not need.",
    ),
    "dropped": Wording("is not declared, and Braze does not get it", "Declare it in the schema if you need it."),
    "converted": Wording("is converted", ""),
    "renamed": Wording("is renamed", ""),
    "no-time": Wording("No usable time: Braze gets the time of the call", "Check what Regal sends for it."),
    "no-purchase": Wording(
        "No usable product, price, currency or quantity: there is no purchase", "Check what Regal sends for them."
    ),
    "no-order": Wording("A value is missing or not usable: there is no order", "Check what Regal sends for it."),
    "no-identity": Wording(
        "No usable identity: the payload is rejected", "Send the contact's id, email or phone to Regal."
    ),
    "no-item-id": Wording("No usable item id: the payload is rejected", "Check what Regal sends for it."),
    "no-catalog": Wording(
        "Its object_type has no catalog: the payload is rejected", "Add the type to [catalogs] if you need it."
    ),
    "other-event": Wording("It is another event: the payload is rejected", "Enable that event if you need it."),
    "failed": Wording("The transformation fails: the payload is rejected", "Run `regal-braze run` with the payload."),
    "no-change": Wording(
        "changes nothing that Braze can store: the payload is skipped", "Check what Regal sends for it."
    ),
    "unknown-channel": Wording(
        "Its channel is unknown: the payload is rejected", "Add the channel to [subscription_groups] or [channels]."
    ),
    "skipped": Wording(
        "No usable identity, or nothing that Braze can store: the payload is skipped", "Check what Regal sends."
    ),
}
"""The wording of each kind, for every command. Kinds without help are not losses: Braze gets the value."""

REFUSALS: Final[tuple[Kind, ...]] = (
    "no-identity", "no-item-id", "no-catalog", "unknown-channel", "other-event", "failed"
)  # fmt: skip
SKIPS: Final[tuple[Kind, ...]] = ("no-change", "skipped")

_DELIBERATE: Final[tuple[tuple[str, Kind], ...]] = (
    ("No usable identity", "no-identity"),
    ("No usable item id", "no-item-id"),
    ("No known channel", "unknown-channel"),
    (r"Expected the event \S+ of a type that has a catalog, got ", "no-catalog"),
    ("Expected the event ", "other-event"),
    ("Expected an event of ", "other-event"),
)
"""Patterns for the beginnings of the messages of deliberate errors (M2, M4, M14, M15)."""


class Loss(Immutable):
    """What Braze does not get of a payload, or gets in another form.

    `path` leads through the payload; it is empty if the loss is about the whole payload. `detail` is the new type or
    name of what is converted or renamed. `count` is how many items of a list it is about: `path` leads to the first.
    """

    kind: Kind
    path: tuple[str | int, ...] = ()
    detail: str = ""
    count: int = 1

    @property
    def is_loss(self) -> bool:
        """Whether Braze does not get the value as it is; it gets what is converted or renamed."""
        return self.kind not in {"converted", "renamed"}

    @property
    def pointer(self) -> str:
        """The JSON Pointer (RFC 6901) of the value in the payload."""
        return "".join(f"/{escape(str(step))}" for step in self.path)

    @property
    def pattern(self) -> str:
        """The pointer with `*` for the indexes of list items, to count the same loss in several payloads."""
        return "".join("/*" if isinstance(step, int) else f"/{escape(step)}" for step in self.path)

    @property
    def message(self) -> str:
        """The loss in words."""
        message = " ".join(
            filter(None, (self.pointer, WORDING[self.kind].message, self.detail and f"to {self.detail}"))
        )
        return f"{message} ({self.count} items)" if self.count > 1 else message

    def line(self, text: str, first: int) -> int:
        """Return the line of the value in a file in which `text`, the payload, begins at line `first`."""
        line, _ = locate(text, self.pointer) or (1, 1)
        return first + line - 1

    @property
    def help(self) -> str:
        """How to avoid the loss."""
        return WORDING[self.kind].help


def losses_of(outcome: Outcome, plan: model.Transformation) -> tuple[Loss, ...]:
    """Return the losses of a payload. If it is rejected or skipped, that is the only one."""
    if outcome.request is None:
        return (refusal(outcome.error_name, outcome.error),)
    return reported(outcome.losses, plan)


def reported(losses: Iterable[Json], plan: model.Transformation) -> tuple[Loss, ...]:
    """Return what losses.js reported."""
    found = []
    for kind, path, detail, count in losses:
        found.append(Loss(_skip(plan) if kind == "skipped" else kind, tuple(path), detail, count))
    return tuple(found)


def refusal(error_name: str | None, message: str | None) -> Loss:
    """Return the loss of a payload for which a body threw an error; its kind is "failed" if that was not deliberate."""
    kinds = (kind for pattern, kind in _DELIBERATE if error_name == "Error" and re.match(pattern, message or ""))
    return Loss(next(kinds, "failed"))


def is_deliberate(outcome: Outcome) -> bool:
    """Return whether a body threw one of the errors that it is meant to throw (M2, M4, M15)."""
    return outcome.request is None and refusal(outcome.error_name, outcome.error).kind != "failed"


def loss_map(plan: model.Transformation, schema: EventSchema) -> LossMap:
    """Return what losses.js compares payloads of an event with requests by."""
    declared = schema.properties.get("properties", {})
    match plan.destination:
        case model.Track() as track:
            return _track_map(track, declared)
        case model.Changes(source):
            changes = _object(["properties", source], ["attributes", 0], _undeclared("regal_"), pairs=True)
            return _map([changes], skipped=["properties", source])
        case model.Subscription():
            return _map([])
        case model.Catalog() as catalog:
            return _catalog_map(_members(catalog.fields, declared), catalog.time_field, None)
        case model.ObjectCatalogs(type_source, _, types, changes_source):
            typed = [
                [each.object_type, _catalog_map(_members(each.fields, (), "ignored"), each.time_field, changes_source)]
                for each in types
            ]
            return _map([]) | {"type": ["properties", type_source], "types": typed}
        case _:
            assert_never(plan.destination)


def _skip(plan: model.Transformation) -> Kind:
    if plan.identity is not None and plan.identity.missing == "skip":
        return "skipped"
    return "no-change"


def _map(objects: list[Json], values: Iterable[Json] = (), time: Iterable[Json] = (), **more: Json) -> dict[str, Json]:
    return {"objects": objects, "values": [*values], "time": [*time], "skipped": [], **more}


def _track_map(track: model.Track, declared: Collection[str]) -> dict[str, Json]:
    event, attributes = track.event, track.attributes
    taken = [*(field.name for field in event.fields), EVENT_ID_PROPERTY]
    node = _members(event.fields, declared) | {"taken": taken}
    for each in event.open_maps:
        if each.source is None:
            node |= {"rest": "open", "prefix": each.prefix}
        else:
            node["fields"].append(
                [each.source, "", {"spread": True, "rest": "open", "prefix": each.prefix, "taken": taken}]
            )
    objects = [_object(["properties"], ["events", 0, "properties"], node)]
    values = [_value(event.event_id, ["events", 0, "properties", EVENT_ID_PROPERTY], None)]
    if attributes is not None:
        if attributes.undeclared_except is not None:
            node["rest"] = "ignored"
            undeclared = _undeclared(
                "regal_", attributes.undeclared_except, [field.name for field in attributes.fields]
            )
            objects.append(_object(["properties"], ["attributes", 0], undeclared))
        values += map(_attribute, attributes.fields)
    purchases = [_purchase(purchase) for purchase in track.purchases]
    orders = [_order(order) for order in track.orders]
    return _map(objects, values, ["events", 0, "time"], purchases=purchases, orders=orders)


def _catalog_map(node: Json, time_field: str | None, changes: str | None) -> dict[str, Json]:
    source = ["properties"] if changes is None else ["properties", changes]
    return _map([_object(source, ["items", 0], node, pairs=changes is not None)], time=["items", 0, time_field or ""])


def _object(source: list[Json], target: list[Json], node: Json, *, pairs: bool = False) -> Json:
    return {"from": source, "to": target, "node": node, "pairs": pairs}


def _value(paths: Iterable[model.Path], target: list[Json], node: Json) -> dict[str, Json]:
    return {"from": [list(path) for path in paths], "to": target, "node": node}


def _attribute(attribute: model.Attribute) -> Json:
    value = _value([("properties", *attribute.path)], ["attributes", 0, attribute.name], _node(attribute.conversion))
    if attribute.name in {"email", "phone"}:
        value["or"] = ["events", 0, attribute.name]  # where it identifies the contact, it is not repeated
    if attribute.when:
        value["when"] = ["properties", *attribute.when]
    if attribute.named_by:
        value["label"] = ["properties", *attribute.named_by]
    return value


def _purchase(purchase: model.Purchase) -> Json:
    parts = {
        "product_id": purchase.product,
        "price": purchase.price,
        "currency": purchase.currency,
        "quantity": purchase.quantity,
    }
    return _rule(purchase.conditions, [([name], path) for name, path in parts.items()])


def _order(order: model.Order) -> Json:
    parts: list[tuple[list[Json], object]] = [(["properties", each.name], each.source) for each in order.values]
    for index, product in enumerate(order.products):
        parts += [(["properties", "products", index, each.name], each.source) for each in product]
    return _rule(order.conditions, parts)


def _rule(conditions: Iterable[model.Condition], parts: Iterable[tuple[list[Json], object]]) -> Json:
    """Return when a purchase or an order is sent, and which of its parts come from properties."""
    return {
        "conditions": [[["properties", *each.path], each.values] for each in conditions],
        "parts": [[target, ["properties", *path]] for target, path in parts if isinstance(path, tuple)],
    }


def _undeclared(prefix: str, except_keys: Iterable[str] = (), taken: Iterable[str] = ()) -> dict[str, Json]:
    fields = [[key, None, None] for key in except_keys]
    return {"fields": fields, "rest": "open", "unique": True, "prefix": prefix, "taken": [*taken]}


def _members(fields: Iterable[conversions.Field], declared: Iterable[str], rest: str = "dropped") -> dict[str, Json]:
    """Return the node of an object with these fields; what else is declared is left out on purpose."""
    sent = {source: [source, field.name, _node(field.conversion)] for field in fields for source in field.sources}
    omitted = [[key, None, None] for key in declared if key not in sent]
    return {"fields": [*sent.values(), *omitted], "rest": rest}


def _node(conversion: conversions.Conversion) -> Json:
    match conversion:
        case conversions.IsoTime() | conversions.UnixSeconds():
            return {"time": True}
        case conversions.ListOf(item):
            return {"items": _node(item)}
        case conversions.Record(fields):
            return _members(fields, ())
        case conversions.MapOf(_, fields):
            return _members(fields, ()) | {"rest": "open", "prefix": ""}
        case conversions.Row(fields):
            return _members(fields, ()) | {"row": True}
        case conversions.AttributeValue() | conversions.CatalogValue():
            return "unique"
        case _:
            return None
