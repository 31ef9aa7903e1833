"""A common mistake is one sentence with the fix, at the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support.command import CALL, run

pytestmark = pytest.mark.usefixtures("few_and_webhooks")

ID = "3f0b2c4e-1111-2222-3333-444455556666"
IN_SETTINGS = (
    ("[events.call.completed]\nenabled = false\n", "1:2"),
    ("[identity]\nregion = “US”\n", "2:10"),
    (f"[subscription_groups]\nsms = {ID}\n", "2:8"),
    (f'[subscription_groups]\nsms = "{ID}"\n[subscription_groups]\nemail = "{ID}"\n', "3:21"),
)
"""Settings, and the place of the mistake. What is said about each is in tests/workspace/mistakes/syntax.txt."""
PAYLOAD = json.dumps(CALL, indent=1)
IN_PAYLOADS = {
    "a curl command": (
        f"curl -X POST https://braze.example/hook \\\n  -H 'x-id: 1' \\\n  -d '{PAYLOAD}'\n",
        "The file contains a curl command",
        "Save only the payload: the {…} that follows -d or --data.",
    ),
    "the headers of a response": (
        f"HTTP/2 200\ncontent-type: application/json\nserver: x\n\n{PAYLOAD}\n",
        "The file contains the headers of an HTTP request or response",
        "Delete every line above the payload: {…}.",
    ),
}


@pytest.mark.parametrize(("text", "place"), IN_SETTINGS)
def test_a_mistake_in_the_settings(workspace: Path, text: str, place: str) -> None:
    (workspace / "regal-braze.toml").write_text(text, encoding="utf-8")
    ended = run("check")
    assert ended.code == 2
    assert re.fullmatch(rf"regal-braze\.toml:{place}: error\[config-invalid\]: .+\n  help: .+\.\n", ended.err)


@pytest.mark.parametrize("mistake", IN_PAYLOADS)
@pytest.mark.parametrize(
    "command", [("run", "sms.sent"), ("render", "new-contact"), ("drift",), ("new", "a.b", "--from")], ids="-".join
)
def test_a_file_that_is_more_than_a_payload(workspace: Path, mistake: str, command: tuple[str, ...]) -> None:
    text, message, help_text = IN_PAYLOADS[mistake]
    (workspace / "payload.json").write_text(text, encoding="utf-8")
    ended = run(*command, "payload.json")
    assert ended.code == 1
    expected = f"payload.json:1: error[payload-invalid]: {message}\n  help: {help_text}\n"
    assert ended.err.count(expected) == ended.err.count("payload-invalid") == 1
    if command[0] != "drift":  # it reads whole logs, and counts the payloads in them
        assert ended.err.count("error[") == 1
        assert ended.out == ""


@pytest.mark.parametrize(
    ("command", "name", "expected"),
    [
        ("run", "new-contact", "a webhook: render it with a profile, `regal-braze render new-contact PROFILE.json`."),
        ("render", "contacts", "a bundle: run it with a payload, `regal-braze run contacts PAYLOAD.json`."),
        ("render", "sms.sent", "an event: run it with a payload, `regal-braze run sms.sent PAYLOAD.json`."),
    ],
)
def test_the_name_of_something_else(workspace: Path, command: str, name: str, expected: str) -> None:
    (workspace / "payload.json").write_text(PAYLOAD, encoding="utf-8")
    ended = run(command, name, "payload.json")
    assert ended.code == 2
    assert f"  help: It is {expected}\n" in ended.err
    ended = run(command, name.replace("o", "", 1).replace("sms.s", "sms."), "payload.json")
    assert f"  help: Did you mean {name}? It is {expected}\n" in ended.err


def test_a_name_that_nothing_is_like(workspace: Path) -> None:
    (workspace / "payload.json").write_text(PAYLOAD, encoding="utf-8")
    for command, kinds in (("show", "event, bundle or webhook"), ("run", "event or bundle"), ("render", "webhook")):
        arguments = [command, "nope"] if command == "show" else [command, "nope", "payload.json"]
        assert f"There is no {kinds} nope\n  help: `regal-braze list` shows all of them.\n" in run(*arguments).err
