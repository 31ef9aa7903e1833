"""Any content of a regal-braze.toml gives findings with their lines, or output that is complete."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import EXAMPLES_OF_COMMANDS
from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import Finding
from support import toml
from support.command import run, tree
from workspace.planning import errors

EVENTS = st.sampled_from((
    "call.completed", "call.*", "*", "*.created", "object.created", "contact.subscribed", "nope",
    "sms.conversation.completed", "call.analysis.available", "agent.activity.updated",
))  # fmt: skip
PROPERTIES = st.sampled_from((
    "notes", "talk_time", "started_at", "content", "call_analysis", "type", "disposition", "nope", "call_analysis/x",
    "content/sent_at", "a/b", "agent_email", "conversation_happened",
))  # fmt: skip
GOOD = ("x", "y", "regal_x", "email", "z-1")
NAMES = st.sampled_from((*GOOD * 6, "Call Completed", "*/", "b c", "time", "$x", "__proto__", "a" * 300, "", "\ufeff"))
ANYTHING = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"])) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=6,
)


def around(node: toml.Json, path: toml.Path = ()) -> st.SearchStrategy[toml.Toml]:
    """Return values that a schema usually accepts."""
    node = toml.resolved(node)
    if "anyOf" in node:
        return st.one_of(*(around(branch, path) for branch in node["anyOf"]))
    if "enum" in node:
        return st.sampled_from(node["enum"])
    types = node.get("type")
    if isinstance(types, list):
        return st.one_of(*(around({**node, "type": name}, path) for name in types))
    match types:
        case "boolean":
            return st.booleans()
        case "integer" | "number":
            return st.integers(1, 100) | st.integers(0, 600) | st.sampled_from([1.5, -0.0, 1e12, 2**63 - 1])
        case "string":
            if node.get("pattern", "").startswith("^[A-Z]{3}"):
                return st.just("USD")
            return EVENTS if path[0] == "bundles" else NAMES if path[0] == "catalogs" else PROPERTIES | NAMES
        case "array":
            return st.lists(around(node["items"], (*path, "0")), min_size=1, max_size=3, unique_by=repr)
        case _:
            return table(node, path)


def table(node: toml.Json, path: toml.Path) -> st.SearchStrategy[toml.Toml]:
    known = {key: around(inner, (*path, key)) for key, inner in node.get("properties", {}).items()}
    required = {key: known.pop(key) for key in node.get("required", ())}
    sources = {branch["required"][0] for branch in node.get("oneOf", node.get("then", {}).get("oneOf", []))}
    if sources:
        others = {key: values for key, values in known.items() if key not in sources}
        return st.one_of([st.fixed_dictionaries({key: known[key]}, optional=others) for key in sorted(sources)])
    fixed = st.fixed_dictionaries(required, optional=known)
    inner = node.get("additionalProperties")
    if not isinstance(inner, dict):
        return fixed
    keys = EVENTS if path == ("events",) else PROPERTIES if path[0] == "events" else NAMES
    more = st.dictionaries(keys, around(inner, (*path, "*")), min_size=1, max_size=2)
    return st.builds(lambda first, second: {**second, **first}, fixed, more)


DOCUMENTS = st.fixed_dictionaries(
    {}, optional={key: around(node, (key,)) for key, node in json_schema("dialect/workspace")["properties"].items()}
)
BROKEN = st.builds(
    lambda document, key, value: {**document, key: value},
    DOCUMENTS,
    st.sampled_from([*json_schema("dialect/workspace")["properties"], "nope"]),
    ANYTHING,
)


@settings(max_examples=EXAMPLES_OF_COMMANDS, suppress_health_check=[*HealthCheck])
@given(DOCUMENTS)
def test_settings_like_the_schema_give_findings_or_complete_output(document: toml.Toml) -> None:
    assert_findings_or_output(document)


def test_valid_settings_give_output() -> None:
    valid = {"identity": {"order": ["email"]}, "recipes": {"last_call": True}, "events": {"call.*": {"nulls": "omit"}}}
    assert assert_findings_or_output(valid) == 0


def assert_findings_or_output(document: toml.Toml) -> int:
    with TemporaryDirectory() as name:
        (Path(name) / toml.CONFIG).write_text(toml.document(document), encoding="utf-8")
        ended = run("generate", "-C", name, "--format", "json")
        errors = [Finding(**error) for error in ended.errors]
        assert ended.code == (2 if errors else 0), ended
        assert bool(errors) == ([*tree(Path(name))] == [toml.CONFIG])
        assert_places(errors, document)
    return ended.code


# To describe an example, hypothesis writes out the strategy, which contains the whole schema.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(suppress_health_check=[*HealthCheck])
@given(BROKEN)
def test_any_value_in_the_settings_gives_findings_with_their_lines(document: toml.Toml) -> None:
    assert_places(errors(toml.document(document)), document)


def assert_places(findings: list[Finding], document: toml.Toml) -> None:
    for finding in findings:
        assert finding.file
        assert Path(finding.file).name == toml.CONFIG
        assert finding.line in range(1, len(document) + 2)
        assert finding.message
        assert finding.help.endswith((".", "?"))
