"""Every rule in `schemas/braze/` names its source and agrees with the constants of `regal_braze.braze.limits`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regal_braze.braze import limits
from regal_braze.resources import schemas_root

NAMES = ("users-track", "catalog-items")
SCHEMAS = {name: json.loads((schemas_root() / "braze" / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES}
DEFS = SCHEMAS["users-track"]["$defs"]

RULES = {
    "additionalProperties", "const", "enum", "maximum", "maxItems", "maxLength", "minimum", "minItems",
    "minProperties", "not", "oneOf", "pattern", "propertyNames", "required",
}  # fmt: skip
"""Keywords that state a rule of Braze, beyond the type of a value."""


def rules(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each subschema that states a rule. The branches of a oneOf or anyOf are part of the rule around them."""
    if schema.keys() & RULES:
        yield pointer, schema
    for keyword in ("properties", "$defs"):
        for name, below in schema.get(keyword, {}).items():
            yield from rules(below, f"{pointer}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames"):
        if isinstance(below := schema.get(keyword), dict):
            yield from rules(below, f"{pointer}/{keyword}")


ALL_RULES = [
    pytest.param(rule, id=f"{name}{pointer}") for name, schema in SCHEMAS.items() for pointer, rule in rules(schema, "")
]


@pytest.mark.parametrize("rule", ALL_RULES)
def test_every_rule_has_a_source_and_a_title(rule: dict[str, Any]) -> None:
    assert re.match(r"(.*: )?_docs/[\w/]+(\.md|/)( · .|$)", rule["$comment"])
    assert rule["title"]


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_2020_12_and_has_its_name_as_id(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert SCHEMAS[name]["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert SCHEMAS[name]["$id"] == f"urn:regal-braze:braze:{name}"


def test_limits_are_the_same_in_code_and_schemas() -> None:
    catalog = SCHEMAS["catalog-items"]

    assert {DEFS[name]["maxLength"] for name in ("property", "attribute", "nested")} == {limits.STRING_LIMIT}
    assert {DEFS[name]["maxLength"] for name in ("key", "nested_key")} == {limits.KEY_LIMIT}
    assert {DEFS[name]["maxItems"] for name in ("property", "attribute", "nested")} == {limits.ARRAY_ITEMS}
    assert DEFS["external_id"]["maxLength"] == limits.EXTERNAL_ID_BYTES
    assert {kind["maxItems"] for kind in SCHEMAS["users-track"]["properties"].values()} == {limits.OBJECTS_PER_REQUEST}
    assert catalog["$defs"]["value"]["maxLength"] == limits.CATALOG_STRING_LIMIT
    assert f"{{1,{limits.CATALOG_ID_LIMIT}}}" in catalog["$defs"]["item"]["properties"]["id"]["pattern"]


def test_reserved_names_are_the_same_in_code_and_schemas() -> None:
    """M5, M10."""
    assert sorted(limits.RESERVED_ATTRIBUTES) == sorted(DEFS["attributes"]["properties"])
    assert {*limits.RESERVED_EVENT_PROPERTIES, "__proto__"} == set(DEFS["properties"]["properties"])


def test_importing_the_check_does_not_load_a_validator() -> None:
    """A validator takes 20 ms to load, which commands without a check must not pay."""
    script = "import sys, regal_braze.verify.requests; sys.exit('jsonschema_rs' in sys.modules)"

    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})
