"""Apply the workspace's settings for single events to their `x-braze`.

Later stages read the result and need not know whether a value comes from the schema or from the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath, escape
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.immutable import replace
from regal_braze.schema.annotation import split_path
from regal_braze.schema.decide_patterns import LISTS, Statement, applies, fitting, idle_statements, statements
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import is_listed, matching, specificity, unknown_event
from regal_braze.workspace.settings import Settings

Origins: TypeAlias = dict[str, KeyPath]
"""Pointers into `x-braze`, with the keys of the workspace's file that set what is there."""


def decide(
    schemas: Iterable[EventSchema], settings: Settings, events: Sequence[str]
) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas with the workspace's settings applied, and the findings.

    `events` are the names of all events, including those with an invalid schema.
    """
    schemas = list(schemas)
    patterns: list[tuple[str, KeyPath]] = [(pattern, ("events", pattern)) for pattern in settings.events]
    patterns += [(each, ("workspace", "events", index)) for index, each in enumerate(settings.only_events or ())]
    findings = [unknown_event(each, events, settings, path) for each, path in patterns if not matching(each, events)]
    findings += _check_recipe_names(schemas, settings)
    findings += _check_catalogs(settings)
    by_event = {schema.event: schema for schema in schemas}
    for pattern in settings.events:
        matched = [by_event.get(event) for event in matching(pattern, events)]
        valid = [schema for schema in matched if schema is not None]
        if "*" in pattern and valid and len(valid) == len(matched):  # the pattern may be for an invalid schema
            findings += idle_statements(pattern, valid, settings)
    decided = []
    for schema in schemas:
        result, problems = _decide_event(schema, settings)
        decided.append(result)
        findings += problems
    return decided, findings


def _decide_event(schema: EventSchema, settings: Settings) -> tuple[EventSchema, list[Finding]]:
    annotation = dict(schema.annotation)
    origins: Origins = {}
    chosen, findings = _event_settings(schema, settings)
    for (key, entry), statement in chosen.items():
        value, path = statement.value, statement.path
        if key in LISTS:
            origins |= {f"/x-braze/{key}/{place}": (*path, index) for place, (index, _) in enumerate(value)}
        if key not in ("enabled", "subscription_groups"):
            origins[_set(annotation, "event" if key == "name" else key, entry, value)] = path
    for policy, value in vars(settings.properties).items():
        if value not in ("keep", "cut", "drop") and policy not in annotation and applies(schema, policy, settings):
            annotation[policy] = value
            origins[f"/x-braze/{policy}"] = ("properties", policy)
    findings += _set_recipes(annotation, origins, settings)
    enabled = chosen.get(("enabled", None))
    groups = {str(entry): each.value for (key, entry), each in chosen.items() if key == "subscription_groups"}
    decided = replace(
        schema,
        decided=annotation,
        config=settings.file,
        origins=origins,
        enabled=(enabled is None or enabled.value) and is_listed(schema.event, settings),
        subscription_groups=groups,
    )
    return decided, findings


def _event_settings(
    schema: EventSchema, settings: Settings
) -> tuple[dict[tuple[str, str | None], Statement], list[Finding]]:
    """Return the statements in `[events]` that count for an event by key and entry, and the findings.

    If several patterns match the event, the most specific pattern counts. Among patterns that are equally specific,
    `omit` comes first: other settings of the same property contradict it.
    """
    matched = [pattern for pattern in settings.events if matching(pattern, [schema.event])]
    found = [statement for pattern in matched for statement in statements(pattern, settings)]
    chosen: dict[tuple[str, str | None], Statement] = {}
    findings = []
    for statement in sorted(found, key=lambda each: (specificity(each.pattern), each.key != "omit", each.pattern)):
        pattern, key = statement.pattern, statement.key
        if not applies(schema, key, settings):
            if "*" not in pattern:
                reason = "changes no subscription" if key == "subscription_groups" else "does not become a custom event"
                message = f"{schema.event} {reason}, so {key} has no effect"
                help_text = f"Remove it. `regal-braze explain {schema.event}` shows what Braze gets."
                findings.append(settings.file.finding("contradiction", statement.path, message, help_text))
            continue
        fitted = fitting(schema, statement) if "*" in pattern else statement
        if fitted is None:
            continue
        # A setting moves to the end: a later one contradicts an earlier one.
        earlier = chosen.pop((key, fitted.entry), fitted)
        if specificity(earlier.pattern) == specificity(pattern) and earlier.value != fitted.value:
            what = f"which set {fitted.entry or key} differently"
            message = f"{schema.event} matches {earlier.pattern} and {pattern}, {what}"
            help_text = "Make one of the two patterns more specific, or name the event itself."
            findings.append(settings.file.finding("contradiction", fitted.path, message, help_text))
        chosen[key, fitted.entry] = fitted
    return chosen, findings


def _set(annotation: dict[str, Json], key: str, entry: str | None, value: Json) -> str:
    """Set a keyword of `x-braze`, or an entry of one, and return the pointer to it."""
    if key in LISTS:
        annotation[key] = [purchase for _, purchase in value]
        if not value:
            del annotation[key]
        return f"/x-braze/{key}"
    if entry is None:
        annotation[key] = value
        return f"/x-braze/{key}"
    if key == "omit":
        _omit(annotation, entry)
        return f"/x-braze/omit/{annotation['omit'].index(entry)}"
    annotation[key] = {**annotation.get(key, {}), entry: value}
    return f"/x-braze/{key}/{escape(entry)}"


def _omit(annotation: dict[str, Json], name: str) -> None:
    """Omit a property, and remove the schema's other keywords for it."""
    omitted = annotation.get("omit", [])
    annotation["omit"] = omitted if name in omitted else [*omitted, name]  # origins need the order to stay
    for key in ("rename", "convert", "rows", "limits", "flatten"):
        entries = annotation.pop(key, None)
        if entries is None:
            continue
        kept = [entry for entry in entries if (split_path(entry)[0] if key == "convert" else entry) != name]
        if kept:
            annotation[key] = {entry: entries[entry] for entry in kept} if isinstance(entries, Mapping) else kept


