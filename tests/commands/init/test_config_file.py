"""The regal-braze.toml of a new workspace: every setting is in it, and every example in it is true."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from commands.init.files import VOICE
from depth import some
from regal_braze.commands.init.answers import Answers
from regal_braze.commands.init.files import config_text, files_of
from regal_braze.commands.init.repository import Place
from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import ConfigurationError, has_errors
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import BundlePatterns, ConfigFile, Settings
from regal_braze.workspace.workspace import workspace_in
from support.shipped import ROOT
from support.toml import resolved

DEFAULT = config_text(Answers())
LINES = DEFAULT.splitlines()
EXAMPLE = re.compile(r"# (\[.*\]|[\w.\"*-]+ = .+)")
EXAMPLES = [number for number, line in enumerate(LINES) if EXAMPLE.match(line)]


def uncommented(*numbers: int) -> str:
    return "\n".join(line[2:] if number in numbers else line for number, line in enumerate(LINES)) + "\n"


def header_above(number: int) -> int | None:
    """The commented header that an example stands below, if that is what it stands below."""
    above = (each for each in range(number - 1, -1, -1) if re.match(r"(# )?\[", LINES[each]))
    header = next(above)
    return header if LINES[header].startswith("# ") else None


REQUIRED = {
    "purchases": ["when", "product", "price", "currency"],
    "orders": ["event", "order_id", "total_value", "currency", "source", "cancel_reason", "products"],
    "custom_events": ["name"],
    "phones": ["profile", "attribute"],
    "": ["events", "rest", "object_type", "fields", "attribute"],  # bundles, catalogs, consent
}
BELOW_A_COMMENTED_HEADER = [
    number for number in EXAMPLES if header_above(number) is not None and not LINES[number].startswith("# [")
]


def required_beside(number: int) -> list[int]:
    """What has to stand beside an example: the headers that it is below, and the keys that make their tables whole."""
    header = number if LINES[number].startswith("# [") else header_above(number)
    if header is None:
        return [number]
    name = LINES[header].strip("# []").partition("]")[0]
    after = range(header + 1, len(LINES))
    block = range(header + 1, next((each for each in after if not is_setting(each)), len(LINES)))
    needed = [each for each in block if LINES[each].split()[1] in REQUIRED.get(name.split(".")[-1], REQUIRED[""])]
    above = [each for each in range(header) if LINES[each].startswith("# [[")]
    arrays = [each for each in above if name.startswith(LINES[each].strip("# []").partition("]")[0] + ".")]
    return [number, header, *needed, *(required_beside(arrays[-1]) if arrays else [])]


def is_setting(number: int) -> bool:
    return bool(EXAMPLE.match(LINES[number])) and not LINES[number].startswith("# [")


def judged(text: str) -> Settings:
    """What a configuration decides. Fails where the published schema or `generate` would refuse it."""
    jsonschema_rs.Draft202012Validator(json_schema("dialect/workspace")).validate(tomllib.loads(text))
    decisions = settings_of(ConfigFile("regal-braze.toml", text))
    plans = plan_workspace(workspace_in(ROOT, decisions))
    assert not has_errors(plans.findings), plans.findings
    return decisions


def test_it_decides_nothing() -> None:
    decisions = settings_of(ConfigFile("regal-braze.toml", DEFAULT))
    for field in Settings.__match_args__:
        if field != "file":
            assert getattr(decisions, field) == getattr(Settings(), field), field


@pytest.mark.parametrize("number", some(EXAMPLES, 6), ids=lambda number: LINES[number].split("  ")[0])
def test_each_example_counts_once_it_is_no_comment(number: int) -> None:
    """test_all_examples_count_together has all of them in every run."""
    text = uncommented(*required_beside(number))
    assert tomllib.loads(text) != tomllib.loads(DEFAULT)
    judged(text)


@pytest.mark.parametrize("number", some(BELOW_A_COMMENTED_HEADER, 8))
def test_an_example_without_its_header_is_a_finding(number: int) -> None:
    """It would stand in the table before, and must not quietly mean something there."""
    with pytest.raises(ConfigurationError):
        settings_of(ConfigFile("regal-braze.toml", uncommented(number)))


def test_all_examples_count_together() -> None:
    judged(uncommented(*EXAMPLES))


def test_an_example_of_a_default_changes_nothing() -> None:
    """In the tables that are there already, an example shows the default. Some settings have none."""
    defaults = [
        number for number in EXAMPLES
        if header_above(number) is None
        and not re.match(r".{0,3}\[|.*(?:00000000|voice_opt_in|region|active_transformations)", LINES[number])
    ]  # fmt: skip
    assert len(defaults) >= 20
    usual, changed = settings_of(ConfigFile("", DEFAULT)), settings_of(ConfigFile("", uncommented(*defaults)))
    for field in Settings.__match_args__:
        if field not in ("file", "webhooks", "recipes"):
            assert getattr(usual, field) == getattr(changed, field), field
    described = json_schema("dialect/workspace")["properties"]["recipes"]["properties"]
    assert changed.recipes == {name: tuple(said["default"]) if said["default"] == [] else said["default"]
                               for name, said in described.items()}  # fmt: skip


def declared(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key that the schema declares; a name that the user chooses is *."""
    node = resolved(node)
    for key, inner in node.get("properties", {}).items():
        yield (*path, key)
        yield from declared(inner, (*path, key))
    more = node.get("additionalProperties")
    if isinstance(more, dict) and ("$ref" in more or "properties" in more):
        yield from declared(more, (*path, "*"))
    if isinstance(node.get("items"), dict):
        yield from declared(node["items"], path)


