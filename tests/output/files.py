"""Artifacts, and what a write of them leaves on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output


def artifact(path: str, content: str = "generated\n") -> Artifact:
    return Artifact(path, "transformation", path, f"schemas/{path}on", content)


def tree(folder: Path) -> dict[str, object]:
    """Return everything below a folder: files with content and time, links with their target, folders as None."""
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = path.readlink()
        else:
            found[name] = (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
    return found


def findings(output: Path, *artifacts: Artifact) -> tuple[Finding, ...]:
    """Return the findings of a write that must fail and change nothing in output/ and around it."""
    before = tree(output.parent)
    with pytest.raises(FindingsError) as raised:
        write_output(output, artifacts)
    assert tree(output.parent) == before
    return raised.value.findings


def only_code(output: Path, *artifacts: Artifact) -> str:
    (finding,) = findings(output, *artifacts)
    return finding.code
