"""Bring what a workspace decides about single events into their `x-braze`: from here on nobody asks who said what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.immutable import replace
from regal_braze.schema.annotation import split_path
from regal_braze.schema.decide_patterns import fitting, idle_statements, statements
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import matching, unknown_event
from regal_braze.workspace.settings import Settings

Path: TypeAlias = tuple[str | int, ...]
Setting: TypeAlias = tuple[str, str | None]
"""A key of an event's table or, where its value is a table too, that key and one in it."""

_TABLES = ("rename", "convert", "attributes", "limits", "subscription_groups")
_ANNOTATED_AS = {"name": "event"}
_OTHERWISE = ("enabled", "subscription_groups")
"""Keys that are no keywords of x-braze."""
_BY_DESTINATION = {
    "changes": ("enabled",),
    "subscription": ("enabled", "subscription_groups"),
    "catalog": ("enabled", "omit", "rename", "convert", "limits", "long_texts", "times"),
    "objects": ("enabled",),
}
"""What an event's table can say where the event is no custom event in Braze."""
_POLICIES = ("nulls", "long_texts", "times", "undeclared")


def decide(
    schemas: Iterable[EventSchema], settings: Settings, events: Sequence[str]
) -> tuple[list[EventSchema], list[Finding]]:
    """Return every schema with what the workspace decides about it, and the findings on the way.

    `events` are all that there are, those with a broken schema among them.
    """
    schemas = list(schemas)
    findings = [
        unknown_event(pattern, events, settings, ("events", pattern))
        for pattern in settings.events
        if not matching(pattern, events)
    ]
    recipes = {name for schema in schemas for name in schema.annotation.get("recipes", {})}
    for name in settings.recipes:
        if name not in recipes:
            help_text = suggestion(name, recipes, f"Known are: {', '.join(sorted(recipes))}.")
            path = ("recipes", name)
            findings.append(settings.file.finding("config-invalid", path, f"There is no recipe {name}", help_text))
    findings += _catalogs(settings)
    findings += _idle(schemas, settings, events)
    return [_decided(schema, settings, findings) for schema in schemas], findings


def _decided(schema: EventSchema, settings: Settings, findings: list[Finding]) -> EventSchema:
    annotation = dict(schema.annotation)
    origins: dict[str, Path] = {}
    chosen = _settings(schema, settings, findings)
    for (key, inner), (value, path) in chosen.items():
        if key == "purchases":
            origins |= {f"/x-braze/purchases/{place}": (*path, index) for place, (index, _) in enumerate(value)}
        if key not in _OTHERWISE:
            pointer = _set(annotation, _ANNOTATED_AS.get(key, key), inner, value)
            origins[pointer] = path
    for policy in _POLICIES:
        value = getattr(settings.properties, policy)
        if value not in ("keep", "cut", "drop") and policy not in annotation and _takes(policy, annotation):
            annotation[policy] = value
            origins[f"/x-braze/{policy}"] = ("properties", policy)
    recipes = dict(_recipes(schema, settings, origins, findings))
    annotation.pop("recipes", None)
    if recipes:
        annotation["recipes"] = recipes
    groups = {str(inner): value for (key, inner), (value, _) in chosen.items() if key == "subscription_groups"}
    return replace(
        schema,
        decided=annotation,
        config=settings.file,
        origins=origins,
        enabled=chosen.get(("enabled", None), (True, ()))[0],
        subscription_groups=groups,
    )


def _takes(policy: str, annotation: Mapping[str, Json]) -> bool:
    kinds = [kind for kind in _BY_DESTINATION if kind in annotation and kind != "objects"]
    return not kinds or policy in _BY_DESTINATION[kinds[0]]


def _settings(schema: EventSchema, settings: Settings, findings: list[Finding]) -> dict[Setting, tuple[Json, Path]]:
    """Return what the tables of `[events]` say of an event: of two that say the same, what the more exact one says."""
    chosen: dict[Setting, tuple[Json, Path]] = {}
    by: dict[Setting, str] = {}
    said = (
        (pattern, statement)
        for pattern in settings.events
        if matching(pattern, [schema.event])
        for statement in statements(settings.events[pattern], ("events", pattern), _TABLES)
    )
    # What is omitted comes first: what else is said of the same property, no less exactly, then contradicts it.
    for pattern, statement in sorted(said, key=lambda each: (_exactness(each[0]), each[1][0] != "omit", each[0])):
        if not _applies(schema, statement[0], settings):
            if "*" not in pattern:
                findings.append(_without_effect(schema, statement[0], statement[3], settings))
            continue
        fits = fitting(schema, statement) if "*" in pattern else statement
        if fits is None:
            continue
        setting, value, path = (fits[0], fits[1]), *fits[2:]
        other = by.get(setting)
        if other and _exactness(other) == _exactness(pattern) and chosen[setting][0] != value:
            message = f"{schema.event} matches {other} and {pattern}, which disagree on {setting[1] or setting[0]}"
            help_text = "Make one of the two more exact, or name the event itself."
            findings.append(settings.file.finding("contradiction", path, message, help_text))
        chosen.pop(setting, None)  # the order is that of setting, and tells what contradicts
        chosen[setting], by[setting] = (value, path), pattern
    return chosen


