"""`init` in an existing repository: every file stays, and it prints what to add."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from commands.init.files import FILES, HOOK, WORKFLOW
from support.command import run, tree
from support.schemas import write

pytestmark = pytest.mark.usefixtures("few_and_webhooks")

Files = Mapping[str, str]
HOOKS = "repos:\n  - repo: local\n    hooks: []\n"
IGNORED = ".regal-braze-staging/\n"
REPOSITORIES: dict[str, tuple[str, Files, dict[str, str]]] = {
    "empty": (".", {".git/HEAD": ""}, {}),
    "no git": ("acme", {"notes.txt": "mine"}, {}),
    "Python": (".", {".git/HEAD": "", "pyproject.toml": "[project]\n", "README.md": "# Mine\n"}, {}),
    "Node": (
        ".",
        {".git/HEAD": "", "package.json": "{}", "README.md": "", ".gitignore": "node_modules/\nrecorded/\n"},
        {".gitignore": IGNORED},
    ),
    "monorepo": ("services/acme", {".git/HEAD": "", "services/other/README.md": "", "README.md": ""}, {}),
    "workspace in a subfolder": ("acme", {".git": "gitdir: elsewhere\n"}, {}),
    "other workflow": ("acme", {".git/HEAD": "", ".github/workflows/tests.yml": "on: push\n"}, {}),
    "same workflow": ("acme", {".git/HEAD": "", WORKFLOW: "on: push\n"}, {WORKFLOW: "run: regal-braze -C acme check"}),
    "pre-commit": ("acme", {".git/HEAD": "", HOOK: HOOKS}, {HOOK: "entry: regal-braze -C acme check"}),
    "read-only README": (".", {".git/HEAD": "", "README.md": "# Mine\n"}, {}),
    "attributes": (
        ".",
        {".git/HEAD": "", ".gitattributes": "* text=auto\n", ".gitignore": f"recorded/\n{IGNORED}"},
        {".gitattributes": "output/** -text\noutput/index.html -diff\n", ".gitignore": ""},
    ),
}


@pytest.fixture(params=REPOSITORIES)
def repository(workspace: Path, request: pytest.FixtureRequest) -> tuple[str, Files, dict[str, str]]:
    """Make a repository, and return the folder of the workspace, the files, and what is added to some of them."""
    folder, files, added = REPOSITORIES[request.param]
    write(workspace, files)
    for name in files:
        (workspace / name).chmod(0o400 if request.param.startswith("read-only") else 0o600)
    return folder, files, added


def test_it_names_the_files_outside_of_the_folder_of_the_workspace(workspace: Path) -> None:
    (workspace / ".git").mkdir()
    first, *_, last = run("init", "acme").err.splitlines()
    assert first == f"acme: 8 files written; {WORKFLOW} and {HOOK} at the top of the repository"
    assert last.startswith(f"In {WORKFLOW}, {HOOK} and acme/README.md, replace ")
    Path(HOOK).write_text(HOOKS)
    *_, last = run("init", "other").err.splitlines()
    assert last.startswith(f"In {HOOK} and other/README.md, replace "), "the text to add to the hook has the address"


def test_every_file_stays_and_the_rest_is_written(
    workspace: Path, repository: tuple[str, Files, dict[str, str]]
) -> None:
    folder, files, added = repository
    before = tree(workspace)
    would = run("init", folder, "--dry-run", "--format", "json")
    assert would.code == 0
    assert tree(workspace) == before, "--dry-run writes nothing"
    made = json.loads(run("init", folder, "--format", "json").out)
    assert json.loads(would.out) == {**made, "written": [], "would_be_written": made["written"]}
    after = tree(workspace)
    assert {path: after[path] for path in before} == before
    assert {*after} - {*before} == set(made["written"] if ".git" in str(files) else {f"acme/{f}" for f in FILES})
    kept = {each["file"]: each["add"] for each in made["kept"]}
    assert {*kept} == {*added}
    for file, text in added.items():
        assert text in kept[file]
        assert bool(text) == bool(kept[file])
    names = {Path(path).name for path in made["written"]}
    assert ("regal-braze.md" in names) == ((Path(folder) / "README.md").as_posix() in files)


def test_the_workflow_and_the_hook_are_at_the_top_with_the_path_of_the_workspace(workspace: Path) -> None:
    (workspace / ".git").mkdir()
    assert run("init", "services/acme's events").code == 0
    assert not (workspace / "services/acme's events/.github").exists()
    steps = yaml.safe_load((workspace / WORKFLOW).read_text())["jobs"]["check"]["steps"]
    check, verify = (step["run"] for step in steps[-2:])
    place = """'services/acme'"'"'s events'"""
    assert check == f"regal-braze -C {place} check --format github"
    assert verify == f"""regal-braze -C {place} verify --payloads {place[:-1]}/payloads' --format github"""
    (hook,) = yaml.safe_load((workspace / HOOK).read_text())["repos"][0]["hooks"]
    assert hook["entry"] == f"regal-braze -C {place} check"


def test_what_to_add_can_be_pasted(workspace: Path) -> None:
    (workspace / ".git").mkdir()
    (workspace / HOOK).write_text(HOOKS)
    made = run("init", "acme")
    assert f"{HOOK} was there already and stays as it is. Add to it:\n  - repo: local\n" in made.err
    _, _, added = made.err.partition("Add to it:\n")
    hooks = yaml.safe_load(HOOKS + added.partition("\nNext:")[0])["repos"]
    assert [len(repository["hooks"]) for repository in hooks] == [0, 1]
    second = run("init", "other").err
    assert f"{WORKFLOW} was there already and stays as it is. Add to it:\n      - name: Check that " in second


def test_another_workflow_of_the_same_name_gets_the_installation_too(workspace: Path) -> None:
    write(workspace, {".git/HEAD": "", WORKFLOW: "on: push\n"})
    made = run("init", "acme").err
    _, _, added = made.partition(f"{WORKFLOW} was there already and stays as it is. Add to it:\n")
    steps = yaml.safe_load(added.partition("\nNext:")[0])
    assert [next(iter(step)) for step in steps] == ["uses", "run", "name", "name"]
    assert "pip install" in steps[1]["run"]


def test_a_pipe_is_not_read(workspace: Path) -> None:
    os.mkfifo(workspace / ".gitattributes")
    made = run("init", ".")
    assert made.code == 0
    assert ".gitattributes was there already and stays as it is. Add to it:\noutput/** -text\n" in made.err


def test_dry_run_lists_the_files(workspace: Path) -> None:
    would = run("init", "acme", "--dry-run")
    assert would.out.splitlines() == [f"would be written: {file}" for file in sorted(FILES)]
    assert not any(workspace.iterdir())
