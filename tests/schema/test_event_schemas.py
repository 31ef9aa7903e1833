"""The shipped event schemas: all events, each by the dialect, each true to its samples (section 4)."""

from __future__ import annotations

import copy
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

EVENTS = (
    "agent.activity.updated",
    "call.analysis.available",
    "call.completed",
    "call.ivr.triggered",
    "call.placed",
    "call.recording.available",
    "call.transcript.available",
    "call.wrapup",
    "cancel.all.automated.tasks",
    "contact.attribute.edited",
    "contact.created",
    "contact.email.created",
    "contact.experiment.assigned",
    "contact.phone.created",
    "contact.subscribed",
    "contact.unsubscribed",
    "contacted.after.hours",
    "custom.task.completed",
    "email.conversation.completed",
    "email.received",
    "email.sent",
    "mms.received",
    "mms.sent",
    "object.attribute.edited",
    "object.created",
    "scheduled.callback.requested",
    "scheduled.reminder.created",
    "sms.conversation.completed",
    "sms.failed",
    "sms.queued",
    "sms.received",
    "sms.sent",
    "sms.undelivered",
    "task.canceled",
    "task.created",
    "task.reservation.accepted",
    "task.reservation.created",
    "voicemail.completed",
    "voicemail.recording.available",
    "voicemail.transcript.available",
)


def read(path: Path) -> Json:
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


FILES = {
    path.relative_to(SCHEMAS).as_posix(): read(path)
    for folder in ("common", "events")
    for path in sorted((SCHEMAS / folder).glob("*.json"))
}
SCHEMA = {name: FILES[f"events/{name}.json"] for name in EVENTS if f"events/{name}.json" in FILES}
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


# --- The shipped files


def test_every_event_of_regals_has_one_schema_named_for_it() -> None:
    assert len(EVENTS) == 40
    assert {path.stem for path in (SCHEMAS / "events").iterdir()} == set(EVENTS)
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
def test_a_schema_says_what_its_event_carries(name: str) -> None:
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
    """M10: what is not declared is dropped, so nothing that a sample shows may be forgotten."""
    definition = {"properties": declared(name)}
    if SCHEMA[name].get("x-braze", {}).get("undeclared", "drop") != "drop":
        definition["additionalProperties"] = {}
    for sample in SCHEMA[name]["examples"]:
        assert list(undeclared_keys(data_of(name, sample), definition, f"events/{name}.json")) == []


@pytest.mark.parametrize("name", EVENTS)
def test_properties_are_declared_in_the_order_of_the_sample(name: str) -> None:
    """Section 4: Braze gets them in schema order."""
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
    """M8: Braze keeps the type of the first value for ever."""
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


# --- The dialect: schemas that are nearly right

CALL: Json = {
    "title": "call.tested",
    "description": "A call was tested.",
    "type": "object",
    "allOf": [{"$ref": "../common/envelope.json#/$defs/envelope"}],
    "properties": {
        "name": {"const": "call.tested"},
        "properties": {
            "type": "object",
            "properties": {
                "agent_email": {"$ref": "../common/properties.json#/$defs/agent_email"},
                "answers": {
                    "type": "object",
                    "description": "Answers.",
                    "properties": {"first": {"type": "string", "description": "The first one."}},
                    "additionalProperties": {"type": ["string", "null"]},
                },
                "at": {"type": "integer", "format": "unix-seconds", "description": "When."},
                "lines": {
                    "type": "array",
                    "description": "Lines.",
                    "items": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "string"}]},
                },
            },
            "additionalProperties": True,
        },
    },
    "examples": [{"name": "call.tested", "properties": {}}],
}

