"""For an event that is switched off, commands name the line that does it, and what to write to switch it on."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import CALL, run
from support.schemas import write

OFF = "regal-braze.toml:2:1: error[unknown-event]: call.placed is not enabled, so Braze gets nothing\n  help: "


@pytest.mark.parametrize(
    ("settings", "advice", "right"),
    [
        (
            '[workspace]\nevents = ["sms.*"]\n',
            'Add "call.placed" to this list to enable it.',
            '[workspace]\nevents = ["sms.*", "call.placed"]\n',
        ),
        ('[events."call.placed"]\nenabled = false\n', "Remove this line to enable it.", ""),
        (
            '[events."call.placed"]\nenabled = false\n[events."call.*"]\nenabled = false\n',
            "Write `enabled = true` in this line to enable it.",
            '[events."call.placed"]\nenabled = true\n[events."call.*"]\nenabled = false\n',
        ),
        (
            '[events."call.*"]\nenabled = false\n',
            'Write [events."call.placed"], and `enabled = true` in the line below, to enable it.',
            '[events."call.*"]\nenabled = false\n[events."call.placed"]\nenabled = true\n',
        ),
        (
            '[events."*"]\nenabled = false\n[events."call.placed"]\nnulls = "omit"\n',
            'Write `enabled = true` below [events."call.placed"] to enable it.',
            '[events."*"]\nenabled = false\n[events."call.placed"]\nnulls = "omit"\nenabled = true\n',
        ),
    ],
)
def test_the_line_is_named(few: Path, settings: str, advice: str, right: str) -> None:
    (few / "regal-braze.toml").write_text(settings)
    write(few, {"payload.json": CALL | {"name": "call.placed", "properties": {"new": "VIP"}}})
    for command in (["show", "call.placed"], ["run", "call.placed", "payload.json"], ["explain", "call.placed"]):
        ended = run(*command)
        assert (ended.code, ended.out, ended.err) == (2, "", f"{OFF}{advice}\n"), command
    written = run("new", "call.placed", "--update", "--from", "payload.json")
    assert (written.code, f"{OFF.replace('error', 'warning')}{advice}\n" in written.err) == (0, True)
    (few / "regal-braze.toml").write_text(right)
    assert run("run", "call.placed", "payload.json").code == 0


LISTS = (
    ('[workspace]\nevents = ["sms.*"]\n', '[workspace]\nevents = ["survey.answered", "sms.*"]\n'),
    ("[workspace]\nevents = []  # none\n", '[workspace]\nevents = ["survey.answered"]  # none\n'),
    ('workspace.events = [\r\n  "sms.*",\r\n]\r\n', 'workspace.events = ["survey.answered", \r\n  "sms.*",\r\n]\r\n'),
    ('workspace = { "events" = ["sms.*"] }\n', 'workspace = { "events" = ["survey.answered", "sms.*"] }\n'),
    ('[workspace]\nevents = ["sms.*", "survey.*"]\n', '[workspace]\nevents = ["sms.*", "survey.*"]\n'),
    ("[names]\n", "[names]\n"),
)


@pytest.mark.parametrize(("before", "after"), LISTS)
def test_new_adds_its_event_to_the_list(few: Path, before: str, after: str) -> None:
    config = few / "regal-braze.toml"
    config.write_bytes(before.encode())
    write(few, {"payload.json": {"userId": "1", "name": "survey.answered", "properties": {"score": 9}}})
    ended = run("new", "survey.answered", "--from", "payload.json")
    assert (ended.code, config.read_bytes().decode()) == (0, after)
    assert ("survey.answered added to [workspace] events" in ended.err) == (before != after)
    assert run("show", "survey.answered").code == 0


def test_only_the_events_in_the_list_are_generated(few: Path) -> None:
    (few / "regal-braze.toml").write_text('[workspace]\nevents = ["sms.*", "call.placed"]\n')
    assert run("generate", "-q").code == 0
    made = {path.stem for path in (few / "output" / "transformations").iterdir()}
    assert made == {"sms.sent", "sms.received", "call.placed"}


def test_a_name_in_the_list_that_is_no_event_is_a_finding(few: Path) -> None:
    (few / "regal-braze.toml").write_text('[workspace]\nevents = ["sms.sent",\n "sms.snet"]\n')
    ended = run("generate")
    assert ended.code == 2
    assert "regal-braze.toml:3:2: error[unknown-event]: There is no event sms.snet\n" in ended.err


def test_drift_names_the_line_instead_of_another_event(few: Path) -> None:
    settings = '[events."call.placed"]\nenabled = false\n'
    write(few, {"regal-braze.toml": settings, "payload.json": CALL | {"name": "call.placed"}})
    assert "regal-braze.toml:2 switches it off." in run("drift", "payload.json").out
    (finding,) = run("drift", "payload.json", "--format", "json").findings
    assert finding["message"] == "call.placed is not enabled: 1 payload"
    assert finding["help"] == "regal-braze.toml:2 switches it off."