def _exactness(pattern: str) -> tuple[bool, int]:
    return "*" not in pattern, len(pattern.replace("*", ""))


def _idle(schemas: Iterable[EventSchema], settings: Settings, events: Sequence[str]) -> Iterator[Finding]:
    described = {schema.event: schema for schema in schemas}
    for pattern in settings.events:
        matched = [described.get(event) for event in matching(pattern, events)]
        known = [schema for schema in matched if schema is not None]
        if "*" in pattern and known and len(known) == len(matched):  # one with a broken schema may be meant
            yield from idle_statements(
                pattern, known, settings, _TABLES, lambda schema, key: _applies(schema, key, settings)
            )


def _applies(schema: EventSchema, key: str, settings: Settings) -> bool:
    kind = _kind(schema, settings)
    return key in _BY_DESTINATION[kind] if kind else key != "subscription_groups"


def _kind(schema: EventSchema, settings: Settings) -> str | None:
    kinds = [kind for kind in _BY_DESTINATION if kind in schema.annotation]
    return None if not kinds or (kinds == ["objects"] and not settings.catalogs) else kinds[0]


def _without_effect(schema: EventSchema, key: str, path: Path, settings: Settings) -> Finding:
    message = f"{schema.event} does not become a custom event, so {key} says nothing"
    if key == "subscription_groups":
        message = f"{schema.event} changes no subscription, so {key} says nothing"
    help_text = f"Take it out. `regal-braze explain {schema.event}` tells what becomes of the event."
    return settings.file.finding("contradiction", path, message, help_text)


def _set(annotation: dict[str, Json], key: str, inner: str | None, value: Json) -> str:
    """Set a keyword of `x-braze`, or an entry of one, and return the pointer to it."""
    if key == "purchases":
        annotation[key] = [purchase for _, purchase in value]
        if not value:
            del annotation[key]
        return f"/x-braze/{key}"
    if inner is None:
        annotation[key] = value
        return f"/x-braze/{key}"
    if key == "omit":
        _omit(annotation, inner)
        return f"/x-braze/omit/{annotation['omit'].index(inner)}"
    annotation[key] = {**annotation.get(key, {}), inner: value}
    return f"/x-braze/{key}/{escape(inner)}"


def _omit(annotation: dict[str, Json], name: str) -> None:
    """Omit a property, and let go of what the schema would have made of it."""
    held = annotation.get("omit", [])
    annotation["omit"] = held if name in held else [*held, name]  # places stay: origins point to them
    for key in ("rename", "convert", "rows", "limits", "flatten"):
        held = annotation.get(key)
        if held is None:
            continue
        kept = [each for each in held if (split_path(each)[0] if key == "convert" else each) != name]
        annotation.pop(key)
        if kept:
            annotation[key] = {each: held[each] for each in kept} if isinstance(held, Mapping) else kept


def _recipes(
    schema: EventSchema, settings: Settings, origins: dict[str, Path], findings: list[Finding]
) -> Iterator[tuple[str, Json]]:
    """Yield the recipes that are on, each with its attributes."""
    for name, recipe in schema.annotation.get("recipes", {}).items():
        wanted = settings.recipes.get(name, recipe.get("on", False))
        takes_keys = "keys_of" in recipe
        if name in settings.recipes and isinstance(wanted, bool) == takes_keys:
            what = "a list of keys" if takes_keys else "true or false"
            message, help_text = f"recipes.{name} must be {what}", "docs/configuration.md lists the recipes."
            findings.append(settings.file.finding("config-invalid", ("recipes", name), message, help_text))
        elif wanted:
            keys = wanted if isinstance(wanted, tuple) else ()
            attributes = recipe.get("attributes") or {
                f"{escape(recipe['keys_of'])}/{escape(key)}": recipe["prefix"] + key for key in sorted(keys)
            }
            if name in settings.recipes:
                pointer = f"/x-braze/recipes/{escape(name)}"
                origins[pointer] = ("recipes", name)
                for path, target in attributes.items() if keys else ():
                    index = keys.index(target.removeprefix(recipe["prefix"]))
                    origins[f"{pointer}/attributes/{escape(path)}"] = ("recipes", name, index)
            yield name, {"attributes": attributes}


def _catalogs(settings: Settings) -> Iterator[Finding]:
    named: dict[str, str] = {}
    for catalog in settings.catalogs:
        path = ("catalogs", catalog.name)
        if catalog.object_type in named:
            message = f"{named[catalog.object_type]} is the catalog for {catalog.object_type} already"
            help_text = "Give each type of object one catalog."
            yield settings.file.finding("contradiction", (*path, "object_type"), message, help_text)
        if catalog.time in catalog.fields:
            message = f"{catalog.time} would hold a field of the object and the time of the event"
            yield settings.file.finding("contradiction", (*path, "time"), message, "Name another field.")
        named.setdefault(catalog.object_type, catalog.name)
