"""Who runs `check` on a new workspace: GitHub, pre-commit, both or neither; its README tells of what is there."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.init.files import FILES, HOOK, WORKFLOW
from regal_braze import __version__
from regal_braze.commands.init.files import PLACEHOLDER
from support.command import run, run_in_shell, tree
from support.shipped import ROOT

WAYS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "both": ((), {WORKFLOW, HOOK}),
    "both, said": (("--ci", "github", "--pre-commit"), {WORKFLOW, HOOK}),
    "github": (("--no-pre-commit",), {WORKFLOW}),
    "pre-commit": (("--ci", "none"), {HOOK}),
    "neither": (("--ci", "none", "--no-pre-commit"), set()),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_asked_for_is_there_and_the_readme_tells_of_it(workspace: Path, way: str) -> None:
    flags, wanted = WAYS[way]
    assert run("init", "acme", *flags).code == 0
    assert set(tree(workspace / "acme")) == FILES - {WORKFLOW, HOOK} | wanted
    text = (workspace / "acme" / "README.md").read_text(encoding="utf-8")
    for path, said in ((WORKFLOW, "| `.github/workflows/` |"), (HOOK, f"| `{HOOK}` |")):
        assert (said in text) == (path in wanted)
    assert ("workflow in `.github/`" in text) == (WORKFLOW in wanted)
    assert ("`pre-commit install`" in text) == (HOOK in wanted)
    assert ("Let your CI run `regal-braze check`" in text) == (WORKFLOW not in wanted)
    assert "$" not in text
    assert "\n\n\n```" not in text
    assert max(map(len, text.splitlines())) <= 120
    check_hooks(text)


def check_hooks(text: str) -> None:
    """Check that what a README says about hooks is a configuration, and that its hooks are those of the project."""
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    configuration: Any = yaml.safe_load(block)
    (repository,) = configuration["repos"] if isinstance(configuration, dict) else configuration
    assert repository["rev"] == f"v{__version__}"
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert set(re.findall(r"regal-braze-\w+", block)) == offered
    assert repository["hooks"] == [{"id": "regal-braze-check", "args": ["-C", "."]}]


def test_the_workflow_and_the_hook(workspace: Path) -> None:
    run("init", "acme")
    (repository,) = yaml.safe_load((workspace / "acme" / HOOK).read_text(encoding="utf-8"))["repos"]
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["entry"]) == ("local", "regal-braze check")
    assert hook["stages"] == ["pre-commit", "pre-push", "manual"]
    assert hook["pass_filenames"] is False, "check takes no names of files"
    assert hook["always_run"] is True, "pre-commit does not pass the names of deleted files"
    workflow = yaml.safe_load((workspace / "acme" / WORKFLOW).read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [
        f'python -I -m pip install "regal-braze @ git+{PLACEHOLDER}@v{__version__}"',
        "regal-braze check --format github",
        "regal-braze verify --payloads payloads --format github",
    ]
    used = [step["uses"].partition("@") for step in steps if "uses" in step]
    assert [name for name, _, _ in used] == ["actions/checkout", "actions/setup-python"]
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for _, _, commit in used), "a tag can be moved"
    assert steps[-1]["if"] == "${{ !cancelled() }}", "after a failed check too"
    assert workflow["permissions"] == {"contents": "read"}


@pytest.mark.slow
def test_the_test_in_the_readme_passes(workspace: Path) -> None:
    run("init", "acme")
    acme = workspace / "acme"
    text = (acme / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (acme / "test_ours.py").write_text(block, encoding="utf-8")
    plugin = "-p regal_braze.pytest_plugin" if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD") else ""
    ended = run_in_shell(f"$PYTHON -m pytest -q -p no:cacheprovider {plugin}", acme)
    assert ended.code == 0, ended.out
    assert "1 passed" in ended.out
