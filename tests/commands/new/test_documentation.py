"""The commands of docs/how-to/add-an-event.md work in an empty folder, without any edit (slow: V8)."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from documentation.pages import blocks
from support import shipped
from support.command import Ended, run
from support.schemas import write

PAGE = Path(shipped.ROOT, "docs", "how-to", "add-an-event.md").read_text(encoding="utf-8")
PAYLOAD, *_ = blocks(PAGE, "json")
COMMANDS = blocks(PAGE, "sh")
FILE = "schemas/events/survey.answered.json"


def typed(line: str) -> Ended:
    """Run a line of the page as a shell would."""
    command, *arguments = shlex.split(line)
    assert command == "regal-braze"
    return run(
        *(name for each in arguments for name in (sorted(map(str, Path().glob(each))) if "*" in each else [each]))
    )


@pytest.fixture
def folder(workspace: Path) -> Path:
    """The current folder, with the payload that the page shows."""
    (workspace / "payload.json").write_text(PAYLOAD, encoding="utf-8")
    return workspace


@pytest.mark.slow
def test_the_first_commands_of_the_page(folder: Path) -> None:
    minute, verify, *_ = COMMANDS
    first, second = minute.splitlines()
    made = typed(first)
    assert (made.code, made.out) == (0, ""), made.err
    assert "verified in V8" in made.err
    generated = typed(second)
    assert generated.code == 0, generated.err
    assert "survey.answered" in Path(folder, "output/transformations/survey.answered.js").read_text().splitlines()[0]
    verified = typed(verify)
    assert verified.code == 0, verified.err
    assert re.search(r"^survey\.answered +1 +1 +0 ", verified.out, re.MULTILINE)
    request = json.loads(typed("regal-braze run survey.answered payload.json").out)
    (event,) = request["events"]
    assert event["name"] == "Survey Answered"
    assert event["properties"]["score"] == 9
    for personal in ("atherine", "1796", "8812"):
        assert personal not in (folder / FILE).read_text()


@pytest.mark.proof
def test_the_other_commands_of_the_page(folder: Path) -> None:
    _, _, more, keep, known, update = COMMANDS
    payload = json.loads(PAYLOAD)
    changed = payload | {"properties": {"colour": "red"}}
    names = ("monday.ndjson", "tuesday.ndjson.gz", "new-payload.json")
    write(folder, {"recorded/1.json": payload} | dict.fromkeys(names, json.dumps(changed)))
    for line in more.splitlines():
        assert typed(line).code == 0
        (folder / FILE).unlink()
    assert typed(keep.strip()).code == 0
    (sample,) = json.loads((folder / FILE).read_text())["examples"]
    kept = {name: value for name, value in sample["properties"].items() if value == payload["properties"][name]}
    assert kept == {"survey_name": "After the call", "score": 9, "would_recommend": True}
    shown = typed(known.strip())
    assert shown.code == 1
    assert '+        "colour": {' in shown.out
    written = typed(update.strip())
    assert (written.code, written.out) == (0, shown.out)
    assert typed(update.strip()).out == ""
