"""Whatever a regal-braze.toml holds, it is a finding that says where, or an output that is written whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depth import EXAMPLES_OF_COMMANDS
from hostile import toml
from hostile.workspaces import with_output
from regal_braze.workspace.read import workspace_schema
from support.command import run, tree

EVENTS = st.sampled_from(
    (
        *("call.completed", "call.*", "*", "*.created", "object.created", "contact.subscribed", "nope"),
        *("sms.conversation.completed", "call.analysis.available", "agent.activity.updated"),
    )
)
PROPERTIES = st.sampled_from(
    (
        *("notes", "talk_time", "started_at", "content", "call_analysis", "type", "disposition", "nope"),
        *("call_analysis/x", "content/sent_at", "a/b", "agent_email", "conversation_happened"),
    )
)
GOOD = ("x", "y", "regal_x", "email", "z-1")
NAMES = st.sampled_from((*GOOD * 6, "Call Completed", "*/", "b c", "time", "$x", "__proto__", "a" * 300, "", "\ufeff"))
ANYTHING = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"])) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=6,
)


def around(node: toml.Json, path: toml.Path = ()) -> st.SearchStrategy[toml.Toml]:
    """Values that a schema takes, mostly; now and then any other."""
    node = toml.resolved(node)
    if "anyOf" in node:
        return st.one_of(*(around(branch, path) for branch in node["anyOf"]))
    if "enum" in node:
        return st.sampled_from(node["enum"])
    types = node.get("type")
    if isinstance(types, list):
        return st.one_of(*(around({**node, "type": each}, path) for each in types))
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
    fixed = st.fixed_dictionaries(required, optional=known)
    inner = node.get("additionalProperties")
    if not isinstance(inner, dict):
        return fixed
    keys = EVENTS if path == ("events",) else PROPERTIES if path[0] == "events" else NAMES
    more = st.dictionaries(keys, around(inner, (*path, "*")), min_size=1, max_size=2)
    return st.builds(lambda first, second: {**second, **first}, fixed, more)


DOCUMENTS = st.fixed_dictionaries(
    {}, optional={key: around(node, (key,)) for key, node in workspace_schema()["properties"].items()}
)
BROKEN = st.builds(
    lambda document, key, value: {**document, key: value},
    DOCUMENTS,
    st.sampled_from([*workspace_schema()["properties"], "nope"]),
    ANYTHING,
)


def run_with(document: toml.Toml) -> int:
    with TemporaryDirectory() as name:
        folder = with_output(Path(name))
        (folder / toml.CONFIG).write_text(toml.document(document), encoding="utf-8")
        before = tree(folder)
        ended = run("generate", "-C", folder, "--format", "json")
        errors = [each for each in ended.findings if each["severity"] == "error"]
        assert ended.code == (2 if errors else 0), ended
        assert bool(errors) == (tree(folder) == before)
        for each in errors:
            assert Path(each["file"]).name == toml.CONFIG
            assert each["line"] in range(1, len(document) + 2)
            assert each["message"]
            assert each["help"].endswith((".", "?"))
    return ended.code


@settings(max_examples=EXAMPLES_OF_COMMANDS, suppress_health_check=[*HealthCheck])
@given(DOCUMENTS)
def test_a_document_like_the_schema(document: toml.Toml) -> None:
    run_with(document)


@settings(max_examples=EXAMPLES_OF_COMMANDS, suppress_health_check=[*HealthCheck])
@given(BROKEN)
def test_a_document_with_anything_in_it(document: toml.Toml) -> None:
    run_with(document)


def test_documents_like_the_schema_are_often_valid_in_parts() -> None:
    """The strategy would prove nothing if the reader stopped it every time."""
    valid = {"identity": {"order": ["email"]}, "recipes": {"last_call": True}, "events": {"call.*": {"nulls": "omit"}}}
    assert run_with(valid) == 0
