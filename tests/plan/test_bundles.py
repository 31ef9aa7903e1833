"""Bundles in regal-braze.toml: how many transformations are needed, and what the commands show (M18).

tests/workspace/mistakes/bundles.txt has the mistakes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from support.command import Ended, run
from support.schemas import schema, write
from workspace.planning import mistakes, plans

FILE: Final = "regal-braze.toml"
PAYLOAD: Final = {"name": "sms.sent", "userId": "1", "originalTimestamp": 1657855059, "properties": {}}


def bundles(toml: str) -> dict[str, list[str]]:
    """Return the events of each bundle."""
    return {bundle.name: [plan.event for plan in bundle.transformations] for bundle in plans(toml).bundles}


def generated(toml: str, *options: str) -> Ended:
    Path(FILE).write_text(toml)
    ended = run("generate", *options)
    assert ended.code == 0, ended
    return ended


@pytest.mark.parametrize(
    "name", ["", "Texts", "all texts", "a/b", "../a", "a.b", "-a", "_a", "é", "a" * 61, "a\\n", "${a}"]
)
def test_a_name_that_cannot_be_a_file_name(name: str) -> None:
    (found,) = mistakes(f'[bundles."{name}"]\nevents = ["sms.sent"]\n')
    assert found.code == "config-invalid"


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('[bundles.calls]\nevents = ["call.placed", "*.placed"]\n', {"calls": ["call.placed"]}),
        ('[events."mms.sent"]\nenabled = false\n[bundles.mms]\nevents = ["mms.*"]\n', {"mms": ["mms.received"]}),
        ("[bundles]\n", {}),
    ],
    ids=["named twice", "some not enabled", "an empty table"],
)
def test_the_events_of_bundles(toml: str, expected: dict[str, list[str]]) -> None:
    assert bundles(toml) == expected


def test_without_a_table_there_are_two() -> None:
    assert {name: len(events) for name, events in bundles("").items()} == {"catalogs": 1, "contacts": 39}


def test_the_rest_takes_every_event_that_is_in_no_other_bundle(workspace: Path) -> None:
    toml = '[bundles.calls]\nevents = ["call.*"]\n[bundles.rest]\nrest = true\n'
    found = bundles(toml)
    assert {name: len(events) for name, events in found.items()} == {"calls": 7, "rest": 32, "rest-catalogs": 1}
    write(workspace, {"schemas/events/my.event.json": schema(event="my.event")})
    assert "3 active transformations needed" in generated(toml).err
    assert "my.event" in (workspace / "output" / "bundles" / "rest.js").read_text()


def test_generate_names_the_events_that_are_in_no_bundle(workspace: Path) -> None:
    message = generated('[bundles.texts]\nevents = ["sms.*"]\n').err
    assert "agent.activity.updated, call.analysis.available, call.completed and 31 more need one" in message
    assert "one transformation per event. To bundle the rest, write rest = true below a line [bundles.rest]" in message
    only = '[events."*"]\nenabled = false\n[events."sms.sent"]\nenabled = true\n[events."mms.sent"]\nenabled = true\n'
    assert "mms.sent needs its own transformation. " in generated(f'{only}[bundles.a]\nevents = ["sms.*"]\n').err
    assert "[bundles.rest]" not in generated("").err


def test_more_than_the_plan_allows_writes_nothing_and_the_suggested_bundles_fit(workspace: Path) -> None:
    toml = '[plan]\nactive_transformations = 3\n[bundles.calls]\nevents = ["call.*"]\n'
    Path(FILE).write_text(toml)
    ended = run("generate")
    assert (ended.code, ended.out) == (2, "")
    assert f"{FILE}:2:1: error[too-many]: 34 transformations must be active, but your plan allows 3\n" in ended.err
    assert "Write `rest = true` below a line `[bundles.rest]`" in ended.err
    assert "Then 3 are needed.\n" in ended.err
    assert not (workspace / "output").exists()
    assert "3 active transformations needed; your plan has 3\n" in generated(f"{toml}[bundles.rest]\nrest = true\n").err


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "2 active transformations needed"),
        ("[bundles]\n", "40 active transformations needed"),
        ('[events."*"]\nenabled = false\n[events."sms.*"]\nenabled = true\n', "1 active transformation needed"),
        ('[bundles.texts]\nevents = ["sms.*"]\n', "35 active transformations needed"),
    ],
)
def test_generate_prints_how_many_transformations_have_to_be_active(workspace: Path, toml: str, message: str) -> None:
    ended = generated(toml)
    assert f"{message}; Braze's free tier has 5, Pro 55\n" in ended.err
    assert ended.out == ""
    as_json = generated(toml, "--format", "json")
    assert json.loads(as_json.out)["active_transformations"] == int(message.split(maxsplit=1)[0])
    assert as_json.err == ""


def test_more_than_braze_allows_is_a_warning(workspace: Path) -> None:
    for number in range(16):
        write(workspace, {f"schemas/events/my.event{number}.json": schema(event=f"my.event{number}")})
    assert "active transformation" not in generated("[bundles]\n", "--quiet").err
    ended = generated("[bundles]\n", "--format", "json")
    (found,) = [finding for finding in ended.findings if finding["code"] == "too-many"]
    assert (found["severity"], found["file"], found["line"]) == ("warning", FILE, 1)
    assert found["message"] == "56 transformations must be active, but Braze allows at most 55"
    ended = generated('[bundles.calls]\nevents = ["call.*"]\n', "--format", "json")
    assert not [finding for finding in ended.findings if finding["code"] == "too-many"]


def test_a_bundle_is_listed_shown_and_run_as_an_event_is(workspace: Path) -> None:
    generated('[bundles.texts]\nevents = ["sms.*"]\n')
    assert "texts" in [line.split()[0] for line in run("list").out.splitlines()]
    body = (workspace / "output" / "bundles" / "texts.js").read_text()
    assert run("show", "texts").out.rstrip("\n") == body.rstrip("\n")
    assert "Did you mean texts?" in run("show", "text").err
    text = json.dumps(PAYLOAD).encode()
    alone, bundled = (json.loads(run("run", name, "-", stdin=text).out) for name in ("sms.sent", "texts"))
    assert bundled == alone
    ended = run("run", "texts", "-", stdin=text.replace(b"sms.sent", b"sms.send"))
    assert "error[deliberate-error]: Expected an event of the bundle texts, got sms.send\n" in ended.err


def test_a_mistake_writes_nothing_and_a_bundle_that_was_deleted_is_removed(workspace: Path) -> None:
    Path(FILE).write_text('[bundles.everything]\nevents = ["*"]\n')
    ended = run("generate", "--format", "json")
    assert ended.code == 2
    assert {error["file"] for error in ended.errors} == {FILE}
    assert not (workspace / "output").exists()
    generated("")
    Path(FILE).write_text('[bundles.texts]\nevents = ["sms.*"]\n')
    found = {(finding["code"], finding["file"]) for finding in run("check", "--format", "json").findings}
    assert {("orphan", "output/bundles/contacts.js"), ("missing", "output/bundles/texts.js")} <= found
    run("generate")
    assert [path.stem for path in (workspace / "output" / "bundles").iterdir()] == ["texts"]