BRAZE: Json = {
    "event": "Call Was Tested",
    "names": [{"name": "call.completed", "property": "type", "value": "Test"}],
    "omit": ["notes"],
    "rename": {"agent_email": "agent"},
    "convert": {"at": "iso8601", "lines/said_at": "unix_seconds"},
    "flatten": ["answers"],
    "rows": {"lines": ["said_at", "text"]},
    "undeclared": "properties",
    "attributes": {
        "at": {"name": "last_test", "convert": "iso8601"},
        "answers/first": {"name": "answer", "when": "answers/is_first"},
        "notes": {"name": "note_", "named_by": "type"},
    },
    "recipes": {
        "last_test": {"on": True, "attributes": {"type": "last_type"}},
        "answers": {"keys_of": "answers", "prefix": "answer_"},
    },
    "nulls": "omit",
    "long_texts": "cut",
    "times": "iso8601",
    "limits": {"notes": 100},
    "purchases": [
        {"when": {"type": ["Sold", "Upsold"]}, "product": {"property": "type"}, "price": 9.5, "currency": "USD"},
        {"when": {"sold": True}, "product": "policy", "price": 9, "currency": "EUR", "quantity": 2},
    ],
    "objects": {"type": "type", "id": "agent_email", "changes": "answers"},
    "identity": "traits",
}
CHANGES: Json = {"changes": "answers"}
SUBSCRIPTION: Json = {"subscription": {"channel": "channel", "state": "subscribed"}}
CATALOG: Json = {"catalog": {"name": "regal_agents", "id": "agent_email", "time": "updated_at"}}

REMOVED = object()


def changed(schema: Json, path: str, value: Any) -> Json:
    """Return a copy with the value at a slash-separated path set, or removed."""
    copied = copy.deepcopy(schema)
    *parents, last = path.split("/")
    target: Any = copied
    for key in parents:
        target = target[int(key)] if isinstance(target, list) else target.setdefault(key, {})
    if value is REMOVED:
        del target[last]
    elif isinstance(target, list):
        target[int(last)] = value
    else:
        target[last] = value
    return copied


def places_of_errors(schema: Json) -> set[str]:
    """Return where the dialect finds errors; both validators must agree that it does."""
    validator = jsonschema.Draft202012Validator(DIALECT["event"])
    places = {"/".join(map(str, error.absolute_path)) for error in validator.iter_errors(schema)}
    assert jsonschema_rs.validator_for(DIALECT["event"]).is_valid(schema) == (not places)
    return places


