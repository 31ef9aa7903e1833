"""The dialect of event schemas refuses each mistake where it is, and editors can explain every key."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema
import jsonschema_rs
import pytest

Json: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).parents[2] / "schemas"


def read(path: Path) -> Json:
    value: Json = json.loads(path.read_text(encoding="utf-8"))
    return value


DIALECT = {path.stem: read(path) for path in (SCHEMAS / "dialect").glob("*.json")}

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
def test_the_dialect_accepts_every_key(braze: Json) -> None:
    assert places_of_errors({**CALL, "x-braze": braze}) == set()


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        # misspelled and unknown keys
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
def test_a_mistake_in_x_braze_is_refused_where_it_is(path: str, value: Any, place: str) -> None:
    """Section 4: unknown, misspelled and contradictory keys."""
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
def test_a_mistake_in_a_destination_is_refused_where_it_is(braze: Json, place: str) -> None:
    """M13 to M15: an event has one destination, with all that it needs."""
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
        ("allOf/0/$ref", REMOVED, "allOf/0"),
        ("examples/0", "call.tested", "examples/0"),
        # Below the properties
        ("/at/x-braze", {}, "/at"),
        ("/at/descripton", "When.", "/at"),
        ("/at/description", REMOVED, "/at"),
        ("/at/type", REMOVED, "/at"),
        ("/at/type", "integr", "/at/type"),
        ("/at", True, "/at"),
        ("/answers/properties/first/description", REMOVED, "/answers/properties/first"),
        ("/answers/additionalProperties/typ", "string", "/answers/additionalProperties"),
        ("/lines/items/itmes", {}, "/lines/items"),
        ("/lines/items/prefixItems/0/x-braze", {}, "/lines/items/prefixItems/0"),
        ("/lines/maxItems", "500", "/lines/maxItems"),
    ],
)
def test_a_mistake_in_a_schema_is_refused_where_it_is(path: str, value: Any, place: str) -> None:
    below = "properties/properties/properties" if path.startswith("/") else ""
    assert f"{below}{place}" in places_of_errors(changed(CALL, f"{below}{path}", value))


def test_a_name_of_a_hundred_characters_is_the_longest() -> None:
    assert places_of_errors({**CALL, "title": "call." + "x" * 95}) == set()


@pytest.mark.parametrize(
    "definition",
    [{"description": "No type."}, {"type": "string"}, {"type": "string", "descripton": "A typing error."}],
)
def test_a_shared_definition_needs_a_type_and_a_description(definition: Json) -> None:
    validator = jsonschema.Draft202012Validator(DIALECT["common"])
    file = {"title": "Shared", "description": "Shared.", "$defs": {"one": definition}}
    assert [list(error.absolute_path)[:2] for error in validator.iter_errors(file)][:1] == [["$defs", "one"]]
    file["$defs"] = {"one": {"type": "string", "description": "One."}}
    assert validator.is_valid(file)


def test_both_dialects_define_a_property_alike() -> None:
    shared = DIALECT["common"]["$defs"]
    assert {"property", "definition"} <= set(shared)
    assert {name: DIALECT["event"]["$defs"][name] for name in shared} == shared


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
