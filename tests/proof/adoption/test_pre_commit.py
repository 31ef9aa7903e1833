"""The hooks of .pre-commit-hooks.yaml, as pre-commit installs and runs them in a workspace."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from proof.adoption.repositories import commit, edited, environment, git, need_packages, plant, this_project, workspace

pytestmark = pytest.mark.proof
SECONDS = 300
BODY = "output/transformations/call.completed.js"


@dataclass(frozen=True)
class Hooks:
    """pre-commit in a repository, with the environments that it has made."""

    project: Path
    here: Path
    home: Path

    def __call__(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [Path(sys.executable).with_name("pre-commit"), *arguments, "--color=never"],
            cwd=self.here,
            env=environment() | {"PRE_COMMIT_HOME": str(self.home)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def configure(self, *lines: str) -> None:
        """Use the hooks as a workspace does."""
        revision = git(self.project, "rev-parse", "HEAD").strip()
        (self.here / ".pre-commit-config.yaml").write_text(
            "\n".join(("repos:", f"- repo: {self.project}", f"  rev: {revision}", "  hooks:", *lines, ""))
        )
        commit(self.here)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_packages()
    return this_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def hooks(project: Path, home: Path, tmp_path: Path) -> Iterator[Hooks]:
    """Return pre-commit in a repository with a workspace at its top. No hook executes a file of the repository."""
    here = workspace(tmp_path / "here")
    hit = plant(here)
    commit(here)
    yield Hooks(project, here, home)
    assert not hit.exists()


def test_try_repo_on_a_made_up_workspace(hooks: Hooks) -> None:
    """`pre-commit try-repo` runs the hooks: an up-to-date workspace passes, and nothing is written."""
    code, said = hooks("try-repo", str(hooks.project), "--all-files", "--verbose")
    assert code == 0, said
    assert said.count("...Passed") == 3, "check, generate, verify"
    assert "give a valid request" in said, "the last sentence of verify"
    assert git(hooks.here, "status", "--porcelain") == ""


def test_what_each_hook_stops(hooks: Hooks) -> None:
    """One test for all hooks, because making their environment is what takes time."""
    hooks.configure("  - id: regal-braze-check", "  - id: regal-braze-generate", "  - id: regal-braze-verify")
    assert hooks("run", "--all-files")[0] == 0

    # check names the edited file
    with edited(hooks.here / BODY):
        git(hooks.here, "add", BODY)
        code, said = hooks("run", "regal-braze-check")
        assert code == 1
        assert f"{BODY}: error[changed]: It is not up to date" in said

    # a commit that only deletes a file is checked too
    git(hooks.here, "reset", "--quiet", "--hard")
    git(hooks.here, "rm", "--quiet", BODY)
    code, said = hooks("run", "regal-braze-check")
    assert code == 1
    assert f"{BODY}: error[missing]" in said
    git(hooks.here, "reset", "--quiet", "--hard")

    # generate updates what changed, and the commit waits for a review
    (hooks.here / "regal-braze.toml").write_text('[names]\nprefix = "My "\n')
    git(hooks.here, "add", "regal-braze.toml")
    code, said = hooks("run", "regal-braze-generate")
    assert code == 1
    assert "files were modified by this hook" in said
    assert '"My Call Completed"' in (hooks.here / BODY).read_text()
    git(hooks.here, "add", "--all")
    assert hooks("run", "regal-braze-generate")[0] == 0

    # verify runs the rendered transformations, and only if a file of the workspace is committed
    git(hooks.here, "reset", "--quiet", "--hard")
    (hooks.here / "notes.txt").write_text("notes")
    git(hooks.here, "add", "notes.txt")
    assert "Skipped" in hooks("run", "regal-braze-verify")[1]
    with edited(hooks.here / BODY):
        git(hooks.here, "add", BODY)
        code, said = hooks("run", "regal-braze-verify", "--verbose")
        assert "give a valid request" in said, said

    # no hook runs at another stage of git
    assert hooks("run", "--hook-stage", "pre-merge-commit", "--all-files") == (0, "")

    # a workspace in a subfolder
    workspace(hooks.here / "acme")
    hooks.configure("  - id: regal-braze-check", "    args: [-C, acme]")
    assert hooks("run", "--all-files")[0] == 0
    with edited(hooks.here / "acme" / BODY):
        git(hooks.here, "add", "--all")
        assert f"acme/{BODY}: error[changed]" in hooks("run")[1]
