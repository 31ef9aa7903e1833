"""Read `regal-braze.toml`: TOML, judged by `schemas/dialect/workspace.json`, to `Decisions`.

All mistakes are found at once, each with its line; what looks like a credential is named and never printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from regal_braze.decisions import (
    BundlePatterns,
    ConfigFile,
    Decisions,
    Naming,
    ObjectCatalog,
    Policies,
    UpdateExistingOnly,
)
from regal_braze.documents import display
from regal_braze.findings import ConfigurationError, Finding, suggestion
from regal_braze.resources import schemas_root

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from regal_braze.webhooks.settings import Settings as WebhookSettings

Toml: TypeAlias = Any

_TYPES = {
    "array": "a list", "boolean": "true or false", "integer": "a whole number", "number": "a number",
    "object": "a table", "string": "a text",
}  # fmt: skip


def read_decisions(path: Path) -> Decisions:
    """Return what the file at `path` decides: the defaults where there is none.

    Raises ConfigurationError with every mistake in it.
    """
    place = display(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Decisions()
    except OSError as error:
        message, help_text = f"It cannot be read: {error.strerror}", "Make it a file that you may read."
        raise ConfigurationError(Finding("config-invalid", message, help_text, place)) from error
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8"
        raise ConfigurationError(Finding("config-invalid", message, "Save it as UTF-8.", place)) from error
    file = ConfigFile(place, text)
    document = _parse(file)
    findings = list(_judge(document, file))
    webhooks, more = _webhooks(document, file)
    findings += more
    findings = _without_credentials(findings, document, file)
    if findings:
        raise ConfigurationError(*findings)
    return _decisions(document, webhooks, file)


@cache
def workspace_schema() -> dict[str, Any]:
    """Return the JSON Schema of regal-braze.toml."""
    schema: dict[str, Any] = json.loads((schemas_root() / "dialect" / "workspace.json").read_text(encoding="utf-8"))
    return schema


def _parse(file: ConfigFile) -> dict[str, Toml]:
    import tomllib

    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_broken(file, str(error))) from error
    except (ValueError, RecursionError) as error:
        said = "A number is too long, or a list nested too deeply"
        raise ConfigurationError(_broken(file, said)) from error


def _broken(file: ConfigFile, said: str) -> Finding:
    what, _, where = said.rpartition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line, column = (int(place[1]), int(place[2])) if place else (file.text.count("\n") + 1, None)
    message = f"It is not valid TOML: {what or said}"
    return Finding("config-invalid", message, "Mend that line.", file.place, None, line, column)


def _judge(document: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield what the schema has against the file, but for `[webhooks]`, whose own reader knows more."""
    import jsonschema_rs

    schema = workspace_schema()
    judged = {key: _plain(value) for key, value in document.items() if key != "webhooks"}
    if jsonschema_rs.Draft202012Validator(schema).is_valid(judged):
        return
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    found = set()
    for error in Draft202012Validator(schema).iter_errors(judged):
        cause = error if error.validator in ("propertyNames", "anyOf") else best_match([error]) or error
        for path, message, help_text in _explain(cause, schema):
            found.add(file.finding("config-invalid", path, message, help_text))
    yield from sorted(found, key=lambda each: (each.line or 0, each.message))


