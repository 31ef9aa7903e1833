"""Who runs `check` on a new workspace: GitHub, pre-commit, both or neither; its README tells of what is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.init.files import FILES
from regal_braze import __version__
from support.command import plain_environment, run, tree
from support.shipped import ROOT

WORKFLOW, HOOK = ".github/workflows/regal-braze.yml", ".pre-commit-config.yaml"
WAYS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "both": ((), {WORKFLOW, HOOK}),
    "both, said": (("--ci", "github", "--pre-commit"), {WORKFLOW, HOOK}),
    "github": (("--no-pre-commit",), {WORKFLOW}),
    "pre-commit": (("--ci", "none"), {HOOK}),
    "neither": (("--ci", "none", "--no-pre-commit"), set()),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, here: Path) -> tuple[Path, set[str]]:
    """A new workspace, with the files that were asked for."""
    flags, wanted = WAYS[request.param]
    assert run("init", "acme", *flags).code == 0
    return here / "acme", wanted


def test_what_was_asked_for_is_there_and_nothing_else(way: tuple[Path, set[str]]) -> None:
    acme, wanted = way
    assert set(tree(acme)) == FILES - {WORKFLOW, HOOK} | wanted
    assert run("-C", acme, "generate", "--quiet").code == 0


def test_the_readme_tells_of_it(way: tuple[Path, set[str]]) -> None:
    acme, wanted = way
    text = (acme / "README.md").read_text(encoding="utf-8")
    for path, said in ((WORKFLOW, "| `.github/workflows/` |"), (HOOK, f"| `{HOOK}` |")):
        assert (said in text) == (path in wanted)
    assert ("workflow in `.github/`" in text) == (WORKFLOW in wanted)
    assert ("`pre-commit install`" in text) == (HOOK in wanted)
    assert ("Let your CI run `regal-braze check`" in text) == (WORKFLOW not in wanted)
    assert "$" not in text
    assert "\n\n\n```" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_the_hooks_that_it_names_are_there(way: tuple[Path, set[str]]) -> None:
    """What the README says about hooks of the repository is a configuration, and its hooks are those of the project."""
    acme, _ = way
    text = (acme / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    configuration: Any = yaml.safe_load(block)
    (repository,) = configuration["repos"] if isinstance(configuration, dict) else configuration
    assert repository["rev"] == f"v{__version__}"
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert set(re.findall(r"regal-braze-\w+", block)) == offered
    assert repository["hooks"] == [{"id": "regal-braze-check", "args": ["-C", "."]}]


def test_both_files_are_yaml(here: Path) -> None:
    run("init", "acme")
    hook = yaml.safe_load((here / "acme" / HOOK).read_text(encoding="utf-8"))
    assert [each["entry"] for each in hook["repos"][0]["hooks"]] == ["regal-braze check"]
    assert hook["repos"][0]["hooks"][0]["stages"] == ["pre-commit", "pre-push", "manual"]
    workflow = yaml.safe_load((here / "acme" / WORKFLOW).read_text(encoding="utf-8"))
    assert all("${{" not in step.get("run", "") for step in workflow["jobs"]["check"]["steps"])


@pytest.mark.slow
def test_the_test_in_the_readme_passes(here: Path) -> None:
    run("init", "acme")
    acme = here / "acme"
    text = (acme / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (acme / "test_ours.py").write_text(block, encoding="utf-8")
    plugin = ("-p", "regal_braze.pytest_plugin") if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD") else ()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin],
        cwd=acme,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
