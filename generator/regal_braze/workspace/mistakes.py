"""Judge regal-braze.toml by `schemas/dialect/workspace.json`, in words for whoever wrote the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.resources import schemas_root
from regal_braze.workspace.settings import ConfigFile

if TYPE_CHECKING:
    from jsonschema import ValidationError

Toml: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]
Mistake: TypeAlias = tuple[Path, str, str]
"""Where it is, what is wrong, and what to do about it."""

_TYPES = {
    "array": "a list", "boolean": "true or false", "integer": "a whole number", "number": "a number",
    "object": "a table", "string": "a text",
}  # fmt: skip
_ELSE = "Compare it with docs/configuration.md."


@cache
def workspace_schema() -> dict[str, Json]:
    """Return the JSON Schema of regal-braze.toml."""
    schema: dict[str, Json] = json.loads((schemas_root() / "dialect" / "workspace.json").read_text(encoding="utf-8"))
    return schema


def judge(document: Mapping[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield what the schema has against the file, but for `[webhooks]`, whose own reader knows more."""
    import jsonschema_rs

    schema = workspace_schema()
    judged = {key: _plain(value) for key, value in document.items() if key != "webhooks"}
    if jsonschema_rs.Draft202012Validator(schema).is_valid(judged):
        return
    from jsonschema import Draft202012Validator

    found = [
        file.finding("config-invalid", path, message, help_text)
        for error in Draft202012Validator(schema).iter_errors(judged)
        for cause in _causes(error)
        for path, message, help_text in _explain(cause, schema, document)
    ]
    found.sort(key=lambda each: (each.line or 0, each.message, each.column or 0))
    told: set[tuple[int | None, str]] = set()
    for each in found:  # a mistake that a line makes twice is told once
        if (each.line, each.message) not in told:
            told.add((each.line, each.message))
            yield each


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as TOML writes it, but for indexes."""
    keys = (str(key) for key in path if isinstance(key, str))
    return ".".join(key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key) for key in keys)


def _plain(value: Toml) -> Json:
    """Return a value as JSON has it; a date, a time, an infinity or NaN, which JSON has not, become null."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    fits = isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value))
    return value if fits else None


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """Yield what is wrong in the one branch of an `anyOf` that takes values of that type; else the error itself."""
    branches: dict[Json, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    of_its_type = [each for each in branches.values() if all(inner.validator != "type" or inner.path for inner in each)]
    if error.validator == "anyOf" and len(of_its_type) == 1:
        for inner in of_its_type[0]:
            yield from _causes(inner)
    else:
        yield error


def _explain(error: ValidationError, schema: dict[str, Json], document: Toml) -> Iterator[Mistake]:
    """Yield the mistakes of one error: several where it is about several keys."""
    path: Path = tuple(error.absolute_path)
    rule: Json = error.validator_value
    instance: Json = error.instance
    judged_by = error.schema if isinstance(error.schema, Mapping) else {}
    match error.validator:
        case "additionalProperties":
            known = [*judged_by.get("properties", {})]
            for key in instance:
                if key not in known:
                    message = f"There is no key {dotted((*path, key))}"
                    yield (*path, key), message, suggestion(key, known, f"Known here: {', '.join(known)}.")
        case _ if "propertyNames" in error.absolute_schema_path:
            yield (*path, instance), f"{dotted(path)} cannot have the key {_quoted(instance)}", judged_by["description"]
        case "required":
            for key in (each for each in rule if each not in instance):
                yield path, f"{dotted(path)} has no {key}", _description(schema, (*path, key))
        case "uniqueItems" if not _twice(_at(document, path)):
            return  # all but JSON's values look alike to the schema, which says so of each by itself
        case _:
            value = _at(document, path)
            yield path, f"{dotted(path)} {_problem(error, value)}", _help(error, schema, path, value)


def _problem(error: ValidationError, value: Toml) -> str:
    rule: Json = error.validator_value
    judged_by = error.schema if isinstance(error.schema, Mapping) else {}
    in_list = bool(error.absolute_path) and isinstance(error.absolute_path[-1], int)
    cannot = f"cannot {'hold' if in_list else 'be'} {_shortened(value)}"
    match error.validator:
        case "maxLength":
            return f"must be at most {rule} characters"
        case "type" | "pattern" if "errorMessage" in judged_by:
            return f"{cannot}: it {judged_by['errorMessage']}" if in_list else str(judged_by["errorMessage"])
        case "type":
            wanted = " or ".join(_TYPES[each] for each in ([rule] if isinstance(rule, str) else rule))
            return f"{cannot}: it must be {wanted}" if in_list else f"must be {wanted}"
        case "enum":
            *others, last = map(json.dumps, rule)
            return f"{'can only hold' if in_list else 'must be'} {', '.join(others)} or {last}"
        case "minItems" | "minProperties":
            return "holds nothing"
        case "maxItems":
            return f"must hold at most {rule}"
        case "uniqueItems":
            return f"holds {_shortened(_twice(value)[0])} twice"
        case "minimum":
            return f"must be at least {rule:,}"
        case "maximum":
            return f"must be at most {rule:,}"
        case _:
            return cannot


def _help(error: ValidationError, schema: dict[str, Json], path: Path, value: Toml) -> str:
    rule: Json = error.validator_value
    judged_by = error.schema if isinstance(error.schema, Mapping) else {}
    said = _description(schema, path)
    choices = judged_by.get("items", {}).get("enum", [])
    if choices and error.validator in ("type", "minItems", "uniqueItems"):
        return f"Choose from: {', '.join(choices)}; each once."
    match error.validator, rule:
        case "type", "object":
            header = f"[[{dotted(path)}]]" if isinstance(path[-1], int) else f"[{dotted(path)}]"
            return f"Write {header} on a line of its own, its keys below it."
        case "type", "array" if isinstance(value, dict):
            return f"Write [[{dotted(path)}]] on a line of its own, its keys below it."
        case "type", "boolean" | "integer" | "number" if isinstance(value, str):
            return "Write it without quotes."
        case "type", "boolean":
            return f"Write true or false. {said}"
        case "type", "string" if isinstance(value, bool | int | float):
            return f"Write it in quotes. {said}"
        case "enum", _ if isinstance(value, str):
            return suggestion(value, rule, said)
    return said


def _twice(values: list[Toml]) -> list[Toml]:
    return [each for index, each in enumerate(values) if each in values[:index]]


def _at(document: Toml, path: Path) -> Toml:
    for key in path:
        document = document[key]
    return document


def _shortened(value: Toml) -> str:
    if isinstance(value, str | bool | list | dict):
        written = json.dumps(value, ensure_ascii=False, default=str)
    else:
        written = str(value)
    return written if len(written) <= 60 else f"{written[:60]}…"


def _quoted(key: str) -> str:
    return json.dumps(key if len(key) <= 100 else f"{key[:100]}…", ensure_ascii=False)


def _description(schema: dict[str, Json], path: Sequence[str | int]) -> str:
    """Return what the schema says of the nearest described place on the path."""
    said = _ELSE
    node: Json = schema
    for key in path:
        node = _resolved(schema, node)
        if isinstance(key, int):
            node = next((each["items"] for each in (node, *node.get("anyOf", [])) if "items" in each), {})
        else:
            tables = [_resolved(schema, each) for each in (node, *node.get("anyOf", []))]
            inner = (each.get("properties", {}).get(key) or each.get("additionalProperties") for each in tables)
            node = next((each for each in inner if each), {})
        node = node if isinstance(node, dict) else {}
        said = node.get("description") or _resolved(schema, node).get("description") or said
    return said


def _resolved(schema: dict[str, Json], node: Mapping[str, Json]) -> dict[str, Json]:
    reference = node.get("$ref", "")
    if not reference:
        return {**node}
    target: Json = schema
    for key in reference.removeprefix("#/").split("/"):
        target = target[key]
    return {**_resolved(schema, target), **node}
