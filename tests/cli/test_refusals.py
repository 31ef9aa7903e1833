"""A `generate` that is refused changes nothing and reports the error with its place: one run per place and format.

What exactly is refused is tested where it is decided: tests/schema, tests/workspace, tests/output.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output
from support.command import run, tree
from support.schemas import DECLARED, FILE, TEXT, Json, schema, write

MANIFEST = "output/manifest.json"
BODY = "output/transformations/my.event.js"


def write_schema(document: Json) -> Callable[[Path], None]:
    return lambda folder: write(folder, {FILE: document})


def write_file(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: write(folder, {FILE: schema(), name: text})


def replace_output(put: Callable[[Path], object]) -> Callable[[Path], None]:
    def replace(folder: Path) -> None:
        write(folder, {FILE: schema()})
        shutil.rmtree(folder / "output")
        put(folder / "output")

    return replace


MANY = {f"p{number}": TEXT for number in range(300)}
LISTED = '{"version": 1, "files": [{"path": "../a"}]}'
NOWHERE = {"$ref": "nowhere.json#/$defs/a"}
REFUSED: dict[str, tuple[Callable[[Path], None], str, str, str | None, int | None]] = {
    "a file": (write_schema('{\n "a": 1\n "b": 2\n}'), "broken-json", FILE, None, 3),
    "a keyword": (write_schema(schema({"a": TEXT | {"typ": 1}})), "schema-invalid", FILE, f"{DECLARED}/a/typ", 20),
    "a reference": (write_schema(schema({"a": NOWHERE})), "unknown-ref", FILE, f"{DECLARED}/a/$ref", 18),
    "the name of an event": (write_schema(schema(event="../evil")), "unsafe-name", FILE, "/properties/name/const", 12),
    "x-braze": (write_schema(schema(annotation={"omit": ["b"]})), "unknown-property", FILE, "/x-braze/omit/0", 27),
    "too many properties": (write_schema(schema(MANY)), "too-large", FILE, DECLARED, 16),
    "settings": (write_file("regal-braze.toml", "\n[naems]\n"), "config-invalid", "regal-braze.toml", None, 2),
    "the manifest": (write_file(MANIFEST, LISTED), "manifest-invalid", MANIFEST, "/files/0/path", None),
    "a file in the way": (write_file(BODY, "// mine\n"), "foreign-file", BODY, None, None),
    "a file for the folder": (replace_output(lambda path: path.write_text("x")), "unwritable", "output", None, None),
    "a link for the folder": (replace_output(lambda path: path.symlink_to("x")), "unwritable", "output", None, None),
}
"""What is done to a workspace, and the finding: its code, file, pointer and line."""


@pytest.fixture
def with_output(small: Path) -> Path:
    """Return a workspace with a generated file of an event that is gone, and a file of the user in output/."""
    write_output(
        small / "output", [Artifact("transformations/old.js", "transformation", "old", "schemas/old", "// old\n")]
    )
    (small / "output" / "notes.txt").write_text("mine\n")
    return small


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("place", REFUSED)
def test_a_refused_generate(with_output: Path, place: str, form: str) -> None:
    prepare, finding, file, pointer, line = REFUSED[place]
    prepare(with_output)
    before = tree(with_output)
    ended = run("generate", "--format", form)
    assert ended.code == (2 if finding == "config-invalid" else 1)
    assert tree(with_output) == before
    match form:
        case "text":
            assert ended.out == ""
            assert f"{file}{f':{line}' if line else ''}" in ended.err
            assert f"error[{finding}]: " in ended.err
        case "json":
            assert ended.err == ""
            (found,) = (each for each in ended.findings if each["severity"] == "error")
            assert (found["code"], found["file"], found["pointer"], found["line"]) == (finding, file, pointer, line)
            assert found["message"]
            assert found["help"].endswith((".", "?"))
        case "github":
            assert f"::error file={file}{f',line={line}' if line else ''}" in ended.out


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of another generate."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def test_another_generate_at_work(with_output: Path) -> None:
    write(with_output, {FILE: schema()})
    before = tree(with_output)
    with locked(with_output / "output"):
        ended = run("generate", "--format", "json")
        assert (ended.code, [(each["code"], each["file"]) for each in ended.findings]) == (1, [("busy", "output")])
        assert tree(with_output) == before
        assert run("check").code == 1, "reading is possible"
    assert run("generate").code == 0


@pytest.mark.parametrize("moment", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_a_write(
    with_output: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, moment: int
) -> None:
    """Signals wait until the write is complete; Ctrl-C then ends the command with its usual exit code."""
    write(with_output, {FILE: schema()})
    arrived = []
    previous = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGHUP)]
    rename = os.rename
    calls = 0

    def interrupted(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == moment:
            signal.raise_signal(number)
        rename(*arguments)

    try:
        for each, _ in previous:
            signal.signal(each, lambda received, _: arrived.append(received))
        with monkeypatch.context() as patched:
            patched.setattr(os, "rename", interrupted)
            ended = run("generate")
    finally:
        for each, handler in previous:
            signal.signal(each, handler)
    assert calls > moment
    assert (ended.code, arrived) == ((130, []) if number is signal.SIGINT else (0, [number]))
    assert "Traceback" not in ended.err
    files = json.loads((with_output / MANIFEST).read_text())["files"]
    assert {f"output/{each['path']}" for each in files} == {BODY, *bundles_and_webhooks(with_output)}
    assert (with_output / "output" / "notes.txt").read_text() == "mine\n"


def bundles_and_webhooks(folder: Path) -> set[str]:
    """Return the other files in output/ that `generate` wrote."""
    written = {f"output/{name}" for name in tree(folder / "output")}
    return written - {BODY, MANIFEST, "output/notes.txt"}