def _plain(value: Toml) -> Toml:
    """Return a value as JSON has it; a date, a time, an infinity or NaN, which JSON has not, become null."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    fits = isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value))
    return value if fits else None


def _explain(error: ValidationError, schema: dict[str, Any]) -> Iterator[tuple[Sequence[str | int], str, str]]:
    """Yield path, message and help of a mistake; several where one error is about several keys."""
    path: tuple[str | int, ...] = tuple(error.absolute_path)
    rule: Any = error.validator_value
    value: Any = error.instance
    name = _dotted(path)
    match error.validator:
        case "additionalProperties":
            known = [*error.schema.get("properties", {})] if isinstance(error.schema, Mapping) else []
            for key in value:
                if key not in known:
                    message = f"There is no key {_dotted((*path, key))}"
                    yield (*path, key), message, suggestion(key, known, f"Known here: {', '.join(known)}.")
        case "propertyNames":
            names = rule if "description" in rule else schema["$defs"]["pattern"]
            for key in value:
                if not re.search(names["pattern"], key) or len(key) > names.get("maxLength", 250):
                    yield (*path, key), f"{name} cannot have the key {_shortened(key)}", names["description"]
        case "required":
            for key in rule:
                if key not in value:
                    yield path, f"{name} has no {key}", _description(schema, (*path, key))
        case _:
            yield path, f"{name} {_problem(str(error.validator), rule, value)}", _description(schema, path)


def _problem(validator: str, rule: Any, value: Any) -> str:
    match validator:
        case "type":
            return f"must be {' or '.join(_TYPES[each] for each in ([rule] if isinstance(rule, str) else rule))}"
        case "enum":
            return f"must be {' or '.join(map(json.dumps, rule))}"
        case "minItems" | "minProperties":
            return "holds nothing"
        case "uniqueItems":
            return "holds something twice"
        case "minimum":
            return f"must be at least {rule}"
        case "maximum" | "maxItems" | "maxLength":
            return f"must be at most {rule}"
        case _:
            return f"cannot be {_shortened(value)}"


def _shortened(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= 60 else f"{written[:60]}…"


def _dotted(path: Sequence[str | int]) -> str:
    keys = (str(key) for key in path if isinstance(key, str))
    return ".".join(key if re.fullmatch(r"[\w-]+", key) else json.dumps(key, ensure_ascii=False) for key in keys)


def _description(schema: dict[str, Any], path: Sequence[str | int]) -> str:
    """Return what the schema says of the nearest described place on the path."""
    said = "Compare it with docs/configuration.md."
    node: Any = schema
    for key in path:
        node = _resolved(schema, node)
        if isinstance(key, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(key) or node.get("additionalProperties") or {}
        node = node if isinstance(node, dict) else {}
        said = node.get("description") or _resolved(schema, node).get("description") or said
    return said


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref", "")
    if not reference:
        return node
    target: Any = schema
    for key in reference.removeprefix("#/").split("/"):
        target = target[key]
    return {**_resolved(schema, target), **node}


def _webhooks(document: dict[str, Toml], file: ConfigFile) -> tuple[WebhookSettings, list[Finding]]:
    if "webhooks" not in document:
        return Decisions().webhooks, []
    from regal_braze.webhooks.config import read_settings

    return read_settings(_in_order(document["webhooks"]), file.text, file.place)


def _without_credentials(findings: list[Finding], document: dict[str, Toml], file: ConfigFile) -> list[Finding]:
    """Return the findings with those of credentials first, and none that prints one."""
    from regal_braze.credentials import find_credentials

    found = list(find_credentials(document))
    texts = [text for _, text in found]
    help_text = "Take it out, and out of git's history; if it was shared, make a new one. Keys are typed into Braze."
    named = [
        file.finding("secret", path, f"{_dotted(path) or 'A text'} looks like a key of an API", help_text)
        for path, _ in found
    ]
    lines = {each.line for each in named}
    others = [each for each in findings if each.line not in lines and not any(text in each.message for text in texts)]
    return named + others


def _decisions(document: dict[str, Toml], webhooks: WebhookSettings, file: ConfigFile) -> Decisions:
    identity = document.get("identity", {})
    bundles = document.get("bundles")
    defaults = Decisions()
    return Decisions(
        identity_order=tuple(identity.get("order", defaults.identity_order)),
        braze_id_trait=identity.get("braze_id_trait", defaults.braze_id_trait),
        alias_label=identity.get("alias_label", defaults.alias_label),
        missing_identity=identity.get("missing", defaults.missing_identity),
        update_existing_only=UpdateExistingOnly(**document.get("update_existing_only", {})),
        subscription_groups=document.get("subscription_groups", {}),
        names=Naming(**document.get("names", {})),
        properties=Policies(**document.get("properties", {})),
        recipes=_sorted(
            document.get("recipes", {}), lambda value: tuple(sorted(value)) if isinstance(value, list) else value
        ),
        events=_sorted(document.get("events", {}), _sorted),
        catalogs=tuple(
            ObjectCatalog(name, table["object_type"], tuple(table["fields"]), table.get("time"))
            for name, table in sorted(document.get("catalogs", {}).items())
        ),
        bundles=None
        if bundles is None
        else tuple(BundlePatterns(name, tuple(table["events"])) for name, table in sorted(bundles.items())),
        webhooks=webhooks,
        file=file,
    )


def _in_order(value: Toml) -> Toml:
    """Return a value with every table in the order of its keys; the order of lists is meant."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    return {key: _in_order(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _sorted(table: Mapping[str, Toml], convert: Callable[[Toml], Toml] = lambda value: value) -> dict[str, Toml]:
    """Return a table in the order of its keys: their order in the file must not matter."""
    return {key: convert(_sorted(value) if isinstance(value, dict) else value) for key, value in sorted(table.items())}
