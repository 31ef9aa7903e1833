"""The commands of docs/how-to/add-an-event.md work in an empty folder, without any edit (slow: V8)."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from support import shipped
from support.command import Ended, run_apart

PAGE = Path(shipped.ROOT, "docs", "how-to", "add-an-event.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def typed(line: str, folder: Path) -> Ended:
    """Run a line of the page as a shell would."""
    command, *arguments = shlex.split(line)
    assert command == "regal-braze"
    expanded = [name for each in arguments for name in (sorted(map(str, folder.glob(each))) if "*" in each else [each])]
    return run_apart(*expanded, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the payload that the page shows."""
    (tmp_path / "payload.json").write_text(blocks("json")[0], encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_first_commands_of_the_page(folder: Path) -> None:
    minute, verify, *_ = blocks("sh")
    first, second = minute.splitlines()
    made = typed(first, folder)
    assert (made.code, made.out) == (0, ""), made.err
    assert "verified in V8" in made.err
    generated = typed(second, folder)
    assert generated.code == 0, generated.err
    assert "survey.answered" in Path(folder, "output/transformations/survey.answered.js").read_text().splitlines()[0]
    verified = typed(verify, folder)
    assert verified.code == 0, verified.err
    assert re.search(r"^survey\.answered +1 +1 +0 ", verified.out, re.MULTILINE)
    request = json.loads(typed("regal-braze run survey.answered payload.json", folder).out)
    (event,) = request["events"]
    assert event["name"] == "Survey Answered"
    assert event["properties"]["score"] == 9
    for personal in ("atherine", "1796", "8812"):
        assert personal not in Path(folder, "schemas/events/survey.answered.json").read_text()


@pytest.mark.proof
def test_the_other_commands_of_the_page(folder: Path) -> None:
    _, _, more, known, update = blocks("sh")
    payload = json.loads(blocks("json")[0])
    (folder / "recorded").mkdir()
    (folder / "recorded" / "1.json").write_text(json.dumps(payload))
    for name in ("monday.ndjson", "tuesday.ndjson.gz", "new-payload.json"):
        (folder / name).write_text(json.dumps(payload | {"properties": {"colour": "red"}}))
    several, streams = more.splitlines()
    assert typed(several, folder).code == 0
    Path(folder, "schemas/events/survey.answered.json").unlink()
    assert typed(streams, folder).code == 0
    Path(folder, "schemas/events/survey.answered.json").unlink()
    assert typed(several, folder).code == 0
    shown = typed(known.strip(), folder)
    assert shown.code == 1
    assert '+        "colour": {' in shown.out
    written = typed(update.strip(), folder)
    assert (written.code, written.out) == (0, shown.out)
    assert typed(update.strip(), folder).out == ""
