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
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).parents[2] / "schemas"
BASE = "https://schemas.invalid/"

EVENTS = sorted(path.stem for path in (SCHEMAS / "events").glob("*.json"))


def read(path: Path) -> Json:
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


FILES = {
    path.relative_to(SCHEMAS).as_posix(): read(path)
    for folder in ("common", "events")
    for path in sorted((SCHEMAS / folder).glob("*.json"))
}
SCHEMA = {name: FILES[f"events/{name}.json"] for name in EVENTS}
COMMON = {name: file for name, file in FILES.items() if name.startswith("common/")}
DIALECT = {path.stem: read(path) for path in (SCHEMAS / "dialect").glob("*.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (BASE + name, Resource.from_contents(file, default_specification=DRAFT202012)) for name, file in FILES.items()
)
RS_REGISTRY = jsonschema_rs.Registry([(BASE + name, file) for name, file in FILES.items()])


def resolved(definition: Any, where: str) -> tuple[Any, str]:
    """Follow a $ref; return the definition, keywords beside the $ref first, and the file that it is in."""
    if not isinstance(definition, dict) or "$ref" not in definition:
        return definition, where
    found = REGISTRY.resolver(BASE + where).lookup(definition["$ref"])
    beside = {key: value for key, value in definition.items() if key != "$ref"}
    return {**found.contents, **beside}, where if definition["$ref"].startswith("#") else "common/properties.json"


def declared(name: str) -> Json:
    properties: Json = SCHEMA[name]["properties"]["properties"]["properties"]
    return properties


def data_of(name: str, sample: Json) -> Json:
    """Return the properties of a sample; a sample without envelope is nothing but properties."""
    properties: Json = sample["properties"] if "name" in sample else sample
    return properties


def undeclared_keys(value: Any, definition: Any, where: str, path: str = "") -> Iterator[str]:
    definition, where = resolved(definition, where)
    if isinstance(value, dict):
        for key, inner in value.items():
            known = definition.get("properties", {}).get(key, definition.get("additionalProperties"))
            if not isinstance(known, dict):
                yield f"{path}/{key}"
            else:
                yield from undeclared_keys(inner, known, where, f"{path}/{key}")
    elif isinstance(value, list):
        cells = definition.get("prefixItems", [])
        for index, item in enumerate(value):
            known = cells[index] if index < len(cells) else definition.get("items")
            if known is None:
                yield f"{path}/{index}"
            else:
                yield from undeclared_keys(item, known, where, f"{path}/{index}")


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


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_schema_follows_the_dialect(name: str) -> None:
    errors = jsonschema.Draft202012Validator(DIALECT["event"]).iter_errors(SCHEMA[name])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert jsonschema_rs.validator_for(DIALECT["event"]).is_valid(SCHEMA[name])


@pytest.mark.parametrize("name", COMMON)
def test_a_file_of_shared_definitions_follows_the_dialect(name: str) -> None:
    errors = jsonschema.Draft202012Validator(DIALECT["common"]).iter_errors(COMMON[name])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert jsonschema_rs.validator_for(DIALECT["common"]).is_valid(COMMON[name])


@pytest.mark.parametrize("name", EVENTS)
def test_every_sample_is_valid_by_its_own_schema_formats_included(name: str) -> None:
    schema = {"$ref": f"{BASE}events/{name}.json"}
    strict = jsonschema_rs.validator_for(schema, registry=RS_REGISTRY, validate_formats=True)
    lenient = jsonschema.Draft202012Validator(
        schema, registry=REGISTRY, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    samples = SCHEMA[name]["examples"]
    assert samples
    for sample in samples:
        assert [f"{error.instance_path}: {error.message}" for error in strict.iter_errors(sample)] == []
        assert [f"{error.json_path}: {error.message}" for error in lenient.iter_errors(sample)] == []


@pytest.mark.parametrize("name", EVENTS)
def test_a_schema_refuses_other_types_and_other_names(name: str) -> None:
    """A property of another type, or a name of another event, is not valid: the references are followed."""
    schema = {"$ref": f"{BASE}events/{name}.json"}
    validator = jsonschema_rs.validator_for(schema, registry=RS_REGISTRY)
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
        assert list(undeclared_keys(data_of(name, sample), definition, f"events/{name}.json")) == []


@pytest.mark.parametrize("name", EVENTS)
def test_properties_are_declared_in_the_order_of_the_sample(name: str) -> None:
    """Section 4. For a payload in this order, Braze gets them in it."""
    for sample in SCHEMA[name]["examples"]:
        shown = [key for key in data_of(name, sample) if key in declared(name)]
        assert [key for key in declared(name) if key in shown] == shown


@pytest.mark.parametrize(
    ("property_name", "types"),
    [
        (
            "campaign_friendly_id",
            {"call.completed": "string", "call.wrapup": "integer", "sms.sent": "string"},
        ),
        (
            "recording_duration",
            {"call.transcript.available": "number", "voicemail.transcript.available": "string"},
        ),
        ("experiment_id", {"contact.experiment.assigned": "string"}),
        ("journey_friendly_id", {"call.completed": "integer", "sms.queued": "integer"}),
        ("started_at", {"call.completed": "integer"}),
    ],
)
def test_types_follow_the_samples_and_not_the_documentation(property_name: str, types: dict[str, str]) -> None:
    """M8: Braze keeps the type of the first value."""
    for event, expected in types.items():
        definition, _ = resolved(declared(event)[property_name], f"events/{event}.json")
        found = definition["type"] if isinstance(definition["type"], list) else [definition["type"]]
        assert [name for name in found if name != "null"] == [expected]


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
    shared = [f"../{name}#/$defs/{key}" for name, file in COMMON.items() for key in file["$defs"]]
    assert {reference: used[reference] for reference in shared if used[reference] < 2} == {}


def test_what_two_events_define_alike_is_shared() -> None:
    owners = defaultdict(list)
    for name in EVENTS:
        for key, definition in declared(name).items():
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
    expected = {f"schemas/{name}": "event" if name.startswith("events/") else "common" for name in FILES}
    webhooks = (path.relative_to(root).as_posix() for path in (SCHEMAS / "webhooks").rglob("*.json"))
    assert mapped == expected | dict.fromkeys(webhooks, "webhook")
