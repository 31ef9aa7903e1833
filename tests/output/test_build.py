"""What was built is remembered by its inputs, and by nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from regal_braze import build as building
from regal_braze.build import Build, build
from regal_braze.resources import schemas_root, templates_root
from regal_braze.workspace import workspace as workspaces
from regal_braze.workspace.workspace import Workspace, open_workspace

EVENT = "schemas/events/my.event.json"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "regal-braze"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one event of its own."""
    (tmp_path / EVENT).parent.mkdir(parents=True)
    text = (schemas_root() / "events" / "sms.sent.json").read_text(encoding="utf-8")
    (tmp_path / EVENT).write_text(text.replace('"sms.sent"', '"my.event"'), encoding="utf-8")
    return tmp_path


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Build, int]:
    """Build, and count how often that took more than remembering."""
    times = 0
    make = building._make

    def counted(workspace: Workspace) -> Build:
        nonlocal times
        times += 1
        return make(workspace)

    with monkeypatch.context() as patch:
        patch.setattr(building, "_make", counted)
        built = build(open_workspace(folder))
    return built, times


def test_the_same_inputs_are_built_once(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, times = made(folder, monkeypatch)
    assert times == 1
    assert len(list(cache.iterdir())) == 1
    assert made(folder, monkeypatch) == (first, 0)
    assert any(finding.code == "subscription-group" for finding in first.findings)


@pytest.mark.parametrize("change", ["schema", "new schema", "gone schema", "config", "folder"])
def test_other_inputs_are_built_anew(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str
) -> None:
    before, _ = made(folder, monkeypatch)
    schema = folder / EVENT
    if change == "schema":
        schema.write_text(schema.read_text(encoding="utf-8").replace('"title"', ' "title"'), encoding="utf-8")
    elif change == "new schema":
        other = schema.with_name("your.event.json")
        other.write_text(schema.read_text(encoding="utf-8").replace("my.event", "your.event"), encoding="utf-8")
    elif change == "gone schema":
        schema.unlink()
    elif change == "config":
        (folder / "regal-braze.toml").write_text('[identity]\nmissing = "skip"\n', encoding="utf-8")
    else:
        folder = Path(shutil.copytree(folder / "schemas", tmp_path / "copy" / "schemas")).parent
    after, times = made(folder, monkeypatch)
    assert times == 1
    assert (after.artifacts == before.artifacts) is (change in ("schema", "folder"))
    assert made(folder, monkeypatch) == (after, 0)


def test_our_own_code_and_templates_are_inputs(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = building._digest(open_workspace(folder))
    copies = folder / "copies"
    shutil.copytree(templates_root(), copies)
    monkeypatch.setattr(workspaces, "templates_root", lambda: copies)
    moved = building._digest(open_workspace(folder))
    (copies / "transformation" / "helpers.js").write_text("", encoding="utf-8")
    assert len({digest, moved, building._digest(open_workspace(folder))}) == 3
    package = [Path(path).name for path in building._files(str(Path(building.__file__).parent))]
    assert {"build.py", "expressions.py", "harness.js"} <= set(package)
    assert not any(name.endswith(".pyc") for name in package)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"inputs": 1}', "null", '{"inputs": "%s"}'])
def test_a_broken_memory_is_built_anew(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    first, _ = made(folder, monkeypatch)
    (memory,) = cache.iterdir()
    inputs = json.loads(memory.read_text(encoding="utf-8"))["inputs"]
    memory.write_text(broken.replace("%s", inputs), encoding="utf-8")
    assert made(folder, monkeypatch) == (first, 1)
    assert made(folder, monkeypatch) == (first, 0)


def test_errors_are_not_remembered(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / EVENT).write_text("{", encoding="utf-8")
    first, times = made(folder, monkeypatch)
    assert (times, first.artifacts) == (1, ())
    assert not cache.exists() or not list(cache.iterdir())


def test_without_a_place_to_remember_nothing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    first, times = made(folder, monkeypatch)
    assert times == 1
    assert made(folder, monkeypatch) == (first, 1)