@pytest.mark.parametrize("braze", [BRAZE, CHANGES, SUBSCRIPTION, CATALOG, {"undeclared": "drop"}])
def test_the_dialect_accepts_whatever_the_vocabulary_offers(braze: Json) -> None:
    assert places_of_errors({**CALL, "x-braze": braze}) == set()


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        # misspelt and unknown keys
        ("evnt", "Call", ""),
        ("ommit", ["notes"], ""),
        ("Event", "Call", ""),
        ("names/0/vaule", "Test", "names/0"),
        ("attributes/answers~first", {"name": "a", "when": "b", "unless": "c"}, "attributes/answers~first"),
        # missing parts
        ("names/0/value", REMOVED, "names/0"),
        ("names/0/property", REMOVED, "names/0"),
        ("attributes/at", {"name": "last_test"}, "attributes/at"),
        ("attributes/at", {"when": "is_first"}, "attributes/at"),
        # wrong types
        ("event", 5, "event"),
        ("event", "", "event"),
        ("event", " Call", "event"),
        ("event", "Call\n", "event"),
        ("event", "C" * 256, "event"),
        ("names", {"name": "call.completed"}, "names"),
        ("names/0/name", "Call Completed", "names/0/name"),
        ("omit", "notes", "omit"),
        ("omit", [], "omit"),
        ("omit", ["notes", "notes"], "omit"),
        ("omit", [""], "omit/0"),
        ("rename", ["agent_email"], "rename"),
        ("rename/agent_email", None, "rename/agent_email"),
        ("rename/agent_email", " ", "rename/agent_email"),
        ("convert/at", "iso", "convert/at"),
        ("convert/at", True, "convert/at"),
        ("flatten", {"answers": True}, "flatten"),
        ("rows/lines", "said_at", "rows/lines"),
        ("rows/lines", ["text", "text"], "rows/lines"),
        ("undeclared", "keep", "undeclared"),
        ("undeclared", True, "undeclared"),
        ("attributes/at", "", "attributes/at"),
        ("attributes/at", ["last_test"], "attributes/at"),
        ("attributes", {}, "attributes"),
        ("attributes/at", {"name": "last_test", "convert": "iso"}, "attributes/at/convert"),
        ("recipes/answers", {"on": True}, "recipes/answers"),
        ("recipes/answers", {"keys_of": "answers"}, "recipes/answers"),
        ("recipes/last_test/attributes", {}, "recipes/last_test/attributes"),
        ("nulls", "drop", "nulls"),
        ("long_texts", "omitted", "long_texts"),
        ("times", "unix_seconds", "times"),
        ("limits/notes", 0, "limits/notes"),
        ("limits/notes", 501, "limits/notes"),
        ("purchases", [], "purchases"),
        ("purchases/0/when", {}, "purchases/0/when"),
        ("purchases/0/price", "9.5", "purchases/0/price"),
        ("purchases/0/price", {"from": "price"}, "purchases/0/price"),
        ("purchases/1/currency", "usd", "purchases/1/currency"),
        ("purchases/1/quantity", 101, "purchases/1/quantity"),
        ("purchases/1/product", REMOVED, "purchases/1"),
        ("objects/id", REMOVED, "objects"),
        ("identity", "properties", "identity"),
        # two destinations
        ("changes", "answers", "event"),
        ("changes", "answers", "attributes"),
        ("changes", "answers", "flatten"),
        ("changes", "answers", "undeclared"),
        ("changes", "answers", "purchases"),
        ("changes", "answers", "recipes"),
        ("changes", "answers", "objects"),
        ("subscription", SUBSCRIPTION["subscription"], "attributes"),
        ("catalog", CATALOG["catalog"], "event"),
    ],
)
def test_a_slip_in_x_braze_is_refused_where_it_is(path: str, value: Any, place: str) -> None:
    """Section 4: an unknown, misspelt or contradictory wish never passes in silence."""
    schema = changed({**CALL, "x-braze": BRAZE}, f"x-braze/{path}", value)
    assert f"x-braze/{place}".rstrip("/") in places_of_errors(schema)


