"""Find the lines of the workspace's file that have an effect on an event."""

from __future__ import annotations

from collections.abc import Iterator

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath, lookup
from regal_braze.documents.toml_positions import find_line
from regal_braze.documents.toml_text import dotted, toml_value
from regal_braze.explain.facts import WorkspaceLine
from regal_braze.plan import model
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import matching
from regal_braze.workspace.settings import Naming, Settings, UpdateExistingOnly


def workspace_lines(plan: model.Transformation, schema: EventSchema, settings: Settings) -> tuple[WorkspaceLine, ...]:
    """Return the settings that have an effect on an event and differ from the defaults, in the order of the file."""
    values: dict[KeyPath, Json] = {}
    if not isinstance(plan.destination, model.ObjectCatalogs):  # settings of properties have no effect on an item
        values |= {path: _value_at(path, settings) for path in map(_setting, schema.origins.values())}
    values |= dict(
        (
            *_identity(plan, settings),
            *_updates(plan.destination, settings.update_existing_only),
            *_names(plan.destination, schema, settings.names),
            *_groups(plan.destination, schema, settings),
            *_catalogs(plan.destination, settings),
            *_recipes(schema, settings),
        )
    )
    lines = {path: find_line(settings.file.text, path) for path in values}
    ordered = sorted(values, key=lambda path: (lines[path] or 0, [str(key) for key in path]))
    return tuple(WorkspaceLine(lines[path], dotted(path), toml_value(values[path])) for path in ordered)


def _setting(path: KeyPath) -> KeyPath:
    """Return the path of the setting that contains a key of a recipe or one of several purchases."""
    return path[:2] if path[0] == "recipes" else path[:3] if path[2:3] in (("purchases",), ("orders",)) else path


def _value_at(path: KeyPath, settings: Settings) -> Json:
    match path:
        case ("properties", str(policy)):
            return getattr(settings.properties, policy)
        case ("recipes", str(name)):
            return settings.recipes[name]
    return lookup(settings.events, path[1:])


def _identity(plan: model.Transformation, settings: Settings) -> Iterator[tuple[KeyPath, Json]]:
    if plan.identity is None:
        return
    defaults, order = Settings(), settings.identity_order
    for key, field, is_used in (
        ("order", "identity_order", True),
        ("braze_id_trait", "braze_id_trait", "braze_id" in order),
        ("alias_label", "alias_label", "user_alias" in order),
        ("region", "region", True),
        ("missing", "missing_identity", True),
    ):
        if is_used and getattr(settings, field) != getattr(defaults, field):
            yield ("identity", key), getattr(settings, field)
    for kind, paths in settings.identity_paths.items():
        is_used = kind in order or (kind == "phone" and "user_alias" in order)
        if is_used and paths != defaults.identity_paths[kind]:
            yield ("identity", kind), [".".join(path) for path in paths]


def _updates(destination: model.Destination, update: UpdateExistingOnly) -> Iterator[tuple[KeyPath, Json]]:
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


def _names(destination: model.Destination, schema: EventSchema, names: Naming) -> Iterator[tuple[KeyPath, Json]]:
    if isinstance(destination, model.Track) and "event" not in schema.annotation:
        for key in ("case", "prefix"):
            if getattr(names, key) != getattr(Naming(), key):
                yield ("names", key), getattr(names, key)


def _groups(destination: model.Destination, schema: EventSchema, settings: Settings) -> Iterator[tuple[KeyPath, Json]]:
    if not isinstance(destination, model.Subscription):
        return
    for channel, _ in destination.groups:
        own = schema.subscription_groups.get(channel)
        if own is not None:
            for pattern, table in settings.events.items():
                if matching(pattern, [schema.event]) and table.get("subscription_groups", {}).get(channel) == own:
                    yield ("events", pattern, "subscription_groups", channel), own
        elif channel in settings.subscription_groups:
            yield ("subscription_groups", channel), settings.subscription_groups[channel]
    for channel, attribute in destination.attributes:
        yield ("subscription_groups", channel, "attribute"), attribute
    for synonym, channel in destination.synonyms:
        yield ("channels", synonym), channel


def _catalogs(destination: model.Destination, settings: Settings) -> Iterator[tuple[KeyPath, Json]]:
    if isinstance(destination, model.ObjectCatalogs):
        for catalog in settings.catalogs:
            for key in ("object_type", "fields", "time"):
                if getattr(catalog, key) is not None:
                    yield ("catalogs", catalog.name, key), getattr(catalog, key)


def _recipes(schema: EventSchema, settings: Settings) -> Iterator[tuple[KeyPath, Json]]:
    """Yield the recipes that the workspace turns off; `origins` has those that it turns on."""
    for name, recipe in schema.file.document.get("x-braze", {}).get("recipes", {}).items():
        value = settings.recipes.get(name)
        if value is False and recipe.get("on", False):
            yield ("recipes", name), value
