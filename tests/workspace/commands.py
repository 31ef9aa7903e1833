"""Workspaces with output, and what a command that refuses them prints."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output
from support.command import Ended, run, tree

Place: TypeAlias = tuple[str, str | None, str | None, int | None]
"""Code, file, pointer and line of a finding."""


def with_output(folder: Path) -> Path:
    """Give a workspace an older output, with a file of the user in it."""
    write_output(folder / "output", [Artifact("transformations/old.js", "transformation", "old", "s", "// old\n")])
    (folder / "output" / "notes.txt").write_text("mine\n")
    return folder


def refused(folder: Path, code: int = 1) -> Ended:
    """Run `generate`, which must fail: nothing changes, and every finding has a fix."""
    before = tree(folder)
    ended = run("generate", "-C", folder, "--format", "json")
    assert ended.code == code, ended
    assert ended.err == ""
    assert tree(folder) == before
    for finding in ended.findings:
        assert finding["message"]
        assert finding["help"].endswith((".", "?")), finding
        assert finding["message"].encode(), "it can be printed"
    return ended


def places(ended: Ended) -> list[Place]:
    """Return the places of the errors."""
    return [
        (finding["code"], finding["file"], finding["pointer"], finding["line"])
        for finding in ended.findings
        if finding["severity"] == "error"
    ]
