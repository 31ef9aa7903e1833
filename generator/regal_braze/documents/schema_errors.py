"""Explain in plain words why a document does not follow a JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath, keys
from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import Finding, listed, suggestion
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from jsonschema import ValidationError

MOST_CHOICES = 7
"""Most choices that a message lists; a longer list is in the help."""

_LIMITS = {
    "maxLength": "must have at most {:,} characters",
    "minItems": "must have at least {:,} items",
    "maxItems": "must have at most {:,} items",
    "minProperties": "must have at least {:,} keys",
    "maxProperties": "must have at most {:,} keys",
    "minimum": "must be at least {:,}",
    "maximum": "must be at most {:,}",
    "exclusiveMinimum": "must be more than {:,}",
}


class Notation(Immutable):
    """How messages describe a document in one language, such as JSON or TOML.

    `name` returns the name of the value at a path. `types` are the names of the types of JSON Schema. `header` returns
    the line that starts a table, or an item of an array of tables; it is empty in a language without such lines. `help`
    is for values that the schema does not describe. `instead` says what to write instead of some unknown keys.
    """

    name: Callable[[KeyPath], str]
    types: Mapping[str, str]
    header: Callable[[KeyPath, bool], str]
    help: str
    instead: Mapping[str, str]


class SchemaError(Immutable):
    """Why the value at `path` is refused: by which keyword of JSON Schema, what is wrong, and how to fix it."""

    path: KeyPath
    keyword: str
    message: str
    help: str


MOST_ERRORS = 1_000
"""Mistakes of a file that are explained: each takes a millisecond."""


def schema_findings(
    name: str, document: Json, notation: Notation, finding: Callable[[SchemaError], Finding]
) -> list[Finding]:
    """Return what the schema `name` refuses in a document that is not valid, in the order of the file.

    There is at least one finding. Errors that give the same message at the same place become one finding.
    """
    errors = _Explainer(json_schema(name), notation).errors(document)
    if len(errors) > MOST_ERRORS:
        message = f"There are more than {MOST_ERRORS:,} mistakes, of which these are the first"
        errors = [*errors[:MOST_ERRORS], SchemaError((), "", message, "Correct these first.")]
    if not errors:  # the faster validator, which refused the document, is stricter than the one that explains
        errors = [SchemaError((), "", f"{notation.name(())} does not follow its schema", notation.help)]
    ordered = sorted(map(finding, errors), key=lambda found: (found.line or 0, found.message, found.column or 0))
    unique: dict[tuple[object, ...], Finding] = {}
    for found in ordered:
        unique.setdefault((found.line, found.pointer, found.message), found)
    return [*unique.values()]


class _Explainer:
    def __init__(self, schema: Json, notation: Notation) -> None:
        self.schema = schema
        self.notation = notation

    def errors(self, document: Json) -> list[SchemaError]:
        """Return the errors of a document, without those that follow from another one."""
        from jsonschema import Draft202012Validator

        refused = islice(Draft202012Validator(self.schema).iter_errors(document), MOST_ERRORS + 1)
        errors = [error for found in refused for cause in _causes(found) for error in self._explained(cause)]
        # The shortest message about a type names the fewest types.
        by_length = sorted(errors, key=lambda error: len(error.message), reverse=True)
        types = {error.path: error for error in by_length if error.keyword == "type"}
        # A table with an unknown key probably lacks one because of that; so does a value that is not a table.
        explained = {*types, *(error.path[:-1] for error in errors if error.keyword == "additionalProperties")}
        return [
            error
            for error in errors
            if types.get(error.path, error) is error or error.keyword != "type"
            if not (error.keyword in ("anyOf", "oneOf") and error.path in explained)
        ]

    def _explained(self, error: ValidationError) -> Iterator[SchemaError]:
        """Yield the mistakes of one error: several if it is about several keys."""
        path = tuple(error.absolute_path)
        instance: Json = error.instance
        rule: Json = error.validator_value
        name = self.notation.name(path)
        match str(error.validator):
            case _ if "dependentSchemas" in error.absolute_schema_path:
                steps = [*error.absolute_schema_path]
                keys = (str(steps[steps.index("dependentSchemas") + 1]), str(path[-1]))
                message = f"{self.notation.name(path[:-1])} can only have one of {' and '.join(keys)}"
                yield SchemaError(path, "dependentSchemas", message, "Keep one of them.")
            case keyword if "propertyNames" in error.absolute_schema_path:
                message = f"{name} cannot have the key {shown(instance)}"
                yield SchemaError((*path, instance), keyword, message, self._description(error))
            case "additionalProperties" | "unevaluatedProperties":
                known = [*self._properties(error.schema)]
                for key in (key for key in instance if key not in known):
                    message = f"There is no key {self.notation.name((*path, key))}"
                    otherwise = suggestion(key, known, f"Known keys: {', '.join(known)}.")
                    help_text = self.notation.instead.get(key, otherwise)
                    yield SchemaError((*path, key), "additionalProperties", message, help_text)
            case "required" as keyword:
                for key in (key for key in rule if key not in instance):
                    node = self._resolved(self._properties(error.schema).get(key, {}))
                    help_text = node.get("description", self.notation.help)
                    yield SchemaError(path, keyword, f"{name} must have the key {key}", help_text)
            case keyword:
                yield SchemaError(path, keyword, f"{name} {self._problem(error)}", self._help(error))

    def _problem(self, error: ValidationError) -> str:
        """Return what is wrong with a value: a predicate whose subject is the name of the value."""
        rule: Json = error.validator_value
        value: Json = error.instance
        schema: Json = error.schema
        in_list = bool(error.absolute_path) and isinstance(error.absolute_path[-1], int)
        cannot = f"cannot {'contain' if in_list else 'be'} {shown(value)}"
        demand = schema.get("errorMessage") if error.validator in ("type", "pattern") else None
        match error.validator:
            case "type" if demand is None:
                demand = f"must be {self._types(_types_of(error))}"
            case "pattern" if rule == "\\S":
                demand = "must not be blank"
            case "anyOf" if not _branches_of_type(error):
                types = [name for inner in error.context or [] if _is_about_type(inner) for name in _types_of(inner)]
                return f"{cannot}: it must be {self._types(types)}"
            case "anyOf" | "oneOf" if all("required" in branch for branch in rule):
                if keys := _exclusive_keys(error):
                    return f"can only have one of {listed(keys, 'and')}"
                return f"must have {listed([' and '.join(branch['required']) for branch in rule])}"
            case "enum" if len(rule) <= MOST_CHOICES:
                return f"{'can only contain' if in_list else 'must be'} {listed(map(json.dumps, rule))}"
            case "const":
                return f"must be {json.dumps(rule)}"
            case "uniqueItems":
                twice = next(item for index, item in enumerate(value) if item in value[:index])
                return f"contains {shown(twice)} twice"
            case "minItems" | "minProperties" if rule == 1:
                return "must not be empty"
            case str(keyword) if keyword in _LIMITS:
                return _LIMITS[keyword].format(rule)
        if demand is None:
            return cannot
        return f"{cannot}: it {demand}" if in_list else demand

    def _help(self, error: ValidationError) -> str:
        """Return how to fix a value."""
        rule: Json = error.validator_value
        value: Json = error.instance
        schema: Json = error.schema
        path = tuple(error.absolute_path)
        description = self._description(error)
        items = self._resolved(schema.get("items", {}))
        if "enum" in items and error.validator in ("type", "minItems", "uniqueItems"):
            return f"Choose from: {', '.join(items['enum'])}. Write each only once."
        header = ""
        match error.validator, rule:
            case "type", "object":
                header = self.notation.header(path, bool(path) and isinstance(path[-1], int))
            case "type", "array" if items.get("type") == "object":
                header = self.notation.header(path, True)
            case "type", "boolean" | "integer" | "number" if isinstance(value, str):
                return "Write it without quotes."
            case "type", "boolean":
                return f"Write true or false. {description}"
            case "type", "string" if isinstance(value, bool | int | float):
                return f"Write it in quotes. {description}"
            case "enum", choices if isinstance(value, str):
                otherwise = description if len(choices) <= MOST_CHOICES else f"Choose from: {', '.join(choices)}."
                return suggestion(value, [each for each in choices if isinstance(each, str)], otherwise)
            case "oneOf", _ if _exclusive_keys(error):
                return "Keep one of them."
        return f"Write {header} on a separate line, and its keys below it." if header else description

    def _types(self, types: Iterable[str]) -> str:
        names = (self.notation.types[name] for name in dict.fromkeys(types))
        return listed(word for name in names for word in name.split(" or "))

    def _description(self, error: ValidationError) -> str:
        """Return what the schema says about the nearest described value on the way to an error."""
        description: str = self.notation.help
        node: Json = self._resolved(self.schema)
        for step in error.absolute_schema_path:
            if isinstance(node, Mapping) and step not in node:
                break
            node = self._resolved(node[step])
            if isinstance(node, Mapping) and isinstance(node.get("description"), str):
                description = node["description"]
        return description

    def _properties(self, node: Json) -> dict[str, Json]:
        """Return the schemas of the keys that a schema declares, also through references."""
        properties: dict[str, Json] = self._resolved(node).get("properties", {})
        return properties

    def _resolved(self, node: Json) -> Json:
        """Return a schema with its reference followed; its other keywords override those of the definition."""
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            return node
        target = self.schema
        for key in keys(node["$ref"].removeprefix("#")):
            target = target[key]
        definition = self._resolved(target)
        return {**definition, **node, "properties": definition.get("properties", {}) | node.get("properties", {})}


def shown(value: object) -> str:
    """Return a value as a message shows it: JSON if possible, shortened to 60 characters."""
    is_json = value is None or isinstance(value, str | bool | list | dict)
    text = json.dumps(value, ensure_ascii=False, default=str) if is_json else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the errors of the only branch that accepts values of this type; otherwise the error itself."""
    of_this_type = _branches_of_type(error)
    if len(of_this_type) == 1:
        for inner in of_this_type[0]:
            yield from _causes(inner)
    else:
        yield error


def _branches_of_type(error: ValidationError) -> list[list[ValidationError]]:
    """Return the errors of each branch of a combination, such as anyOf, that accepts values of this type."""
    branches: dict[Json, list[ValidationError]] = {}
    for inner in error.context or []:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    return [branch for branch in branches.values() if not any(map(_is_about_type, branch))]


def _is_about_type(error: ValidationError) -> bool:
    """Return whether a branch refuses the value because of its type. The choices of every enum are strings."""
    is_enum = error.validator == "enum" and not isinstance(error.instance, str)
    return (error.validator == "type" or is_enum) and not error.path


def _exclusive_keys(error: ValidationError) -> list[str]:
    """Return the first keys of the groups of which a value may have only one; none if it has at most one."""
    branches: Json = error.validator_value
    instance: Json = error.instance
    keys_of_instance = {*instance} if isinstance(instance, dict) else set()
    present = [branch["required"] for branch in branches if {*branch["required"]} <= keys_of_instance]
    return [keys[0] for keys in present] if len(present) > 1 else []


def _types_of(error: ValidationError) -> list[str]:
    types: Json = error.validator_value if error.validator == "type" else "string"
    return [types] if isinstance(types, str) else types
