"""What the command line says of bundles: where they contradict themselves, and how many transformations are needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostile.workspaces import schema, write
from support.command import Ended, run

FILE = "regal-braze.toml"


def refused(workspace: Path, toml: str, code: int = 2) -> list[tuple[str, int, str, str]]:
    """Return code, line, message and help of each error that `generate` ends with; it writes nothing."""
    (workspace / FILE).write_text(toml)
    ended = run("generate", "--format", "json")
    assert ended.code == code, ended
    assert not (workspace / "output").exists()
    errors = [each for each in ended.findings if each["severity"] == "error"]
    assert {each["file"] for each in errors} == {FILE}
    return [(each["code"], each["line"], each["message"], each["help"]) for each in errors]


def generated(workspace: Path, toml: str, *options: str) -> Ended:
    (workspace / FILE).write_text(toml)
    ended = run("generate", *options)
    assert ended.code == 0, ended
    return ended


def bundles_in(workspace: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in sorted((workspace / "output" / "bundles").glob("*"))}


def test_an_event_in_two_bundles(workspace: Path) -> None:
    toml = '[bundles.all-calls]\nevents = ["call.*"]\n\n[bundles.some]\nevents = ["sms.sent", "call.placed"]\n'
    message = "call.placed is in the bundle all-calls too: Braze would get each event twice"
    assert refused(workspace, toml) == [("contradiction", 5, message, "Leave each event in one of the two.")]


def test_many_events_in_two_bundles_are_one_finding(workspace: Path) -> None:
    toml = '[bundles]\na = { events = ["sms.*"] }\nb = { events = ["sms.*", "call.*"] }\nc = { events = ["call.*"] }\n'
    first, second = refused(workspace, toml)
    events = "sms.conversation.completed, sms.failed, sms.queued and 3 more"
    message = f"{events} are in the bundle a too: Braze would get each event twice"
    assert first[:3] == ("contradiction", 3, message)
    assert second[1] == 4
    assert "are in the bundle b too" in second[2]


def test_the_same_event_twice_in_one_bundle_is_fine(workspace: Path) -> None:
    generated(workspace, '[bundles.calls]\nevents = ["call.*", "call.placed", "*.placed"]\n')
    assert bundles_in(workspace)["calls"].count('case "call.placed"') == 1


def test_mixed_destinations(workspace: Path) -> None:
    toml = '[bundles.everything]\nevents = ["*"]\n'
    ((code, line, message, help_text),) = refused(workspace, toml)
    assert (code, line, help_text) == ("contradiction", 2, "Make a bundle for each destination.")
    assert message == (
        "A transformation has one destination, but these events need 2: track users for call.analysis.available, "
        "call.completed, call.ivr.triggered and 36 more, update catalog items for agent.activity.updated"
    )


def test_three_destinations_where_objects_have_catalogs(workspace: Path) -> None:
    catalog = '[catalogs.policies]\nobject_type = "Policy"\nfields = ["status"]\n'
    toml = f'{catalog}[bundles.everything]\nevents = ["sms.sent", "object.*", "agent.*"]\n'
    ((_, line, message, _),) = refused(workspace, toml)
    assert line == 5
    assert "need 3" in message
    assert "edit catalog items for object.attribute.edited" in message


@pytest.mark.parametrize(
    ("pattern", "message", "help_text"),
    [
        ("call.complete", "There is no event call.complete", "Did you mean call.completed?"),
        ("calls.*", "calls.* matches no event", "Did you mean call.*?"),
        ("zzz.*", "zzz.* matches no event", "`regal-braze list` shows all of them."),
    ],
)
def test_an_unknown_event(workspace: Path, pattern: str, message: str, help_text: str) -> None:
    toml = f'[bundles.calls]\nevents = ["sms.sent",\n  "{pattern}"]\n'
    assert refused(workspace, toml) == [("unknown-event", 3, message, help_text)]


def test_a_pattern_that_matches_only_events_that_are_off(workspace: Path) -> None:
    toml = '[events."sms.*"]\nenabled = false\n[bundles.texts]\nevents = ["mms.*", "sms.*"]\n'
    message = "sms.* matches only events that are not enabled"
    assert refused(workspace, toml) == [("contradiction", 4, message, "Enable one, or take it out.")]


def test_a_pattern_that_matches_some_events_that_are_off_leaves_them_out(workspace: Path) -> None:
    generated(workspace, '[events."sms.sent"]\nenabled = false\n[bundles.texts]\nevents = ["sms.*"]\n')
    body = bundles_in(workspace)["texts"]
    assert '"sms.received"' in body
    assert "sms.sent" not in body


@pytest.mark.parametrize("events", ['[""]', "[]", '["sms.sent", "sms.sent"]', '[" "]', "[1]", '"sms.sent"', '["*.*/"]'])
def test_an_empty_or_impossible_pattern(workspace: Path, events: str) -> None:
    ((code, line, *_),) = refused(workspace, f"[bundles.texts]\nevents = {events}\n")
    assert (code, line) == ("config-invalid", 2)


@pytest.mark.parametrize("table", ["", "event = []", 'events = ["sms.sent"]\nname = "x"'])
def test_a_table_without_events_or_with_other_keys(workspace: Path, table: str) -> None:
    assert all(code == "config-invalid" for code, *_ in refused(workspace, f"[bundles.texts]\n{table}\n"))


@pytest.mark.parametrize(
    "name", ["", "Texts", "all texts", "a/b", "../a", "a.b", "-a", "_a", "é", "a" * 61, "a\\n", "${a}"]
)
def test_a_name_that_is_no_file_s(workspace: Path, name: str) -> None:
    toml = f'[bundles."{name}"]\nevents = ["sms.sent"]\n'
    ((code, *_),) = refused(workspace, toml)
    assert code == "config-invalid"


def test_names_that_differ_only_in_case_would_be_one_file(workspace: Path) -> None:
    toml = '[bundles.texts]\nevents = ["sms.sent"]\n[bundles.Texts]\nevents = ["mms.sent"]\n'
    ((code, _, message, _),) = refused(workspace, toml)
    assert code == "config-invalid"
    assert '"Texts"' in message


def test_a_bundle_cannot_be_called_as_a_webhook(workspace: Path) -> None:
    """`show new-contact` prints one of the two."""
    toml = '[bundles.new-contact]\nevents = ["sms.sent"]\n'
    message = "new-contact is a bundle and a webhook: `show` could print only one of them"
    assert refused(workspace, toml) == [("config-invalid", 1, message, "Give one of the two another name.")]


def test_an_empty_table_means_none(workspace: Path) -> None:
    ended = generated(workspace, "[bundles]\n")
    assert bundles_in(workspace) == {}
    assert "40 active transformations needed; Braze's free tier has 5, Pro 55\n" in ended.err


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("", "2 active transformations needed"),
        ('[events."*"]\nenabled = false\n[events."sms.*"]\nenabled = true\n', "1 active transformation needed"),
        ('[bundles.texts]\nevents = ["sms.*"]\n', "35 active transformations needed"),
    ],
)
def test_generate_says_how_many_transformations_have_to_be_active(workspace: Path, toml: str, said: str) -> None:
    ended = generated(workspace, toml)
    assert f"{said}; Braze's free tier has 5, Pro 55\n" in ended.err
    assert ended.out == ""
    assert "active transformation" not in generated(workspace, toml, "--quiet").err
    as_json = generated(workspace, toml, "--format", "json")
    assert json.loads(as_json.out)["active_transformations"] == int(said.split(maxsplit=1)[0])
    assert as_json.err == ""


def test_more_than_braze_allows_is_a_warning(workspace: Path) -> None:
    for number in range(16):
        write(workspace, {f"schemas/events/my.event{number}.json": schema(event=f"my.event{number}")})
    ended = generated(workspace, "[bundles]\n", "--format", "json")
    (found,) = [each for each in ended.findings if each["code"] == "too-many"]
    assert (found["severity"], found["file"], found["line"]) == ("warning", FILE, 1)
    assert found["message"] == "56 transformations have to be active, and Braze allows 55 at most"
    ended = generated(workspace, '[bundles.calls]\nevents = ["call.*"]\n', "--format", "json")
    assert not [each for each in ended.findings if each["code"] == "too-many"]


def test_a_bundle_is_listed_and_shown_as_an_event_is(workspace: Path) -> None:
    generated(workspace, '[bundles.texts]\nevents = ["sms.*"]\n')
    assert "texts" in [line.split()[0] for line in run("list").out.splitlines()]
    assert run("show", "texts").out.rstrip("\n") == bundles_in(workspace)["texts"].rstrip("\n")
    assert "Did you mean texts?" in run("show", "text").err


def test_a_bundle_runs_on_a_payload(workspace: Path) -> None:
    payload = {"name": "sms.sent", "userId": "1", "originalTimestamp": 1657855059, "properties": {}}
    ended = run("run", "contacts", "-", stdin=json.dumps(payload).encode())
    assert json.loads(ended.out) == json.loads(run("run", "sms.sent", "-", stdin=json.dumps(payload).encode()).out)
    ended = run("run", "contacts", "-", stdin=json.dumps({**payload, "name": "sms.send"}).encode())
    assert ended.err.startswith("error[deliberate-error]: Expected an event of the bundle contacts, got sms.send\n")


def test_a_bundle_that_is_gone_is_removed(workspace: Path) -> None:
    generated(workspace, "")
    assert set(bundles_in(workspace)) == {"catalogs", "contacts"}
    (workspace / FILE).write_text('[bundles.texts]\nevents = ["sms.*"]\n')
    found = {(each["code"], each["file"]) for each in run("check", "--format", "json").findings}
    assert ("orphan", "output/bundles/contacts.js") in found
    assert ("missing", "output/bundles/texts.js") in found
    generated(workspace, '[bundles.texts]\nevents = ["sms.*"]\n')
    assert set(bundles_in(workspace)) == {"texts"}
