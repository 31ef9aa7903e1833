"""Bring what a workspace decides about single events into their `x-braze`: from here on nobody asks who said what."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from regal_braze.decisions import Decisions
from regal_braze.findings import Finding, suggestion
from regal_braze.load import EventSchema
from regal_braze.terms import escape

Json: TypeAlias = Any
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


def matching(pattern: str, events: Iterable[str]) -> list[str]:
    """Return the events that a pattern names; * stands for any part of a name."""
    return [event for event in events if fnmatchcase(event, pattern)]


def unknown_event(pattern: str, events: Sequence[str], decisions: Decisions, path: Path) -> Finding:
    """Return the finding for a name or pattern that matches no event."""
    known = sorted({*events, *(f"{event.split('.')[0]}.*" for event in events)})
    message = f"{pattern} matches no event" if "*" in pattern else f"There is no event {pattern}"
    help_text = suggestion(pattern, known, "`regal-braze list` shows all of them.")
    return decisions.file.finding("unknown-event", path, message, help_text)


def decide(
    schemas: Iterable[EventSchema], decisions: Decisions, events: Sequence[str]
) -> tuple[list[EventSchema], list[Finding]]:
    """Return every schema with what the workspace decides about it, and the findings on the way.

    `events` are all that there are, those with a broken schema among them.
    """
    schemas = list(schemas)
    findings = [
        unknown_event(pattern, events, decisions, ("events", pattern))
        for pattern in decisions.events
        if not matching(pattern, events)
    ]
    recipes = {name for schema in schemas for name in schema.annotation.get("recipes", {})}
    for name in decisions.recipes:
        if name not in recipes:
            help_text = suggestion(name, recipes, f"Known are: {', '.join(sorted(recipes))}.")
            path = ("recipes", name)
            findings.append(decisions.file.finding("config-invalid", path, f"There is no recipe {name}", help_text))
    findings += _catalogs(decisions)
    return [_decided(schema, decisions, findings) for schema in schemas], findings


def _decided(schema: EventSchema, decisions: Decisions, findings: list[Finding]) -> EventSchema:
    annotation = dict(schema.annotation)
    origins: dict[str, Path] = {}
    settings = _settings(schema, decisions, findings)
    for (key, inner), (value, path) in settings.items():
        if key not in _OTHERWISE:
            pointer = _set(annotation, _ANNOTATED_AS.get(key, key), inner, value)
            origins[pointer] = path
    for policy in _POLICIES:
        value = getattr(decisions.properties, policy)
        if value not in ("keep", "cut", "drop") and policy not in annotation and _takes(policy, annotation):
            annotation[policy] = value
            origins[f"/x-braze/{policy}"] = ("properties", policy)
    recipes = dict(_recipes(schema, decisions, origins, findings))
    annotation.pop("recipes", None)
    if recipes:
        annotation["recipes"] = recipes
    groups = {str(inner): value for (key, inner), (value, _) in settings.items() if key == "subscription_groups"}
    return dataclasses.replace(
        schema,
        decided=annotation,
        config=decisions.file,
        origins=origins,
        enabled=settings.get(("enabled", None), (True, ()))[0],
        subscription_groups=groups,
    )


def _takes(policy: str, annotation: Mapping[str, Json]) -> bool:
    kinds = [kind for kind in _BY_DESTINATION if kind in annotation and kind != "objects"]
    return not kinds or policy in _BY_DESTINATION[kinds[0]]


def _settings(schema: EventSchema, decisions: Decisions, findings: list[Finding]) -> dict[Setting, tuple[Json, Path]]:
    """Return what the tables of `[events]` say of an event: of two that say the same, what the more exact one says."""
    chosen: dict[Setting, tuple[Json, Path]] = {}
    by: dict[Setting, str] = {}
    tables = [pattern for pattern in decisions.events if matching(pattern, [schema.event])]
    for pattern in sorted(tables, key=lambda each: (_exactness(each), each)):
        for setting, value, path in _flat(decisions.events[pattern], ("events", pattern)):
            if not _applies(schema, setting[0], decisions):
                if "*" not in pattern:
                    findings.append(_without_effect(schema, setting[0], path, decisions))
                continue
            other = by.get(setting)
            if other and _exactness(other) == _exactness(pattern) and chosen[setting][0] != value:
                message = f"{schema.event} matches {other} and {pattern}, which disagree on {setting[1] or setting[0]}"
                help_text = "Make one of the two more exact, or name the event itself."
                findings.append(decisions.file.finding("contradiction", path, message, help_text))
            chosen[setting], by[setting] = (value, path), pattern
    return chosen


def _exactness(pattern: str) -> tuple[bool, int]:
    return "*" not in pattern, len(pattern.replace("*", ""))


def _flat(table: Mapping[str, Json], path: Path) -> Iterator[tuple[Setting, Json, Path]]:
    for key, value in table.items():
        if key in _TABLES:
            for inner in value:
                yield (key, inner), value[inner], (*path, key, inner)
        elif key == "omit":
            for index, name in enumerate(value):
                yield (key, name), True, (*path, key, index)
        else:
            yield (key, None), value, (*path, key)


def _applies(schema: EventSchema, key: str, decisions: Decisions) -> bool:
    kind = _kind(schema, decisions)
    return key in _BY_DESTINATION[kind] if kind else key != "subscription_groups"


def _kind(schema: EventSchema, decisions: Decisions) -> str | None:
    kinds = [kind for kind in _BY_DESTINATION if kind in schema.annotation]
    return None if not kinds or (kinds == ["objects"] and not decisions.catalogs) else kinds[0]


def _without_effect(schema: EventSchema, key: str, path: Path, decisions: Decisions) -> Finding:
    message = f"{schema.event} does not become a custom event, so {key} says nothing"
    if key == "subscription_groups":
        message = f"{schema.event} changes no subscription, so {key} says nothing"
    help_text = f"Take it out. `regal-braze explain {schema.event}` tells what becomes of the event."
    return decisions.file.finding("contradiction", path, message, help_text)


def _set(annotation: dict[str, Json], key: str, inner: str | None, value: Json) -> str:
    """Set a keyword of `x-braze`, or an entry of one, and return the pointer to it."""
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
    annotation["omit"] = [*(each for each in annotation.get("omit", []) if each != name), name]
    for key in ("rename", "convert", "rows", "limits", "flatten"):
        held = annotation.get(key)
        if isinstance(held, Mapping) and (name in held or key == "convert"):
            within = f"{escape(name)}/"  # the path of what is nested in it
            held = {each: held[each] for each in held if each != name and not each.startswith(within)}
        elif isinstance(held, list) and name in held:
            held = [each for each in held if each != name]
        else:
            continue
        annotation.pop(key)
        annotation |= {key: held} if held else {}


def _recipes(
    schema: EventSchema, decisions: Decisions, origins: dict[str, Path], findings: list[Finding]
) -> Iterator[tuple[str, Json]]:
    """Yield the recipes that are on, each with its attributes."""
    for name, recipe in schema.annotation.get("recipes", {}).items():
        wanted = decisions.recipes.get(name, recipe.get("on", False))
        takes_keys = "keys_of" in recipe
        if name in decisions.recipes and isinstance(wanted, bool) == takes_keys:
            what = "a list of keys" if takes_keys else "true or false"
            message, help_text = f"recipes.{name} must be {what}", "docs/configuration.md lists the recipes."
            findings.append(decisions.file.finding("config-invalid", ("recipes", name), message, help_text))
        elif wanted:
            attributes = recipe.get("attributes") or {
                f"{escape(recipe['keys_of'])}/{escape(key)}": recipe["prefix"] + key
                for key in (wanted if isinstance(wanted, tuple) else ())
            }
            if name in decisions.recipes:
                origins[f"/x-braze/recipes/{name}"] = ("recipes", name)
            yield name, {"attributes": attributes}


def _catalogs(decisions: Decisions) -> Iterator[Finding]:
    named: dict[str, str] = {}
    for catalog in decisions.catalogs:
        path = ("catalogs", catalog.name)
        if catalog.object_type in named:
            message = f"{named[catalog.object_type]} is the catalog for {catalog.object_type} already"
            help_text = "Give each type of object one catalog."
            yield decisions.file.finding("contradiction", (*path, "object_type"), message, help_text)
        if catalog.time in catalog.fields:
            message = f"{catalog.time} would hold a field of the object and the time of the event"
            yield decisions.file.finding("contradiction", (*path, "time"), message, "Name another field.")
        named.setdefault(catalog.object_type, catalog.name)
