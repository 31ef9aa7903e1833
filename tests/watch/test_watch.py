"""`generate --watch`: after each change of a schema, a $ref, a template or the configuration, all is made anew."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.command import plain_environment
from hostile.workspaces import schema
from regal_braze.resources import templates_root

pytestmark = pytest.mark.slow
SECONDS = 60.0


class Watcher:
    """`regal-braze generate --watch` in a folder, with what it says line by line."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "regal_braze", "-C", str(folder), "generate", "--watch"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            encoding="utf-8",
            env=plain_environment(),
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *error: object) -> None:
        assert self.process.stderr
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line)

    def round(self) -> str:
        """Return what is said until it watches again. Fails after a minute."""
        said: list[str] = []
        while not said or not said[-1].startswith("Watching"):
            said.append(self._lines.get(timeout=SECONDS))
        return "".join(said)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("schemas/events", "schemas/common", "templates/transformation"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def watcher(folder: Path) -> Iterator[Watcher]:
    with Watcher(folder) as watcher:
        yield watcher


def test_schema_reference_template_and_configuration(folder: Path, watcher: Watcher) -> None:
    body = folder / "output" / "transformations" / "call.tested.js"
    assert "written" in watcher.round()

    tested = schema(event="call.tested")
    tested["properties"]["properties"]["properties"]["b"] = {"$ref": "../common/own.json#/$defs/b"}
    own: dict[str, Any] = {
        "title": "Own",
        "description": "Definitions.",
        "$defs": {"b": {"type": "string", "description": "Text."}},
    }
    (folder / "schemas" / "common" / "own.json").write_text(json.dumps(own), encoding="utf-8")
    (folder / "schemas" / "events" / "call.tested.json").write_text(json.dumps(tested), encoding="utf-8")
    said = watcher.round()
    assert "Verified: 49 bodies" in said
    assert "  b: text," in body.read_text(encoding="utf-8")

    own["$defs"]["b"]["type"] = "integer"
    (folder / "schemas" / "common" / "own.json").write_text(json.dumps(own), encoding="utf-8")
    watcher.round()
    assert "  b: integer," in body.read_text(encoding="utf-8")

    (folder / "regal-braze.toml").write_text('[names]\nprefix = "Regal "\n', encoding="utf-8")
    watcher.round()
    assert 'name: "Regal Call Tested"' in body.read_text(encoding="utf-8")

    (folder / "regal-braze.toml").write_text('[names]\nprefx = "Regal "\n', encoding="utf-8")
    assert "Did you mean prefix?" in watcher.round()
    (folder / "regal-braze.toml").unlink()
    watcher.round()
    assert 'name: "Call Tested"' in body.read_text(encoding="utf-8")

    name = "transformation/track.js.jinja"
    shutil.copy(templates_root() / name, folder / "templates" / name)
    assert "template-invalid" in watcher.round()

    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(SECONDS) == 0


def test_a_mistake_that_is_there_at_first_does_not_end_it(folder: Path) -> None:
    (folder / "schemas" / "events" / "call.tested.json").write_text("{", encoding="utf-8")
    with Watcher(folder) as watcher:
        assert "broken-json" in watcher.round()
        (folder / "schemas" / "events" / "call.tested.json").unlink()
        assert "Verified: 48 bodies" in watcher.round()
