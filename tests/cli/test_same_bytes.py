"""Output is byte-identical on every run. tests/proof/test_same_bytes.py compares machines, hash seeds and locales."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.command import run, run_apart, tree
from support.schemas import FILE, schema, write


def test_a_second_generate_changes_nothing(generated: Path, settings_file: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in generated.rglob("*") if path.is_file()}
    assert run("generate").err.splitlines()[0] == "output/: 56 unchanged"
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in generated.rglob("*") if path.is_file()
    }


def test_the_umask_decides_who_may_read_and_nothing_else(generated: Path, tmp_path: Path) -> None:
    other = tmp_path / "private"
    other.mkdir()
    previous = os.umask(0o077)
    try:
        assert run("generate", "-C", other).code == 0
    finally:
        os.umask(previous)
    assert tree(other) == tree(generated)
    files = [path for path in other.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert run("check", "-C", other).code == 0


def test_nothing_in_output_tells_of_the_machine(generated: Path) -> None:
    for path, content in tree(generated / "output").items():
        for trace in (str(generated), str(Path.home()), str(Path(__file__).parents[2])):
            assert trace.encode() not in content, path


@pytest.mark.slow
def test_findings_come_in_the_same_order_with_every_hash_seed(workspace: Path) -> None:
    write(workspace, {FILE: schema({f"p{index}": {"typo": index} for index in range(20)})})
    outputs = {run_apart("check", env={"PYTHONHASHSEED": seed}, cwd=workspace).err for seed in ("1", "2", "3")}
    assert len(outputs) == 1
    assert outputs.pop().count("There is no key typo") == 20