def _set_recipes(annotation: dict[str, Json], origins: Origins, settings: Settings) -> Iterator[Finding]:
    """Replace the recipes in `x-braze` by the attributes of those that are on, and yield the findings."""
    recipes: dict[str, Json] = {}
    for name, recipe in annotation.pop("recipes", {}).items():
        value = settings.recipes.get(name, recipe.get("on", False))
        takes_keys = "keys_of" in recipe
        if name in settings.recipes and isinstance(value, bool) == takes_keys:
            what = "a list of keys" if takes_keys else "true or false"
            message, help_text = f"recipes.{name} must be {what}", "docs/configuration.md lists the recipes."
            yield settings.file.finding("config-invalid", ("recipes", name), message, help_text)
        elif value:
            keys = value if isinstance(value, tuple) else ()
            attributes = recipe.get("attributes") or {
                f"{escape(recipe['keys_of'])}/{escape(key)}": recipe["prefix"] + key for key in sorted(keys)
            }
            recipes[name] = {"attributes": attributes}
            if name in settings.recipes:
                pointer = f"/x-braze/recipes/{escape(name)}"
                origins[pointer] = ("recipes", name)
                for path, attribute in attributes.items() if keys else ():
                    index = keys.index(attribute.removeprefix(recipe["prefix"]))
                    origins[f"{pointer}/attributes/{escape(path)}"] = ("recipes", name, index)
    if recipes:
        annotation["recipes"] = recipes


def _check_recipe_names(schemas: Iterable[EventSchema], settings: Settings) -> Iterator[Finding]:
    known = {name for schema in schemas for name in schema.annotation.get("recipes", {})}
    for name in settings.recipes:
        if name not in known:
            help_text = suggestion(name, sorted(known), f"The recipes are: {', '.join(sorted(known))}.")
            yield settings.file.finding("config-invalid", ("recipes", name), f"There is no recipe {name}", help_text)


def _check_catalogs(settings: Settings) -> Iterator[Finding]:
    catalog_of: dict[str, str] = {}
    for catalog in settings.catalogs:
        path = ("catalogs", catalog.name)
        if catalog.object_type in catalog_of:
            message = f"{catalog_of[catalog.object_type]} is already the catalog for {catalog.object_type}"
            help_text = "Give each type of object one catalog."
            yield settings.file.finding("contradiction", (*path, "object_type"), message, help_text)
        if catalog.time in catalog.fields:
            message = f"{catalog.time} is both a field of the object and the field for the event's time"
            yield settings.file.finding("contradiction", (*path, "time"), message, "Name another field.")
        catalog_of.setdefault(catalog.object_type, catalog.name)