def written(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "*" if path in (("events",), ("bundles",), ("catalogs",)) else key
            yield (*path, name)
            yield from written(inner, (*path, name))
    for each in value if isinstance(value, list) else ():
        yield from written(each, path)


def test_every_setting_of_the_schema_is_in_it() -> None:
    """What is shown for one of several like things is not shown for each: a phone's sources, an event's channels."""
    shown = set(written(tomllib.loads(uncommented(*EXAMPLES))))
    keys = set(declared(json_schema("dialect/workspace")))
    assert len(keys) > 60
    likewise: set[tuple[str, ...]] = {("webhooks", "phones", key) for key in ("event", "context", "trigger")}
    likewise |= {("subscription_groups", channel, "attribute") for channel in ("sms", "email", "*")}
    likewise |= {("identity", "phone")}
    likewise |= {key for key in keys if key[:2] == ("webhooks", "consent") or "consent" in key[2:]}
    assert keys - shown - likewise == set()


def test_editors_find_the_schema_and_every_line_is_short_enough_to_read() -> None:
    """taplo reads the first line, and looks for the path beside the file."""
    assert LINES[0] == "#:schema ./regal-braze.schema.json"
    assert max(map(len, LINES)) <= 120
    assert not [line for line in LINES if line != line.rstrip()]


# --- Answers


def test_answers_are_in_it_and_their_examples_are_not() -> None:
    answers = Answers(
        {"voice": VOICE, "email": ""},
        ("call.*", "sms.sent", "call.completed"),
        ("phone", "email"),
        (BundlePatterns("calls", ("call.*",)), BundlePatterns("1-2_3", ("sms.sent",))),
    )
    text = config_text(answers)
    decisions = judged(text)
    assert decisions.subscription_groups == {"voice": VOICE}
    assert '# email = "0000' in text
    assert '# voice = "0000' not in text.partition("[identity]")[0]
    assert decisions.identity_order == ("phone", "email")
    assert decisions.only_events == ("call.*", "sms.sent", "call.completed")
    assert decisions.bundles == (BundlePatterns("1-2_3", ("sms.sent",)), BundlePatterns("calls", ("call.*",)))
    assert "# [bundles" not in text
    assert config_text(Answers(events=("sms.*", "*"))) == DEFAULT, "all events are all events"


def test_the_schema_beside_it_is_the_one_that_judges() -> None:
    files = files_of(Answers(), DEFAULT, "sms.sent", {}, "contacts", place=Place(Path()))
    assert json.loads(files["regal-braze.schema.json"]) == json_schema("dialect/workspace")
