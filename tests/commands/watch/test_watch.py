"""`generate --watch`: after each change of a schema, a $ref, a template or the configuration, all is made anew."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from regal_braze.commands.watch import changes, generate_and_verify
from regal_braze.findings.report import Report
from regal_braze.resources import schemas_root, templates_root
from support.command import plain_environment, run
from support.schemas import TEXT, schema, write

LINUX = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are found as on Linux")
SECONDS = 20.0


class Rounds:
    """The rounds of `generate --watch` in a folder, in this process, each with what it prints."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], report: Report | None = None) -> None:
        self._folder, self._capsys, self._report = folder, capsys, report or Report()
        self._changes = changes(folder)

    def round(self) -> str:
        """Wait for a change, and return what is printed after it."""
        next(self._changes)
        generate_and_verify(self._folder, self._report)
        return "".join(self._capsys.readouterr())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regal_braze.commands.watch.INTERVAL", 0.02)
    monkeypatch.setattr("regal_braze.commands.watch.PATIENCE", 0.2)
    # Rendering the webhooks for many profiles takes most of the time of a round.
    monkeypatch.setattr("regal_braze.verify.webhooks.one_by_one", lambda _variables: [])


@pytest.fixture
def folder(built_in: Callable[..., Path]) -> Path:
    """Return a workspace with few events, so that a round takes little time."""
    folder = built_in("call.completed", "sms.received", "sms.sent", webhooks=True)
    for name in ("schemas/events", "schemas/common"):
        (folder / name).mkdir(parents=True)
    configure(folder, "")
    return folder


@pytest.fixture
def rounds(folder: Path, capsys: pytest.CaptureFixture[str]) -> Rounds:
    return Rounds(folder, capsys)


def configure(folder: Path, settings: str) -> None:
    """Write settings, and enable the events about text messages only."""
    enabled = '[events."*"]\nenabled = false\n\n[events."sms.*"]\nenabled = true\n\n'
    (folder / "regal-braze.toml").write_text(enabled + settings, encoding="utf-8")


def write_event(folder: Path, properties: dict[str, Any] | None = None) -> Path:
    """Write the schema of the event sms.tested, also with these properties."""
    write(folder, {"schemas/events/sms.tested.json": schema({"a": TEXT} | (properties or {}), event="sms.tested")})
    return folder / "schemas" / "events" / "sms.tested.json"


def test_schema_reference_template_and_configuration(folder: Path, rounds: Rounds) -> None:
    body = folder / "output" / "transformations" / "sms.tested.js"
    assert "written" in rounds.round()

    own = {"title": "Own", "description": "Definitions.", "$defs": {"b": TEXT}}
    write(folder, {"schemas/common/own.json": own})
    write_event(folder, {"b": {"$ref": "../common/own.json#/$defs/b"}})
    assert "Verified 10 bodies: " in rounds.round()
    assert "  b: text," in body.read_text(encoding="utf-8")

    write(folder, {"schemas/common/own.json": own | {"$defs": {"b": TEXT | {"type": "integer"}}}})
    rounds.round()
    assert "  b: number," in body.read_text(encoding="utf-8")

    configure(folder, '[names]\nprefix = "Regal "\n')
    rounds.round()
    assert 'name: "Regal SMS Tested"' in body.read_text(encoding="utf-8")

    configure(folder, '[names]\nprefx = "Regal "\n')
    assert "Did you mean prefix?" in rounds.round()
    configure(folder, "")
    rounds.round()
    assert 'name: "SMS Tested"' in body.read_text(encoding="utf-8")

    name = "templates/transformation/track.js.jinja"
    write(folder, {name: (templates_root().parent / name).read_bytes()})
    assert "template-invalid" in rounds.round()


