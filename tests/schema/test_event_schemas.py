"""The shipped event schemas: all events, each by the dialect, each true to its samples (section 4)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema
import jsonschema_rs
import pytest

from regal_braze.schema.annotation import types_of
from regal_braze.schema.check import check
from regal_braze.schema.decide import decide
from regal_braze.schema.dialect import validate
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.load import load_events
from regal_braze.workspace.settings import Settings
from support import shipped

Json: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).parents[2] / "schemas"
BASE = "https://schemas.invalid/"

EVENTS = sorted(path.stem for path in (SCHEMAS / "events").glob("*.json"))


def read(path: Path) -> Json:
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


KINDS = {"common": "common", "events": "event", "webhooks": "webhook"}
"""The dialect of the files in each folder."""
FILES = {
    path.relative_to(SCHEMAS).as_posix(): read(path)
    for folder in KINDS
    for path in sorted((SCHEMAS / folder).rglob("*.json"))
}
SCHEMA = {name: FILES[f"events/{name}.json"] for name in EVENTS}
DIALECT = {path.stem: read(path) for path in (SCHEMAS / "dialect").glob("*.json")}
REGISTRY = jsonschema_rs.Registry([(BASE + name, file) for name, file in FILES.items()])


def kind_of(name: str) -> str:
    return KINDS[name.partition("/")[0]]


def declared(name: str) -> Json:
    """Return the declared properties of an event, with references followed."""
    properties: Json = shipped.schemas()[name].properties["properties"]
    return properties


def data_of(name: str, sample: Json) -> Json:
    """Return the properties of a sample; a sample without envelope is nothing but properties."""
    properties: Json = sample["properties"] if "name" in sample else sample
    return properties


def undeclared_keys(value: Any, definition: Json, path: str = "") -> Iterator[str]:
    """Yield the path of each key and item that a definition does not declare."""
    if isinstance(value, dict):
        others = definition.get("additionalProperties")
        inner = {key: (definition.get("properties", {}).get(key, others), value[key]) for key in value}
    elif isinstance(value, list):
        cells = [*definition.get("prefixItems", []), *[definition.get("items")] * len(value)]
        inner = {str(index): (cells[index], item) for index, item in enumerate(value)}
    else:
        return
    for key, (known, item) in inner.items():
        yield from undeclared_keys(item, known, f"{path}/{key}") if isinstance(known, dict) else (f"{path}/{key}",)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for key, inner in value.items():
            if key != "examples":
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_event_of_regal_has_one_schema_with_its_name() -> None:
    assert len(EVENTS) == len(list((SCHEMAS / "events").iterdir())) == 40
    assert [name for name in EVENTS if SCHEMA[name]["title"] != name] == []
    assert [name for name in EVENTS if SCHEMA[name]["properties"]["name"] != {"const": name}] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_follows_its_dialect(name: str) -> None:
    kind = kind_of(name)
    errors = jsonschema.Draft202012Validator(DIALECT[kind]).iter_errors(FILES[name])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert jsonschema_rs.validator_for(DIALECT[kind]).is_valid(FILES[name])


def test_no_check_finds_anything_in_a_built_in_schema() -> None:
    """Other workspaces skip these checks for the built-in schemas that no setting changes."""
    files = SchemaFiles((SCHEMAS,))
    schemas, findings = load_events(files)
    definitions, unreadable = files.in_folder("common")
    valid, invalid = validate(schemas, definitions)
    decided, conflicts = decide(valid, Settings(), EVENTS)
    assert [schema.event for schema in decided if not schema.is_tested] == EVENTS
    assert [*findings, *unreadable, *invalid, *conflicts, *check(decided)] == []


@pytest.mark.parametrize("name", EVENTS)
def test_a_schema_takes_its_samples_and_refuses_other_types_and_other_names(name: str) -> None:
    """Formats included. A property of another type, or a name of another event, is not valid."""
    schema = {"$ref": f"{BASE}events/{name}.json"}
    validator = jsonschema_rs.validator_for(schema, registry=REGISTRY, validate_formats=True)
    samples = SCHEMA[name]["examples"]
    assert samples
    for sample in samples:
        assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(sample)] == []
    assert validator.is_valid({"name": name, "properties": {}})
    assert not validator.is_valid({"name": f"{name}.other", "properties": {}})
    assert not validator.is_valid({"name": name, "userId": ["123"]})
    first = next(iter(declared(name)))
    assert not validator.is_valid({"name": name, "properties": {first: 5.5}})


@pytest.mark.parametrize("name", EVENTS)
def test_every_key_of_every_sample_is_declared(name: str) -> None:
    """M10: undeclared properties are dropped, so every key of a sample must be declared."""
    definition = {"properties": declared(name)}
    if SCHEMA[name].get("x-braze", {}).get("undeclared", "drop") != "drop":
        definition["additionalProperties"] = {}
    for sample in SCHEMA[name]["examples"]:
        assert list(undeclared_keys(data_of(name, sample), definition)) == []


@pytest.mark.parametrize("name", EVENTS)
def test_properties_are_declared_in_the_order_of_the_sample(name: str) -> None:
    """Section 4. For a payload in this order, Braze gets them in it."""
    for sample in SCHEMA[name]["examples"]:
        shown = [key for key in data_of(name, sample) if key in declared(name)]
        assert [key for key in declared(name) if key in shown] == shown


@pytest.mark.parametrize(
    ("property_name", "types"),
    [
        ("campaign_friendly_id", {"call.completed": "string", "call.wrapup": "integer", "sms.sent": "string"}),
        ("recording_duration", {"call.transcript.available": "number", "voicemail.transcript.available": "string"}),
        ("experiment_id", {"contact.experiment.assigned": "string"}),
        ("journey_friendly_id", {"call.completed": "integer", "sms.queued": "integer"}),
        ("started_at", {"call.completed": "integer"}),
    ],
)
def test_types_follow_the_samples_and_not_the_documentation(property_name: str, types: dict[str, str]) -> None:
    """M8: Braze keeps the type of the first value."""
    for event, expected in types.items():
        assert [name for name in types_of(declared(event)[property_name]) if name != "null"] == [expected]


@pytest.mark.parametrize(
    ("event", "names"),
    [
        ("call.completed", {"agent_email", "agent_id", "campaign_id"}),
        ("sms.sent", {"campaign_id", "journey_uuid", "regal_voice_phone_internal_name"}),
        ("sms.queued", {"agent_fullname", "agent_id", "sms_conversation_id"}),
        ("sms.failed", {"error_code"}),
    ],
)
def test_keys_that_are_documented_but_in_no_sample_are_declared_too(event: str, names: set[str]) -> None:
    assert names <= set(declared(event))


def test_every_shared_definition_is_used_by_two_events_at_least() -> None:
    used = Counter(reference for schema in SCHEMA.values() for reference in set(references(schema)))
    common = {name: file for name, file in FILES.items() if name.startswith("common/")}
    shared = [f"../{name}#/$defs/{key}" for name, file in common.items() for key in file["$defs"]]
    assert {reference: used[reference] for reference in shared if used[reference] < 2} == {}


def test_what_two_events_define_alike_is_shared() -> None:
    owners = defaultdict(list)
    for name in EVENTS:
        for key, definition in SCHEMA[name]["properties"]["properties"]["properties"].items():
            if "$ref" not in definition:
                owners[key, json.dumps(definition, sort_keys=True)].append(name)
    assert [(key, events) for (key, _), events in owners.items() if len(events) > 1] == []


def test_the_editor_settings_map_the_schemas_to_their_dialects() -> None:
    root = SCHEMAS.parent
    mapped = {
        path.relative_to(root).as_posix(): read(root / association["url"])["$id"].rpartition(":")[2]
        for association in read(root / ".vscode/settings.json")["json.schemas"]
        for pattern in association["fileMatch"]
        for path in root.glob(pattern.lstrip("/"))
    }
    assert mapped == {f"schemas/{name}": kind_of(name) for name in FILES}
