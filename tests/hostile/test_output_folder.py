"""Whatever happens while output/ is written, it is as it was or as it should be, and strangers' files stay."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hostile.workspaces import places, refused
from support.command import plain_environment, run, tree


def expected(folder: Path) -> dict[str, bytes]:
    """The output that a workspace without anything of its own should have, beside the stranger's file."""
    folder.mkdir()
    assert run("generate", "-C", folder).code == 0
    return tree(folder / "output") | {"notes.txt": b"somebody's\n"}


def test_a_file_in_place_of_the_folder(workspace: Path) -> None:
    shutil.rmtree(workspace / "output")
    (workspace / "output").write_text("somebody's\n")
    ended = refused(workspace)
    assert places(ended) == [("unwritable", "output", None, None)]
    assert ended.findings[0]["help"].startswith("A folder belongs there")


def test_a_link_to_nowhere_in_place_of_the_folder(workspace: Path) -> None:
    shutil.rmtree(workspace / "output")
    (workspace / "output").symlink_to("nowhere")
    assert [place[0] for place in places(refused(workspace))] == ["unwritable"]
    assert (workspace / "output").is_symlink()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
@pytest.mark.parametrize("name", ["mkdir", "rename"])
def test_a_folder_that_must_not_be_written(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise OSError(number, os.strerror(number), "output")

    monkeypatch.setattr(os, name, fail)
    ended = refused(workspace)
    assert [place[0] for place in places(ended)] == ["unwritable"]
    assert os.strerror(number) in ended.findings[0]["message"]


@pytest.mark.parametrize("before", [0, 1, 20])
def test_a_full_disk(workspace: Path, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    write = os.write
    written = 0

    def fill(descriptor: int, data: bytes) -> int:
        nonlocal written
        written += 1
        if written > before:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fill)
        ended = refused(workspace)
    assert [place[0] for place in places(ended)] == ["unwritable"]
    assert ended.findings[0]["help"].startswith("The disk is full")
    assert run("generate").code == 0, "with space again, all is well"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of another generate."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def test_another_generate_at_work(workspace: Path) -> None:
    with locked(workspace / "output"):
        ended = refused(workspace)
        assert places(ended) == [("busy", "output", None, None)]
        assert run("check").code == 1, "reading goes on"
    assert run("generate").code == 0


@pytest.mark.slow
def test_generates_at_once(workspace: Path, tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "regal_braze", "generate", "--format", "json"],
            env=plain_environment(),
            cwd=tmp_path / "workspace",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    ended = [(process, *process.communicate(timeout=60)) for process in processes]
    assert 0 in [process.returncode for process, _, _ in ended]
    for process, out, err in ended:
        assert process.returncode in (0, 1)
        assert err == b""
        assert process.returncode == 0 or [each["code"] for each in json.loads(out)["findings"]] == ["busy"]
    assert tree(workspace / "output") == expected(tmp_path / "other")


@pytest.mark.parametrize("moment", [1, 30])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, moment: int
) -> None:
    """Signals wait until the work is complete; Ctrl-C then ends the command as it always does."""
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
    assert tree(workspace / "output") == expected(tmp_path / "other")


def test_a_stranger_s_file_in_the_way(workspace: Path) -> None:
    strange = workspace / "output" / "transformations" / "sms.sent.js"
    strange.write_text("// somebody's\n")
    ended = refused(workspace)
    assert places(ended) == [("foreign-file", "output/transformations/sms.sent.js", None, None)]


def test_a_stranger_s_link_in_the_way(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "precious.js").write_text("// precious\n")
    (workspace / "output" / "transformations" / "sms.sent.js").symlink_to(tmp_path / "precious.js")
    assert [place[0] for place in places(refused(workspace))] == ["foreign-file"]
    assert (tmp_path / "precious.js").read_text() == "// precious\n"


@pytest.mark.parametrize(
    "path", ["../precious.txt", "/etc/passwd", "transformations/../../precious.txt", "a\\..\\b", "", "x\n"]
)
def test_a_manifest_that_claims_other_people_s_files(workspace: Path, path: str) -> None:
    (workspace / "precious.txt").write_text("precious\n")
    manifest = workspace / "output" / "manifest.json"
    manifest.write_text(json.dumps({"version": 1, "files": [{"path": path}]}))
    ((code, file, pointer, _),) = places(refused(workspace))
    assert (code, file, pointer) == ("manifest-invalid", "output/manifest.json", "/files/0/path")


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"version": 2, "files": []}', "[" * 100_000])
def test_a_manifest_that_is_broken(workspace: Path, content: str) -> None:
    (workspace / "output" / "manifest.json").write_text(content)
    assert [place[0] for place in places(refused(workspace))] == ["manifest-invalid"]


def test_strangers_files_stay(workspace: Path, tmp_path: Path) -> None:
    (workspace / "output" / "transformations" / "mine.js").write_text("// mine\n")
    (workspace / "output" / "empty").mkdir()
    assert run("generate").code == 0
    assert tree(workspace / "output") == expected(tmp_path / "other") | {"transformations/mine.js": b"// mine\n"}
    assert (workspace / "output" / "empty").is_dir()
