"""What the scripts that compare pasted code need to know of a workspace, as JSON: recognize.js and probes.js.

`regal-braze compare` and the page output/index.html give the same data to the same scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, assert_never

from regal_braze.documents.json_text import Json
from regal_braze.plan import conversions, model
from regal_braze.render.destinations import uses_time

_USUAL_PATHS: Final[Mapping[str, tuple[model.Path, ...]]] = {
    "external_id": (("userId",),),
    "email": (("traits", "email"),),
    "phone": (("traits", "phone"),),
}
"""Where identifiers are that a workspace does not use. Other code may use them."""

_TYPES: Final[Mapping[type, str]] = {
    conversions.Text: "text",
    conversions.Number: "number",
    conversions.Boolean: "boolean",
}


def known_names(
    transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]
) -> dict[str, Sequence[Json]]:
    """Return the arguments `events` and `bundles` of recognize.js."""
    return {
        "events": [
            {"event": plan.event, "names": [plan.event], "marks": _marks(plan.destination)} for plan in transformations
        ],
        "bundles": [
            {"name": bundle.name, "events": [plan.event for plan in bundle.transformations]} for bundle in bundles
        ],
    }


def probe_data(plan: model.Transformation) -> dict[str, Json]:
    """Return what probes.js needs to make payloads of an event, besides its samples."""
    destination = plan.destination
    channel = None
    if isinstance(destination, model.Subscription):
        known = [name for name, _ in (*destination.groups, *destination.attributes, *destination.synonyms)]
        channel = {"name": destination.channel, "known": known}
    return {
        "event": plan.event,
        "identity": _paths(plan.identity) if plan.identity else None,
        "times": plan.times if uses_time(destination) else (),
        "channel": channel,
        "changes": destination.source if isinstance(destination, model.Changes) else None,
        "types": {
            field.sources[0]: kind for field in _fields(destination) if (kind := _TYPES.get(type(field.conversion)))
        },
    }


def _marks(destination: model.Destination) -> list[str]:
    """Return what the code of a transformation contains that is for this event: names in Braze, or where it reads."""
    match destination:
        case model.Track(event=event):
            return [event.name]
        case model.Subscription(state=state):
            return [state]
        case model.Catalog(name=name):
            return [name]
        case model.ObjectCatalogs(types=types):
            return [each.catalog for each in types]
        case model.Changes(source=source):
            return [f"payload.properties.{source}"]
        case _:
            assert_never(destination)


def _paths(identity: model.Identity) -> dict[str, Sequence[model.Path]]:
    found: dict[str, Sequence[model.Path]] = {
        "phone" if each.kind == "user_alias" else each.kind: each.paths for each in identity.identifiers
    }
    return {kind: found.get(kind) or usual for kind, usual in _USUAL_PATHS.items()}


def _fields(destination: model.Destination) -> tuple[conversions.Field, ...]:
    match destination:
        case model.Track(event=event):
            return event.fields
        case model.Catalog(fields=fields):
            return fields
        case model.ObjectCatalogs(types=types, changes=None):
            return tuple(field for each in types for field in each.fields)
        case _:
            return ()
