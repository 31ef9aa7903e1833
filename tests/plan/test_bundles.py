"""Bundles in regal-braze.toml: mistakes, how many transformations are needed, and what the commands show (M18)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.pipeline import Plans, plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support.command import Ended, run
from support.schemas import schema, write

FILE: Final = "regal-braze.toml"
TWO_DESTINATIONS: Final = (
    "A transformation has one destination, but these events need 2: track users for call.analysis.available, "
    "call.completed, call.ivr.triggered and 36 more, update catalog items for agent.activity.updated"
)
PAYLOAD: Final = {"name": "sms.sent", "userId": "1", "originalTimestamp": 1657855059, "properties": {}}


def planned(toml: str) -> Plans | tuple[Finding, ...]:
    """Return the plans of a workspace with this file, or the findings that it ends in."""
    Path(FILE).write_text(toml)
    try:
        plans = plan_workspace(open_workspace(Path()))
    except ConfigurationError as error:
        return error.findings
    return plans if plans.transformations else plans.findings


def errors(toml: str) -> list[Finding]:
    """Return the errors of a workspace with this file."""
    found = planned(toml)
    assert not isinstance(found, Plans)
    return [finding for finding in found if finding.severity == "error"]


def bundles(toml: str) -> dict[str, list[str]]:
    """Return the events of each bundle."""
    found = planned(toml)
    assert isinstance(found, Plans), found
    return {bundle.name: [plan.event for plan in bundle.transformations] for bundle in found.bundles}


def generated(toml: str, *options: str) -> Ended:
    Path(FILE).write_text(toml)
    ended = run("generate", *options)
    assert ended.code == 0, ended
    return ended


@pytest.mark.parametrize(
    ("toml", "finding"),
    [
        (
            '[bundles.all-calls]\nevents = ["call.*"]\n\n[bundles.some]\nevents = ["sms.sent", "call.placed"]\n',
            (
                "contradiction",
                5,
                "call.placed is also in the bundle all-calls, so Braze would get each event twice",
                "Leave each event in one of the two bundles.",
            ),
        ),
        (
            '[bundles.everything]\nevents = ["*"]\n',
            ("contradiction", 2, TWO_DESTINATIONS, "Make a bundle for each destination."),
        ),
        (
            '[bundles.calls]\nevents = ["sms.sent",\n  "call.complete"]\n',
            ("unknown-event", 3, "There is no event call.complete", "Did you mean call.completed?"),
        ),
        (
            '[bundles.calls]\nevents = ["sms.sent",\n  "calls.*"]\n',
            ("unknown-event", 3, "calls.* matches no event", "Did you mean call.*?"),
        ),
        (
            '[bundles.calls]\nevents = ["sms.sent",\n  "zzz.*"]\n',
            ("unknown-event", 3, "zzz.* matches no event", "`regal-braze list` shows all of them."),
        ),
        (
            '[events."sms.*"]\nenabled = false\n[bundles.texts]\nevents = ["mms.*", "sms.*"]\n',
            (
                "contradiction",
                4,
                "sms.* matches only events that are not enabled",
                "Enable an event, or remove the pattern.",
            ),
        ),
        (
            '[bundles.new-contact]\nevents = ["sms.sent"]\n',
            (
                "config-invalid",
                1,
                "new-contact is the name of a bundle and of a webhook",
                "Rename one of the two.",
            ),
        ),
    ],
    ids=[
        "in two bundles",
        "two destinations",
        "no such event",
        "no such prefix",
        "matches nothing",
        "none enabled",
        "name of a webhook",
    ],
)
def test_a_mistake_is_one_finding_with_its_line(workspace: Path, toml: str, finding: tuple[str, int, str, str]) -> None:
    (found,) = errors(toml)
    assert (found.code, found.line, found.message, found.help) == finding


def test_many_events_in_two_bundles_are_one_finding(workspace: Path) -> None:
    toml = '[bundles]\na = { events = ["sms.*"] }\nb = { events = ["sms.*", "call.*"] }\nc = { events = ["call.*"] }\n'
    first, second = errors(toml)
    events = "sms.conversation.completed, sms.failed, sms.queued and 3 more"
    assert (first.code, first.line) == ("contradiction", 3)
    assert first.message == f"{events} are also in the bundle a, so Braze would get each event twice"
    assert second.line == 4
    assert "are also in the bundle b" in second.message


def test_catalogs_for_objects_make_a_third_destination(workspace: Path) -> None:
    catalog = '[catalogs.policies]\nobject_type = "Policy"\nfields = ["status"]\n'
    (found,) = errors(f'{catalog}[bundles.everything]\nevents = ["sms.sent", "object.*", "agent.*"]\n')
    assert found.line == 5
    assert "need 3" in found.message
    assert "edit catalog items for object.attribute.edited" in found.message


@pytest.mark.parametrize(
    "table",
    [
        *(f"events = {events}" for events in ('[""]', "[]", '["sms.sent", "sms.sent"]', '[" "]', "[1]", '"sms.sent"')),
        *('events = ["*.*/"]', "", "event = []", 'events = ["sms.sent"]\nname = "x"'),
    ],
)
def test_a_table_without_usable_events_or_with_other_keys(workspace: Path, table: str) -> None:
    found = errors(f"[bundles.texts]\n{table}\n")
    assert found
    assert {finding.code for finding in found} == {"config-invalid"}
    assert all(finding.line in (1, 2, 3) for finding in found)


@pytest.mark.parametrize(
    "name", ["", "Texts", "all texts", "a/b", "../a", "a.b", "-a", "_a", "é", "a" * 61, "a\\n", "${a}"]
)
def test_a_name_that_cannot_be_a_file_name(workspace: Path, name: str) -> None:
    (found,) = errors(f'[bundles."{name}"]\nevents = ["sms.sent"]\n')
    assert found.code == "config-invalid"


def test_names_that_differ_only_in_case_would_be_one_file(workspace: Path) -> None:
    (found,) = errors('[bundles.texts]\nevents = ["sms.sent"]\n[bundles.Texts]\nevents = ["mms.sent"]\n')
    assert found.code == "config-invalid"
    assert '"Texts"' in found.message


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('[bundles.calls]\nevents = ["call.placed", "*.placed"]\n', {"calls": ["call.placed"]}),
        (
            '[events."mms.sent"]\nenabled = false\n[bundles.pictures]\nevents = ["mms.*"]\n',
            {"pictures": ["mms.received"]},
        ),
        ("[bundles]\n", {}),
    ],
    ids=["named twice", "some not enabled", "an empty table"],
)
def test_the_events_of_bundles(workspace: Path, toml: str, expected: dict[str, list[str]]) -> None:
    assert bundles(toml) == expected


def test_without_a_table_there_are_two(workspace: Path) -> None:
    assert {name: len(events) for name, events in bundles("").items()} == {"catalogs": 1, "contacts": 39}


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
    assert json.loads(run("run", "texts", "-", stdin=text).out) == json.loads(
        run("run", "sms.sent", "-", stdin=text).out
    )
    ended = run("run", "texts", "-", stdin=text.replace(b"sms.sent", b"sms.send"))
    assert "error[deliberate-error]: Expected an event of the bundle texts, got sms.send\n" in ended.err


def test_a_mistake_writes_nothing_and_a_bundle_that_was_deleted_is_removed(workspace: Path) -> None:
    Path(FILE).write_text('[bundles.everything]\nevents = ["*"]\n')
    ended = run("generate", "--format", "json")
    assert ended.code == 2
    assert {finding["file"] for finding in ended.findings if finding["severity"] == "error"} == {FILE}
    assert not (workspace / "output").exists()
    generated("")
    Path(FILE).write_text('[bundles.texts]\nevents = ["sms.*"]\n')
    found = {(finding["code"], finding["file"]) for finding in run("check", "--format", "json").findings}
    assert {("orphan", "output/bundles/contacts.js"), ("missing", "output/bundles/texts.js")} <= found
    run("generate")
    assert [path.stem for path in (workspace / "output" / "bundles").iterdir()] == ["texts"]
