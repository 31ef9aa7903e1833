"""Which lines of the workspace's file bear on an event, and what they say there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeAlias

from regal_braze.commands.explain.facts import Decision
from regal_braze.documents.json_text import Json
from regal_braze.documents.toml_positions import find_line
from regal_braze.plan import model
from regal_braze.resources import CONFIG_NAME
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import matching
from regal_braze.workspace.settings import CHANNELS, Naming, Settings, UpdateExistingOnly

Path: TypeAlias = tuple[str | int, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def decisions_about(plan: model.Transformation, schema: EventSchema, settings: Settings) -> tuple[Decision, ...]:
    """Return what the workspace decides about an event and what differs from the default, in the order of the file."""
    said: dict[Path, Json] = {}
    if not isinstance(plan.destination, model.ObjectCatalogs):  # what is said of properties does not reach an item
        said |= {path: _value_at(path, settings) for path in map(_whole, schema.origins.values())}
    said |= dict(
        (
            *_identity(plan, settings),
            *_updates(plan.destination, settings.update_existing_only),
            *_names(plan.destination, schema, settings.names),
            *_groups(plan.destination, schema, settings),
            *_catalogs(plan.destination, settings),
            *_recipes(schema, settings),
        )
    )
    text = settings.file.text
    lines = {path: find_line(text, path) for path in said}
    ordered = sorted(said, key=lambda path: (lines[path] or 0, [str(key) for key in path]))
    return tuple(Decision(lines[path], _key(path), _toml(said[path])) for path in ordered)


def place_of(schema: EventSchema, pointer: str) -> str | None:
    """Return where the workspace says what `pointer` into the decided `x-braze` holds; None where the schema does."""
    origin = pointer
    while origin and origin not in schema.origins:
        origin = origin.rpartition("/")[0]
    if not origin or schema.config is None:
        return None
    return _place(find_line(schema.config.text, schema.origins[origin]))


def _place(line: int | None) -> str:
    return f"{CONFIG_NAME}:{line}" if line else CONFIG_NAME


def _whole(path: Path) -> Path:
    """Return the path of a decision, where one of its items is meant: a chosen key, one of several purchases."""
    return path[:2] if path[0] == "recipes" else path[:3] if path[2:3] == ("purchases",) else path


def _value_at(path: Path, settings: Settings) -> Json:
    match path:
        case ("properties", str(policy)):
            return getattr(settings.properties, policy)
        case ("recipes", str(name)):
            return settings.recipes[name]
    value: Json = settings.events
    for key in path[1:]:
        value = value[key]
    return value


def _identity(plan: model.Transformation, settings: Settings) -> Iterator[tuple[Path, Json]]:
    if plan.identity is None:
        return
    usual = Settings()
    if settings.identity_order != usual.identity_order:
        yield ("identity", "order"), list(settings.identity_order)
    if "braze_id" in settings.identity_order and settings.braze_id_trait != usual.braze_id_trait:
        yield ("identity", "braze_id_trait"), settings.braze_id_trait
    if "user_alias" in settings.identity_order and settings.alias_label != usual.alias_label:
        yield ("identity", "alias_label"), settings.alias_label
    if settings.missing_identity != usual.missing_identity:
        yield ("identity", "missing"), settings.missing_identity


def _updates(destination: model.Destination, update: UpdateExistingOnly) -> Iterator[tuple[Path, Json]]:
    kinds: list[str] = []
    match destination:
        case model.Track(_, attributes, purchases):
            kinds = ["events", *["attributes"] * bool(attributes), *["purchases"] * bool(purchases)]
        case model.Changes():
            kinds = ["attributes"]
        case model.Subscription(state=state):
            kinds = ["subscribe" if state == "subscribed" else "unsubscribe"]
    for kind in kinds:
        if getattr(update, kind) != getattr(UpdateExistingOnly(), kind):
            yield ("update_existing_only", kind), getattr(update, kind)


def _names(destination: model.Destination, schema: EventSchema, names: Naming) -> Iterator[tuple[Path, Json]]:
    if isinstance(destination, model.Track) and "event" not in schema.annotation:
        if names.case != Naming().case:
            yield ("names", "case"), names.case
        if names.prefix != Naming().prefix:
            yield ("names", "prefix"), names.prefix


def _groups(destination: model.Destination, schema: EventSchema, settings: Settings) -> Iterator[tuple[Path, Json]]:
    if not isinstance(destination, model.Subscription):
        return
    for channel in CHANNELS:
        own = schema.subscription_groups.get(channel)
        if own is not None:
            for pattern, table in settings.events.items():
                if matching(pattern, [schema.event]) and table.get("subscription_groups", {}).get(channel) == own:
                    yield ("events", pattern, "subscription_groups", channel), own
        elif channel in settings.subscription_groups:
            yield ("subscription_groups", channel), settings.subscription_groups[channel]


def _catalogs(destination: model.Destination, settings: Settings) -> Iterator[tuple[Path, Json]]:
    if isinstance(destination, model.ObjectCatalogs):
        for catalog in settings.catalogs:
            yield ("catalogs", catalog.name, "object_type"), catalog.object_type
            yield ("catalogs", catalog.name, "fields"), list(catalog.fields)
            if catalog.time is not None:
                yield ("catalogs", catalog.name, "time"), catalog.time


def _recipes(schema: EventSchema, settings: Settings) -> Iterator[tuple[Path, Json]]:
    """Yield the recipes that the workspace has switched off; what it has on is known by its origin."""
    for name, recipe in schema.file.document.get("x-braze", {}).get("recipes", {}).items():
        wanted = settings.recipes.get(name)
        if wanted is False and recipe.get("on", False):
            yield ("recipes", name), wanted


def _key(path: Path) -> str:
    return ".".join(key if _BARE.match(key) else json.dumps(key) for key in path if isinstance(key, str))


def _toml(value: Json) -> str:
    if isinstance(value, dict):
        inner = (f"{_key((key,))} = {_toml(each)}" for key, each in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False)
