"""Render a plan as source text. Templates hold syntax only; everything they are given is source already."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from regal_braze import braze, javascript, model
from regal_braze.literals import Source, js_boolean, js_key, js_member, js_number, js_string, js_strings
from regal_braze.resources import templates_root

if TYPE_CHECKING:
    from jinja2 import Environment

Context: TypeAlias = dict[str, object]

DIGEST_LENGTH = 16

_CONSTANTS = {
    "STRING_LIMIT": js_number(braze.STRING_LIMIT),
    "STRING_CUT": js_number(braze.STRING_LIMIT - 1),
    "KEY_LIMIT": js_number(braze.KEY_LIMIT),
    "EXTERNAL_ID_BYTES": js_number(braze.EXTERNAL_ID_BYTES),
    "ARRAY_ITEMS": js_number(braze.ARRAY_ITEMS),
    "CATALOG_ID_LIMIT": js_number(braze.CATALOG_ID_LIMIT),
    "EARLIEST_TIME": js_number(braze.EARLIEST_TIME),
    "LATEST_TIME": js_number(braze.LATEST_TIME),
    "ATTRIBUTE_ROOM": js_number(model.ATTRIBUTE_ROOM),
    "RESERVED_ATTRIBUTES": js_strings(braze.RESERVED_ATTRIBUTES, indent="  "),
}
"""What the names in capitals stand for in `helpers.js`."""


def render_transformation(plan: model.Transformation) -> str:
    """Return the JavaScript body of a transformation, ready to paste."""
    speller = javascript.Speller()
    speller.call("object")
    speller.call("text")
    context = _envelope(plan, speller) | _destination(plan, speller)
    context["helpers"] = [source for name, source in _helpers().items() if name in speller.helpers]
    body = str(_environment().get_template("transformation/transformation.js.jinja").render(context))
    return f"{_header(plan, body)}\n\n{body.lstrip()}"


def _header(plan: model.Transformation, body: str) -> Source:
    digest = hashlib.sha256(body.lstrip().encode()).hexdigest()[:DIGEST_LENGTH]
    return javascript.header(
        (
            f"Regal's {plan.event} → Braze's {_outcome(plan.destination)}",
            plan.description,
            f"Paste it into a Data Transformation ({_endpoint(plan.destination)}).",
            f"Generated from {plan.schema}; digest {digest}",
        )
    )


def _outcome(destination: model.Destination) -> str:
    match destination:
        case model.Track(event, None):
            return f'custom event "{event.name}"'
        case model.Track(event, _):
            return f'custom event "{event.name}" and profile attributes'
        case model.Changes():
            return "profile attributes"
        case model.Subscription(state=state):
            return f"subscription group of the channel: {state}"
        case model.Catalog(name=name):
            return f"catalog {name}"


def _endpoint(destination: model.Destination) -> str:
    return "PUT: Update multiple catalog items" if isinstance(destination, model.Catalog) else "POST: Track users"


def _envelope(plan: model.Transformation, speller: javascript.Speller) -> Context:
    sources = [path for each in (plan.identity.identifiers if plan.identity else ()) for path in each.paths]
    return {
        "event": Source(plan.event),
        "name": js_string(plan.event),
        "expected": javascript.expected(plan.accepted) if len(plan.accepted) > 1 else None,
        "rejected": [
            {
                "condition": javascript.rejection(rejected),
                "message": js_string(f"Expected the event {plan.event}, got {rejected.event}"),
            }
            for rejected in plan.rejected
        ],
        "identity": _identity(plan.identity, speller) if plan.identity else None,
        "uses_traits": any(path[0] == "traits" for path in sources),
        "uses_outer": any(len(path) == 1 and path[0] not in ("userId", "external_id") for path in sources),
        "drops_addresses": _may_identify_by_address(plan.identity) and _may_set_address(plan.destination),
    }


def _may_identify_by_address(identity: model.Identity | None) -> bool:
    return identity is not None and any(each.kind in ("email", "phone") for each in identity.identifiers)


def _may_set_address(destination: model.Destination) -> bool:
    match destination:
        case model.Track(attributes=model.Attributes(fields, undeclared)):
            return undeclared is not None or any(each.name in ("email", "phone") for each in fields)
        case _:
            return isinstance(destination, model.Changes)


def _identity(identity: model.Identity, speller: javascript.Speller) -> Context:
    sought = ", ".join(identifier.kind for identifier in identity.identifiers)
    speller.call("first")
    return {
        "identifiers": [
            {
                "usable": speller.usable(identifier),
                "candidates": Source(", ".join(speller.source(path) for path in identifier.paths)),
                "gap": Source("\n    " if len(identifier.paths) > 3 else " "),
                "value": _identifier(identifier),
            }
            for identifier in identity.identifiers
        ],
        "skips": identity.missing == "skip",
        "message": js_string(f"No usable identity: looked for {sought}"),
    }


def _identifier(identifier: model.Identifier) -> Source:
    if identifier.kind == "user_alias":
        return Source(
            f"{{ user_alias: {{ alias_name: found, alias_label: {js_string(identifier.alias_label or '')} }} }}"
        )
    return Source(f"{{ {identifier.kind}: found }}")


def _destination(plan: model.Transformation, speller: javascript.Speller) -> Context:
    match plan.destination:
        case model.Track() as track:
            return _track(track, plan.times, speller)
        case model.Changes() as changes:
            speller.call("customAttributes")
            speller.call("newValues")
            return {
                "destination": "transformation/changes.js.jinja",
                "source": js_member("data", changes.source),
                "updated": _update(changes.update_existing_only),
            }
        case model.Subscription() as subscription:
            return {
                "destination": "transformation/subscription.js.jinja",
                "groups": [
                    {"channel": js_key(channel), "id": js_string(group)} for channel, group in subscription.groups
                ],
                "channel": js_member("data", subscription.channel),
                "state": js_string(subscription.state),
                "update_existing_only": js_boolean(subscription.update_existing_only),
            }
        case model.Catalog() as catalog:
            speller.call("itemId")
            speller.call("present")
            speller.call("convert")
            return {
                "destination": "transformation/catalog.js.jinja",
                "catalog": js_string(catalog.name),
                "id": js_member("data", catalog.id_source),
                "message": js_string(f"No usable item id: looked for properties.{catalog.id_source}"),
                **_fields(catalog.fields, speller),
                "time_key": js_key(catalog.time_field),
                "time": speller.time(plan.times),
            }


def _track(track: model.Track, times: tuple[model.Path, ...], speller: javascript.Speller) -> Context:
    event = track.event
    speller.call("convert")
    return {
        "destination": "transformation/track.js.jinja",
        "event_name": js_string(event.name),
        "time": speller.time(times),
        **_fields(event.fields, speller),
        "event_id": Source(" ?? ".join(js_member("event", *path) for path in event.event_id)),
        "event_id_member": js_member("properties", model.EVENT_ID_PROPERTY),
        "open_maps": [_open_map(each, speller) for each in event.open_maps],
        "attributes": _attributes(track.attributes, speller) if track.attributes else None,
        "update_existing_only": js_boolean(event.update_existing_only),
    }


def _fields(fields: tuple[model.Field, ...], speller: javascript.Speller) -> Context:
    """Return the fields that keep their name, which one table converts, and those that move to another."""
    return {
        "fields": [
            (js_key(field.name), speller.conversion(field.conversion, indent="  "))
            for field in fields
            if field.sources == (field.name,)
        ],
        "moved": [_moved(field, speller) for field in fields if field.sources != (field.name,)],
    }


def _moved(field: model.Field, speller: javascript.Speller) -> Context:
    speller.call("set")
    return {
        "name": js_string(field.name),
        "type": speller.conversion(field.conversion),
        "candidates": Source(", ".join(js_member("data", source) for source in field.sources)),
    }


def _open_map(open_map: model.OpenMap, speller: javascript.Speller) -> Context:
    speller.call("spread")
    spelt: Context = {
        "prefix": js_string(open_map.prefix),
        "room": js_number(open_map.room),
        "declared": None,
        "taken": js_strings(open_map.taken),
    }
    if open_map.source is not None:
        return spelt | {"source": Source(f"{speller.call('object')}({js_member('data', open_map.source)})")}
    others = js_strings(tuple(name for name in open_map.taken if name not in open_map.declared))
    return spelt | {
        "source": Source(f"{speller.call('without')}(data, declared)"),
        "declared": js_strings(open_map.declared),
        "taken": Source(f"{others[:-1]}, ...declared]"),
    }


def _attributes(attributes: model.Attributes, speller: javascript.Speller) -> Context:
    speller.call("present")
    undeclared: Source | None = None
    if attributes.undeclared_except is not None:
        speller.call("customAttributes")
        undeclared = Source(f"{speller.call('without')}(data, {js_strings(attributes.undeclared_except)})")
    return {
        "undeclared": undeclared,
        "fields": [
            {"key": js_key(attribute.name), "value": _attribute(attribute, speller)} for attribute in attributes.fields
        ],
        "updated": _update(attributes.update_existing_only),
    }


def _attribute(attribute: model.Attribute, speller: javascript.Speller) -> Source:
    value = speller.value(attribute.conversion, speller.read(attribute.path))
    if attribute.when is None:
        return value
    condition = speller.value(model.Boolean(), speller.read(attribute.when))
    return Source(f"{condition} ? {value} : undefined")


def _update(update_existing_only: bool) -> Source:
    flag = js_boolean(update_existing_only)
    updated = f"[Object.assign(attributes, identity, {{ _update_existing_only: {flag} }})]"
    return Source(f"Object.keys(attributes).length > 0 ? {updated} : []")


@cache
def _helpers() -> dict[str, Source]:
    """Return the source of every helper by its name, in the order of the file."""
    text = (templates_root() / "transformation" / "helpers.js").read_text(encoding="utf-8")
    text = re.sub(r"\b[A-Z]+(?:_[A-Z]+)+\b", lambda name: _CONSTANTS.get(name[0], name[0]), text)
    blocks = (Source(block.strip("\n")) for block in text.split("\n\n"))
    return {found[1]: block for block in blocks if (found := re.search(r"^function (\w+)", block, re.MULTILINE))}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(templates_root()),
        autoescape=select_autoescape(enabled_extensions=()),
        finalize=only_source,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def only_source(value: object) -> object:
    """Refuse what is not source text already: the `finalize` of all templates."""
    if isinstance(value, Source) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"not source text: {value!r}")