def test_files_of_the_package_that_change(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A round reads templates and schemas anew, although a process otherwise reads them once."""
    copies = tmp_path_factory.mktemp("package")
    for root in (templates_root(), schemas_root()):
        shutil.copytree(root, copies / root.name)
    monkeypatch.setattr("regal_braze.resources._CHECKOUT", copies)
    rounds = Rounds(folder, capsys)
    assert "Verified" in rounds.round()

    template = copies / "templates" / "transformation" / "track.js.jinja"
    template.write_text("// changed\n" + template.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Verified" in rounds.round()
    assert "// changed\n" in (folder / "output" / "transformations" / "sms.sent.js").read_text(encoding="utf-8")

    dialect = copies / "schemas" / "dialect" / "workspace.json"
    dialect.write_text(dialect.read_text(encoding="utf-8").replace('"names"', '"naming"'), encoding="utf-8")
    rounds.round()
    configure(folder, '[names]\nprefix = "Regal "\n')
    assert "config-invalid" in rounds.round()


def test_files_that_are_renamed_and_deleted(folder: Path, rounds: Rounds) -> None:
    rounds.round()
    event, body = write_event(folder), folder / "output" / "transformations" / "sms.tested.js"
    assert "Verified 10 bodies: " in rounds.round()
    renamed = event.rename(event.with_name("sms.renamed.json"))
    assert "error[file-name]" in rounds.round()
    assert body.exists(), "after a finding nothing is written"
    renamed.unlink()
    assert "1 removed" in rounds.round()
    assert not body.exists()
    shutil.rmtree(folder / "schemas")
    configure(folder, "[bundles]\n")
    assert "1 removed" in rounds.round(), "it goes on without the folder"


def test_mistakes_that_are_there_at_first(folder: Path, rounds: Rounds) -> None:
    configure(folder, "[naems]\n")
    assert "Did you mean names?" in rounds.round()
    configure(folder, "[names")
    assert "config-invalid" in rounds.round()
    write_event(folder).write_text("{", encoding="utf-8")
    configure(folder, "")
    assert "broken-json" in rounds.round()
    write_event(folder)
    assert "Verified 10 bodies: " in rounds.round()


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    ended = run("-C", tmp_path / "nowhere", "generate", "--watch")
    assert ended.code == 2
    assert "workspace-missing" in ended.err


def test_as_json_each_round_is_what_both_commands_print(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = Rounds(folder, capsys, Report("json")).round()
    generated, end = json.JSONDecoder().raw_decode(printed)
    verified = json.loads(printed[end:])
    assert "transformations/sms.sent.js" in generated["written"]
    assert len(verified["results"]) == 9


# --- Signals


@contextmanager
def started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`regal-braze generate --watch`, in its own session like the commands of a terminal."""
    with subprocess.Popen(
        [sys.executable, "-m", "regal_braze", "-C", str(folder), "generate", "--watch"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        env=plain_environment(),
        start_new_session=True,
    ) as process:
        yield process
        process.kill()


def v8_of(process: subprocess.Popen[str]) -> Path:
    """Return the process in which V8 runs, as soon as it does."""
    children = Path("/proc", str(process.pid), "task", str(process.pid), "children")
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if started := children.read_text().split():
            return Path("/proc", started[0])
    raise AssertionError("V8 was not started")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", [False, pytest.param(True, marks=LINUX)], ids=["waiting", "busy"])
def test_it_ends_without_a_trace(folder: Path, number: signal.Signals, busy: bool) -> None:
    """Ctrl-C reaches all of a terminal's foreground; so does this signal. SIGTERM is how a container is stopped."""
    if not busy:
        configure(folder, "[naems]\n")  # so that the first round is short
    with started(folder) as process:
        assert process.stderr
        v8 = v8_of(process) if busy else None
        while not busy and not process.stderr.readline().startswith("Watching"):
            assert process.poll() is None
        os.killpg(process.pid, number)
        said = process.stderr.read()
        assert process.wait(SECONDS) == 0, said
    assert not [word for word in ("Traceback", "Abort", "error", "bug") if word in said], said
    end = time.monotonic() + SECONDS
    while v8 and v8.exists() and "zombie" not in (v8 / "status").read_text():
        assert time.monotonic() < end, "nothing goes on behind"


# --- What counts as a change


def count_changes(folder: Path, act: Callable[[], None], seconds: float) -> int:
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
        time.sleep(0.01)
    counted = count
    stop.set()
    (folder / "regal-braze.toml").write_text(f"# {time.monotonic()} ends the thread")
    thread.join(SECONDS)
    return counted


def test_saves_without_end_are_seen_in_the_end(folder: Path) -> None:
    """Many saves at once are one change; but whoever never rests is not left waiting."""
    number = itertools.count()

    def save() -> None:
        (folder / "regal-braze.toml").write_text(f"# {next(number)}")

    assert 1 <= count_changes(folder, save, 0.6) <= 4


def test_what_editors_leave_beside_a_file_is_no_change(folder: Path) -> None:
    number = itertools.count()

    def journal() -> None:
        for name in (".sms.tested.json.swp", "sms.tested.json~", "#sms.tested.json#"):
            (folder / "schemas" / "events" / name).write_text("x" * next(number))

    assert count_changes(folder, journal, 0.3) == 0
