"""Make git repositories: of this project as it is in the working tree, and of workspaces."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from support.command import plain_environment, run
from support.shipped import ROOT

_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Someone"), ("EMAIL", "someone@example.com"))
}


def environment() -> dict[str, str]:
    """Return the environment without the settings of git and Python of the person who runs the tests; pip's stay."""
    kept = {key: value for key, value in plain_environment().items() if not key.startswith("GIT_")}
    kept.pop("PYTHONPATH")  # a hook must run what was installed for it
    return kept | _IDENTITY | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C.UTF-8"}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    """Commit everything in a folder, which becomes a repository."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message=All")


def this_project(folder: Path) -> Path:
    """Make a repository of this project as it is now, committed or not, in `folder`."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and name.partition("/")[0] not in ("tests", "output", "tools"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    commit(folder)
    return folder


def workspace(folder: Path) -> Path:
    """Make a workspace with one setting and the subscription groups, and its output."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = "".join(f'{channel} = "{uuid4()}"\n' for channel in ("voice", "sms", "email"))
    text = f'[names]\nprefix = "Regal "\n[subscription_groups]\n{groups}'
    (folder / "regal-braze.toml").write_text(text, encoding="utf-8")
    assert run("-C", folder, "generate", "--quiet").code == 0
    return folder


def plant(folder: Path) -> Path:
    """Put modules into a checkout that Python must not run. Return the file that they write if it does."""
    hit = folder.parent / "executed"
    for name in ("venv", "pip", "logging", "json", "jinja2", "regal_braze", "sitecustomize", "py_mini_racer"):
        (folder / f"{name}.py").write_text(f"open({str(hit)!r}, 'w').close()\n", encoding="utf-8")
    return hit


def need_packages() -> None:
    """Skip the test if pip gets no packages. In continuous integration, where `CI` is set, nothing is skipped."""
    if os.environ.get("CI"):
        return
    pip = [sys.executable, "-m", "pip", "--retries=0", "--timeout=10"]
    with TemporaryDirectory() as folder:
        download = [*pip, "download", "--quiet", "--no-deps", "hatchling"]
        got = subprocess.run(download, cwd=folder, env=environment(), capture_output=True, check=False)
    if got.returncode:
        pytest.skip("offline: pip gets no package")


@contextmanager
def edited(path: Path) -> Iterator[None]:
    """Edit a file, and undo that afterward."""
    before = path.read_bytes()
    path.write_bytes(before + b"// edited\n")
    try:
        yield
    finally:
        path.write_bytes(before)
