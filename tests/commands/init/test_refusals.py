"""What `init` refuses: it overwrites nothing, and whatever stops it leaves everything as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from commands.init.files import FILES, HOOK, VOICE, WORKFLOW
from depth import some
from regal_braze.immutable import as_dict
from regal_braze.output import journal as transaction
from regal_braze.output.journal import Change, apply
from regal_braze.output.manifest import STAGING
from support.command import Ended, run, run_apart, tree
from support.schemas import write

pytestmark = pytest.mark.usefixtures("few_and_webhooks")

APPLY = "regal_braze.commands.init.create.apply"


@pytest.mark.parametrize(
    "there",
    [("regal-braze.schema.json",), ("regal-braze.schema.json", "regal-braze.toml"), ("payloads/call.completed.json",)],
)
def test_nothing_is_overwritten(workspace: Path, there: Sequence[str]) -> None:
    write(workspace / "acme", dict.fromkeys(there, "mine: not = TOML"))
    before = tree(workspace)
    refused = run("init", "acme", "--format", "json")
    assert refused.code == 1
    assert {(each["code"], each["file"]) for each in refused.findings} == {("foreign-file", f"acme/{p}") for p in there}
    assert tree(workspace) == before


def test_a_second_init_names_every_file(workspace: Path) -> None:
    run("init", "acme")
    before = tree(workspace)
    refused = run("init", "acme", "--sms-group", VOICE, "--format", "json")
    assert {each["file"] for each in refused.findings} == {"acme/regal-braze.toml", "acme/regal-braze.schema.json"}
    assert refused.code == 1
    assert tree(workspace) == before


@pytest.mark.parametrize(("path", "flags"), [(HOOK, ["--no-pre-commit"]), (WORKFLOW, ["--ci", "none"])])
def test_a_repository_that_has_its_own_checks_keeps_them(workspace: Path, path: str, flags: list[str]) -> None:
    write(workspace, {path: "mine"})
    assert run("init", ".", *flags).code == 0
    assert set(tree(workspace)) == FILES
    assert (workspace / path).read_text() == "mine"


def test_a_broken_link_is_in_the_way(workspace: Path) -> None:
    (workspace / "acme").mkdir()
    (workspace / "acme" / "regal-braze.toml").symlink_to("nowhere")
    assert run("init", "acme").err.startswith("acme/regal-braze.toml: error[foreign-file]: ")


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_where_a_folder_belongs(workspace: Path, kind: str) -> None:
    (workspace / "acme").mkdir()
    (workspace / "outside").mkdir()
    place = workspace / "acme" / ".github"
    place.symlink_to(workspace / "outside") if kind == "link" else place.write_text("")
    refused = run("init", "acme")
    assert refused.code == 1
    assert refused.err.startswith("acme/.github/workflows/regal-braze.yml: error[foreign-file]: ")
    assert not tree(workspace / "outside")
    assert [path.name for path in (workspace / "acme").iterdir()] == [".github"]


def test_a_file_where_the_folder_should_be(workspace: Path) -> None:
    (workspace / "acme").write_text("")
    refused = run("init", "acme")
    assert refused.code == 1
    assert refused.err.startswith("acme: error[foreign-file]: A file is where the folder should be\n")
    refused = run("init", "acme/below")
    assert refused.code == 1
    assert refused.err.startswith("acme/below: error[unwritable]: It cannot be written: Not a directory\n")
    assert run("init", "acme/below", "--dry-run") == refused


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 300, "/proc/regal-braze/acme"])
def test_a_folder_that_cannot_be_made(workspace: Path, name: str) -> None:
    refused = run("init", name)
    assert refused.code == 1
    assert "error[unwritable]" in refused.err
    assert run("init", name, "--dry-run") == refused
    assert not any(workspace.iterdir())


def test_a_folder_that_may_not_be_written(workspace: Path) -> None:
    (workspace / "acme").mkdir(mode=0o500)
    folder = "acme" if os.geteuid() else "/proc/self"  # root may write anywhere but there
    refused = run("init", folder)
    assert refused.code == 1
    assert "error[unwritable]" in refused.err
    assert run("init", folder, "--dry-run") == refused


@pytest.mark.parametrize("step", some(range(1, 18), 4))
def test_all_or_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Whichever step fails, no file and no folder is left."""
    steps = 0
    write, rename = transaction._write, Path.rename

    def count() -> None:
        nonlocal steps
        steps += 1
        if steps == step:
            raise OSError(28, "No space left on device", "acme/x")

    def counted_write(file: Path, content: bytes) -> None:
        count()
        write(file, content)

    def counted_rename(self: Path, target: Path) -> Path:
        count()
        return rename(self, target)

    monkeypatch.setattr(transaction, "_write", counted_write)
    monkeypatch.setattr(Path, "rename", counted_rename)
    refused = run("init", "above/acme")
    assert refused.code == 1
    assert refused.err.startswith("above/acme: error[unwritable]: It cannot be written: No space left on device\n")
    assert not any(workspace.iterdir())
    assert run("init", "above/acme").code == 0


def test_what_a_killed_init_left_is_taken_back(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill between two files leaves a journal; the next init reads it."""

    class Killed(BaseException):
        pass

    def kill(root: Path, changes: Sequence[Change]) -> None:
        staging = root / STAGING
        staging.mkdir()
        journal = transaction._plan(root, changes)
        (staging / "journal.json").write_text(json.dumps(as_dict(journal)))
        (root / changes[0].path).write_bytes(changes[0].content or b"")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(APPLY, kill)
        with pytest.raises(Killed):
            run("init", "acme")
    assert set(tree(workspace / "acme")) == {"regal-braze.toml", f"{STAGING}/journal.json"}
    assert run("init", "acme").code == 0
    assert set(tree(workspace / "acme")) == FILES


def test_two_at_once(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the folder taken while the first is at work in it."""
    seen: list[Ended] = []

    def meanwhile(root: Path, changes: Sequence[Change]) -> None:
        seen.append(run_apart("init", "acme", cwd=workspace))
        apply(root, changes)

    monkeypatch.setattr(APPLY, meanwhile)
    assert run("init", "acme").code == 0
    assert seen[0].code == 1
    assert "error[busy]" in seen[0].err
    assert set(tree(workspace / "acme")) == FILES


def test_a_broken_schema_of_the_folder_is_named(workspace: Path) -> None:
    """What init writes passes generate; where generate could not pass, nothing is written."""
    write(workspace / "acme", {"schemas/events/my.event.json": "{"})
    refused = run("init", "acme")
    assert refused.code == 1
    assert refused.err.startswith("acme/schemas/events/my.event.json:1:2: error[broken-json]: ")
    assert len(tree(workspace)) == 1
