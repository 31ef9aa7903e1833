"""Find mistakes in a parsed regal-braze.toml: by its JSON Schema, and by rules that JSON Schema cannot express."""

from __future__ import annotations

from collections.abc import Iterator

from regal_braze.braze.limits import RESERVED_ATTRIBUTES
from regal_braze.braze.liquid_names import file_name
from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.schema_errors import Notation, SchemaError, schema_findings, shown
from regal_braze.documents.toml_text import Toml, dotted
from regal_braze.documents.validators import is_valid, json_schema
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.workspace.settings import CHANNELS, ConfigFile, value_type

SCHEMA = "dialect/workspace"
MOST_CHARACTERS = 100
"""Most characters of a key that a message shows."""


def find_mistakes(document: dict[str, Toml], file: ConfigFile) -> list[Finding]:
    """Return every mistake in a file, in the order of the lines."""

    def located(error: SchemaError) -> Finding:
        if error.keyword == "additionalProperties" and (name := _unquoted_event(error.path, document)):
            message = f"The name of the event {name} must be in quotes"
            return file.finding("config-invalid", error.path, message, f'Write [events."{name}"].')
        return file.finding("config-invalid", error.path, error.message, error.help)

    findings = [] if _is_valid(document) else schema_findings(SCHEMA, document, _TOML, located)
    webhooks = document.get("webhooks", {})
    if not findings or _is_valid({"webhooks": webhooks}):
        findings += [*_webhook_file_names(webhooks, file), *_webhook_types(webhooks, file)]
    if not findings:
        findings += [*_identity(document.get("identity", {}), file), *_synonyms(document, file)]
        findings += _consent_attributes(document.get("subscription_groups", {}), file)
    return findings


def _unquoted_event(path: KeyPath, document: Toml) -> str | None:
    """Return the name of an event in a header such as `[events.call.completed]`, or None if `path` is not in one."""
    if path[0] != "events" or len(path) != 3:
        return None
    known = {*json_schema(SCHEMA)["$defs"]["event"]["properties"]}
    names = [*path[1:]]
    table = document["events"][path[1]][path[2]]
    while isinstance(table, dict) and len(table) == 1 and not {*table} & known:
        names += table
        (table,) = table.values()
    return ".".join(map(str, names)) if isinstance(table, dict) and "." not in str(path[1]) else None


def _is_valid(document: dict[str, Toml]) -> bool:
    try:
        return is_valid(SCHEMA, document)
    except ValueError:  # a date or a time, which JSON does not have
        return False


def _identity(identity: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield the paths that no payload has, and a kind of identifier that is never reached (M3, M4)."""
    keys = json_schema("common/envelope")["$defs"]["envelope"]["properties"]
    for kind in ("external_id", "email", "phone"):
        for index, path in enumerate(identity.get(kind, [])):
            first, *rest = path.split(".")
            has_keys = first in ("properties", "traits")
            if first in keys and has_keys == bool(rest):
                continue
            message = f"No payload has the key {first}"
            help_text = suggestion(first, keys, f"Known keys: {', '.join(keys)}.")
            if first in keys:
                message = f"{first} is {'an object' if has_keys else 'a value'} in payloads"
                help_text = f"Add a key, such as {first}.customer_id." if has_keys else f"Write {first}."
            yield file.finding("config-invalid", ("identity", kind, index), message, help_text)
    order = identity.get("order", [])
    same = [kind for kind in order if kind in ("phone", "user_alias")]
    if len(same) > 1:
        message = f"identity.order never reaches {same[1]}: {same[0]} is the same phone number"
        yield file.finding("config-invalid", ("identity", "order", order.index(same[1])), message, "Keep one of them.")


def _synonyms(document: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield the other names of channels that are channels themselves, or do not name one (M14)."""
    synonyms = document.get("channels", {})
    tables = [document, *document.get("events", {}).values()]
    channels = {*CHANNELS, *(channel for table in tables for channel in table.get("subscription_groups", {}))}
    for synonym, channel in synonyms.items():
        if synonym in channels:
            message = f"{synonym} is a channel, so it cannot be another name of {channel}"
            help_text = "Remove this line, or the channel's subscription group."
        elif channel in synonyms:
            message = f"{channel} is another name of {synonyms[channel]}, not a channel"
            help_text = f'Write {synonym} = "{synonyms[channel]}".'
        elif channel not in channels:
            message = f"The channel {channel} is not configured"
            help_text = f"Known channels: {', '.join(sorted(channels))}."
        else:
            continue
        yield file.finding("config-invalid", ("channels", synonym), message, help_text)


def _consent_attributes(channels: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield the attributes for consent that Braze reserves, or that two channels share (M5, M14)."""
    taken: dict[str, str] = {}
    for channel, table in channels.items():
        if not isinstance(table, dict):
            continue
        name, path = table["attribute"], ("subscription_groups", channel, "attribute")
        if name in RESERVED_ATTRIBUTES:
            yield file.finding("reserved-name", path, f"Braze reserves the name {name}", "Choose another name.")
        elif name in taken:
            message = f"The channels {taken[name]} and {channel} have the same attribute {name}"
            yield file.finding("config-invalid", path, message, "Give each channel its own attribute.")
        taken.setdefault(name, channel)


def _webhook_file_names(webhooks: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield the custom events whose names give no file, or the file of another one."""
    names: dict[str, str] = {}
    for index, event in enumerate(webhooks.get("custom_events", [])):
        name = event["name"]
        path: KeyPath = ("webhooks", "custom_events", index, "name")
        if not file_name(name):
            message = f"{shown(name)} has no letter or digit, so it gives no file name"
            yield file.finding("config-invalid", path, message, "Use a name with a letter or a digit.")
        elif file_name(name) in names:
            message = f"{name} and {names[file_name(name)]} would have the same file, {file_name(name)}.liquid"
            yield file.finding("config-invalid", path, message, "Give one of them another name.")
        names.setdefault(file_name(name), name)


def _webhook_types(webhooks: dict[str, Toml], file: ConfigFile) -> Iterator[Finding]:
    """Yield the traits and properties whose fixed value does not have their type."""
    tables: list[tuple[KeyPath, dict[str, Toml]]] = [(("webhooks", "traits"), webhooks.get("traits", {}))]
    for index, event in enumerate(webhooks.get("custom_events", [])):
        event_path = ("webhooks", "custom_events", index)
        tables += [((*event_path, key), event.get(key, {})) for key in ("properties", "traits")]
    for path, table in tables:
        for name, declared in table.items():
            if isinstance(declared, dict) and {"type", "value"} <= {*declared}:
                found = value_type(declared["value"])
                if declared["type"] not in (found, "date" if found == "string" else found):
                    message = f"{dotted((*path, name))} has the type {declared['type']}, but its value is a {found}"
                    yield file.finding("config-invalid", (*path, name, "type"), message, f'Write type = "{found}".')


def _name(path: KeyPath) -> str:
    keys = (key if len(key) <= MOST_CHARACTERS else f"{key[:MOST_CHARACTERS]}…" for key in path if isinstance(key, str))
    return dotted(keys)


_TOML = Notation(
    name=_name,
    types={
        "array": "a list",
        "boolean": "true or false",
        "integer": "a whole number",
        "number": "a number",
        "object": "a table",
        "string": "text",
    },
    header=lambda path, in_list: f"[[{_name(path)}]]" if in_list else f"[{_name(path)}]",
    help="Compare it with docs/configuration.md.",
    instead={},
)
