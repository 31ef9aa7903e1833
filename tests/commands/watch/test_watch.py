"""`generate --watch`: after each change of a schema, a $ref, a template or the configuration, all is made anew."""

from __future__ import annotations

import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from depth import some
from regal_braze.commands.watch import changes, watch
from regal_braze.findings.report import Report
from regal_braze.resources import templates_root
from support.command import plain_environment, run
from support.schemas import schema

pytestmark = pytest.mark.slow
LINUX = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are found as on Linux")
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
            start_new_session=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *error: object) -> None:
        assert self.process.stderr
        self.process.terminate()
        self.process.wait(SECONDS)
        self._reader.join()
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line)

    def child(self) -> str:
        """Return the id of the process in which V8 runs, as soon as it is there."""
        place = Path("/proc", str(self.process.pid), "task", str(self.process.pid), "children")
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if started := place.read_text().split():
                return started[0]
        raise AssertionError("it started nothing")

    def rest(self) -> str:
        """Return what is still said, once it has ended."""
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return "".join(self._lines.queue)

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


@pytest.mark.proof
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
    assert "  b: number," in body.read_text(encoding="utf-8")

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


@pytest.mark.parametrize("number", some([signal.SIGINT, signal.SIGTERM], 1))
@pytest.mark.parametrize("busy", [False, pytest.param(True, marks=LINUX)], ids=["waiting", "busy"])
def test_it_ends_without_a_trace(watcher: Watcher, number: signal.Signals, busy: bool) -> None:
    """Ctrl-C reaches all of a terminal's foreground; so does this signal. SIGTERM is how a container is stopped."""
    at_work = None
    if busy:
        at_work = watcher.child()
    else:
        watcher.round()
    os.killpg(watcher.process.pid, number)
    said = watcher.rest()
    assert watcher.process.returncode == 0, said
    assert not [word for word in ("Traceback", "Abort", "error", "bug") if word in said], said
    end = time.monotonic() + SECONDS
    while at_work and Path("/proc", at_work).exists():
        assert time.monotonic() < end, "V8 goes on behind"
        time.sleep(0.05)


@pytest.mark.proof
def test_files_that_are_renamed_and_deleted(folder: Path, watcher: Watcher) -> None:
    watcher.round()
    events, bodies = folder / "schemas" / "events", folder / "output" / "transformations"
    (events / "call.tested.json").write_text(json.dumps(schema(event="call.tested")), encoding="utf-8")
    assert "Verified: 49 bodies" in watcher.round()
    (events / "call.tested.json").rename(events / "call.renamed.json")
    assert "error[file-name]" in watcher.round()
    assert (bodies / "call.tested.js").exists(), "after a finding nothing is written"
    (events / "call.renamed.json").unlink()
    assert "1 removed" in watcher.round()
    assert not (bodies / "call.tested.js").exists()
    shutil.rmtree(folder / "schemas")
    (folder / "regal-braze.toml").write_text("[bundles]\n", encoding="utf-8")
    assert "removed" in watcher.round(), "it goes on without the folder"


@pytest.mark.proof
def test_what_is_wrong_with_the_configuration_at_first_does_not_end_it(folder: Path) -> None:
    (folder / "regal-braze.toml").write_text("[naems]\n", encoding="utf-8")
    with Watcher(folder) as watcher:
        assert "Did you mean names?" in watcher.round()
        (folder / "regal-braze.toml").write_text("[names", encoding="utf-8")
        assert "config-invalid" in watcher.round()
        (folder / "regal-braze.toml").write_text("", encoding="utf-8")
        assert "Verified: 48 bodies" in watcher.round()


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    ended = run("-C", tmp_path / "nowhere", "generate", "--watch")
    assert ended.code == 2
    assert "workspace-missing" in ended.err


def test_as_json_each_round_is_what_both_commands_print(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regal_braze.commands.watch.changes", lambda _: iter([None]))
    assert watch(folder, Report("json")) == 0
    said, err = capfd.readouterr()
    generated, end = json.JSONDecoder().raw_decode(said)
    verified = json.loads(said[end:])
    assert "transformations/call.completed.js" in generated["written"]
    assert len(verified["results"]) == 48
    assert err == ""


# --- What counts as a change


def rounds(folder: Path, act: Callable[[], None], seconds: float) -> int:
    """Return how often `changes` yields in so many seconds after the first time, while `act` is done over and over."""
    steps = changes(folder)
    next(steps)
    count, stop = 0, threading.Event()

    def look() -> None:
        nonlocal count
        for _ in steps:
            if stop.is_set():
                return
            count += 1

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        act()
        time.sleep(0.02)
    counted = count
    stop.set()
    (folder / "regal-braze.toml").write_text(f"# {time.monotonic()} ends the thread")
    thread.join(SECONDS)
    return counted


def test_saves_without_end_are_seen_in_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many saves at once are one change; but whoever never rests is not left waiting."""
    monkeypatch.setattr("regal_braze.commands.watch.INTERVAL", 0.05)
    monkeypatch.setattr("regal_braze.commands.watch.PATIENCE", 0.5)
    number = itertools.count()

    def save() -> None:
        (folder / "regal-braze.toml").write_text(f"# {next(number)}")

    assert 1 <= rounds(folder, save, 2) <= 4


def test_what_editors_leave_beside_a_file_is_no_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regal_braze.commands.watch.INTERVAL", 0.05)
    number = itertools.count()

    def journal() -> None:
        for name in (".call.tested.json.swp", "call.tested.json~", "#call.tested.json#"):
            (folder / "schemas" / "events" / name).write_text("x" * next(number))

    assert rounds(folder, journal, 0.5) == 0


def test_a_mistake_that_is_there_at_first_does_not_end_it(folder: Path) -> None:
    (folder / "schemas" / "events" / "call.tested.json").write_text("{", encoding="utf-8")
    with Watcher(folder) as watcher:
        assert "broken-json" in watcher.round()
        (folder / "schemas" / "events" / "call.tested.json").unlink()
        assert "Verified: 48 bodies" in watcher.round()