@pytest.mark.parametrize(
    ("braze", "place"),
    [
        ({**CHANGES, **SUBSCRIPTION}, "subscription"),
        ({**CHANGES, **CATALOG}, "catalog"),
        ({**SUBSCRIPTION, **CATALOG}, "catalog"),
        ({**SUBSCRIPTION, "undeclared": "attributes"}, "undeclared"),
        ({**CATALOG, "flatten": ["answers"]}, "flatten"),
        ({"changes": ["answers"]}, "changes"),
        ({"subscription": {"channel": "channel"}}, "subscription"),
        ({"subscription": {"channel": "channel", "state": "opted_in"}}, "subscription/state"),
        ({"subscription": {"channel": "channel", "state": "subscribed", "group": "x"}}, "subscription"),
        ({"catalog": {"name": "agents", "id": "agent_email"}}, "catalog"),
        ({"catalog": {"name": "agents", "id": "agent_email", "times": "at"}}, "catalog"),
        ({"catalog": "regal_agents"}, "catalog"),
    ],
)
def test_a_slip_in_a_destination_is_refused_where_it_is(braze: Json, place: str) -> None:
    """M13-M15: one event has one destination, whole."""
    assert f"x-braze/{place}" in places_of_errors({**CALL, "x-braze": braze})


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("title", "call", "title"),
        ("title", "Call.Tested", "title"),
        ("title", "call..tested", "title"),
        ("title", "../call.tested", "title"),
        ("title", "call.tested\n", "title"),
        ("title", "call." + "x" * 96, "title"),
        ("title", REMOVED, ""),
        ("description", REMOVED, ""),
        ("description", " ", "description"),
        ("type", REMOVED, ""),
        ("type", "array", "type"),
        ("x-brase", {}, ""),
        ("x-braze", [], "x-braze"),
        ("$id", "https://schemas.invalid/call.json", ""),
        ("properties/name", REMOVED, "properties"),
        ("properties/name/const", "Call", "properties/name/const"),
        ("properties/properties", REMOVED, "properties"),
        ("properties/properties/properties", REMOVED, "properties/properties"),
        ("properties/properties/x-braze", BRAZE, "properties/properties"),
        ("properties/properties/properties/at/x-braze", {}, "properties/properties/properties/at"),
        ("properties/properties/properties/at/descripton", "When.", "properties/properties/properties/at"),
        ("properties/properties/properties/at/description", REMOVED, "properties/properties/properties/at"),
        ("properties/properties/properties/at/type", REMOVED, "properties/properties/properties/at"),
        ("properties/properties/properties/at/type", "integr", "properties/properties/properties/at/type"),
        ("properties/properties/properties/at", True, "properties/properties/properties/at"),
        (
            "properties/properties/properties/answers/properties/first/description",
            REMOVED,
            "properties/properties/properties/answers/properties/first",
        ),
        (
            "properties/properties/properties/answers/additionalProperties/typ",
            "string",
            "properties/properties/properties/answers/additionalProperties",
        ),
        (
            "properties/properties/properties/lines/items/itmes",
            {},
            "properties/properties/properties/lines/items",
        ),
        (
            "properties/properties/properties/lines/items/prefixItems/0/x-braze",
            {},
            "properties/properties/properties/lines/items/prefixItems/0",
        ),
        (
            "properties/properties/properties/lines/maxItems",
            "500",
            "properties/properties/properties/lines/maxItems",
        ),
        ("allOf/0/$ref", REMOVED, "allOf/0"),
        ("examples/0", "call.tested", "examples/0"),
    ],
)
def test_a_slip_in_a_schema_is_refused_where_it_is(path: str, value: Any, place: str) -> None:
    assert place in places_of_errors(changed(CALL, path, value))


def test_a_name_of_a_hundred_characters_is_the_longest() -> None:
    assert places_of_errors({**CALL, "title": "call." + "x" * 95}) == set()


@pytest.mark.parametrize(
    "definition",
    [{"description": "No type."}, {"type": "string"}, {"type": "string", "descripton": "A typing error."}],
)
def test_a_shared_definition_says_what_it_is(definition: Json) -> None:
    validator = jsonschema.Draft202012Validator(DIALECT["common"])
    file = {"title": "Shared", "description": "Shared.", "$defs": {"one": definition}}
    assert [list(error.absolute_path)[:2] for error in validator.iter_errors(file)][:1] == [["$defs", "one"]]
    file["$defs"] = {"one": {"type": "string", "description": "One."}}
    assert validator.is_valid(file)


def test_both_dialects_mean_the_same_by_a_property() -> None:
    shared = DIALECT["common"]["$defs"]
    assert {"property", "definition"} <= set(shared)
    assert {name: DIALECT["event"]["$defs"][name] for name in shared} == shared


# --- Editors


def keys_without_help(definition: Json, path: str) -> Iterator[str]:
    for key, inner in definition.get("properties", {}).items():
        if "description" not in inner:
            yield f"{path}/{key}"
        for nested in (inner, inner.get("items", {}), inner.get("additionalProperties", {})):
            if isinstance(nested, dict):
                yield from keys_without_help(nested, f"{path}/{key}")


def test_an_editor_can_explain_every_key_of_x_braze() -> None:
    vocabulary = DIALECT["event"]["$defs"]["x-braze"]
    assert set(vocabulary["properties"]) == {*BRAZE, *CHANGES, *SUBSCRIPTION, *CATALOG}
    assert list(keys_without_help(vocabulary, "x-braze")) == []


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
