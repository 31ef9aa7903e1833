"""Interrupt a write at every n-th step, each time in a fresh process, and print what output/ holds afterward.

Run as `interrupted_writes.py FOLDER MODE N`. Prints a JSON array with one object per interruption. It is a separate
process because only a process without threads, unlike the test runner, can fork safely.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from regal_braze.output.journal import recover
from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output

KEPT = {"kept.js": "same\n"}
BEFORE = KEPT | {"changed.js": "before\n", "gone/removed.js": "removed\n", "gone/too.js": "too\n"}
AFTER = KEPT | {"changed.js": "after\n" * 9, "new/deep/added.js": "added\n", "new/second.js": "two\n"}
CHANGING = ("mkdir", "write", "rename", "replace", "unlink", "rmdir")
STEPS = (*CHANGING, "open", "fsync", "close", "scandir", "lstat")

Tree = dict[str, list[object]]


def artifacts(files: dict[str, str]) -> list[Artifact]:
    return [Artifact(path, "transformation", path, f"schemas/{path}", content) for path, content in files.items()]


def tree(output: Path) -> Tree:
    """Return every file with its content and time, and every folder."""
    return {
        str(path.relative_to(output)): [path.read_text(), path.stat().st_mtime_ns] if path.is_file() else []
        for path in output.rglob("*")
    }


def contents(files: Tree) -> dict[str, object]:
    """Return the contents in a tree, without the times."""
    return {path: entry[:1] for path, entry in files.items()}


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    output = folder / "output"
    write_output(output, artifacts(BEFORE))
    (output / "notes.txt").write_text("a note\n")
    return output


def interrupt_step(names: tuple[str, ...], number: int, interrupt: Callable[[], None]) -> None:
    """Interrupt before the n-th system call, or in the middle of it where it is a write."""
    calls = 0

    def wrap(name: str) -> None:
        original = getattr(os, name)

        def wrapped(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number:
                # A write is cut in half; where the interrupt lets it go on, it was a short one.
                written = 0
                if name == "write":
                    written = original(arguments[0], arguments[1][: len(arguments[1]) // 2])
                interrupt()
                if written:
                    return written
            return original(*arguments, **options)

        setattr(os, name, wrapped)

    for name in names:
        wrap(name)


def interrupt_line(number: int, interrupt: Callable[[], None]) -> None:
    """Interrupt before the n-th line to be reached in the two modules that write."""
    reached: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        name = Path(frame.f_code.co_filename).name
        if name not in ("write.py", "journal.py"):
            return None
        line = (name, frame.f_lineno)
        if event == "line" and line not in reached:
            reached.add(line)
            if len(reached) == number:
                interrupt()
        return trace

    sys.settrace(trace)


def in_child(prepare: Callable[[], None], work: Callable[[], object]) -> str:
    """Do the work in a fork of this process; return how it ended: `done`, an exception, or a signal."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            prepare()
            work()
        except KeyboardInterrupt:
            code = 130
        except BaseException:
            code = 1
        finally:
            sys.settrace(None)
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return {0: "done", 130: "KeyboardInterrupt"}.get(os.WEXITSTATUS(status), "error")


def send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def record(output: Path, before: Tree, ended: str) -> dict[str, object]:
    found = tree(output)
    recover(output)
    recovered = tree(output)
    write_output(output, artifacts(AFTER))
    after = contents(tree(output))
    return {"ended": ended, "before": before, "found": found, "recovered": recovered, "next": after}


def write_in_child(output: Path, interrupt: Callable[[], None]) -> str:
    return in_child(interrupt, lambda: write_output(output, artifacts(AFTER)))


def run(folder: Path, mode: str, every: int) -> list[dict[str, object]]:
    """Interrupt a write once: `step:SIGNAL` at every n-th system call, `line:SIGNAL` at every n-th line."""
    results: list[dict[str, object]] = []
    where, _, name = mode.partition(":")
    interrupt = send(signal.Signals[name])
    at = interrupt_line if where == "line" else partial(interrupt_step, STEPS)
    for number in count(1, every):
        output = fresh(folder)
        before = tree(output)
        ended = write_in_child(output, partial(at, number, interrupt))
        results.append(record(output, before, ended))
        if ended == "done":
            break
    return results


def run_twice(folder: Path, every: int) -> list[dict[str, object]]:
    """Kill a write at every n-th step that changes something, then its recovery at every n-th such step."""
    results: list[dict[str, object]] = []
    kill = partial(interrupt_step, CHANGING)
    for step in count(1, every):
        for recovery in count(1, every):
            output = fresh(folder)
            before = tree(output)
            ended = write_in_child(output, partial(kill, step, send(signal.SIGKILL)))
            recovery_ended = in_child(partial(kill, recovery, send(signal.SIGKILL)), partial(recover, output))
            results.append(record(output, before, recovery_ended))
            if recovery_ended == "done":
                break
        if ended == "done":
            break
    return results


if __name__ == "__main__":
    place = Path(sys.argv[1]) / "workspace"
    mode, step = sys.argv[2], int(sys.argv[3])
    json.dump(run_twice(place, step) if mode == "twice" else run(place, mode, step), sys.stdout)
