"""Every start page begins with the installation from the repository or a wheel, and the wheel works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from documentation.pages import PAGES
from regal_braze import __version__
from regal_braze.commands.init.files import PLACEHOLDER
from support.command import run_apart
from support.shipped import ROOT

START = ("README.md", "docs/index.md", "docs/five-minutes.md", "docs/tutorial.md", "docs/install.md")
WHEEL = f"regal_braze-{__version__}-py3-none-any.whl"


@pytest.mark.parametrize("path", START)
def test_a_start_page_begins_with_the_installation(path: str) -> None:
    text = PAGES[path].read_text(encoding="utf-8")
    before = text.partition(f"pipx install git+{PLACEHOLDER}\n")[0]
    assert before != text
    assert "regal-braze init" not in before
    assert "regal-braze run" not in before


def test_no_page_installs_from_a_package_index() -> None:
    for path, page in PAGES.items():
        for line in re.findall(
            r".*(?:pipx? install|uv tool install|additional_dependencies).*", page.read_text("utf-8")
        ):
            assert "git+" in line or "dist/" in line or "-r " in line, f"{path}: {line}"


def test_the_page_names_the_wheel_of_this_version() -> None:
    text = PAGES["docs/install.md"].read_text(encoding="utf-8")
    assert set(re.findall(r"regal_braze-[\w.-]+", text)) == {WHEEL}
    assert set(re.findall(rf"{PLACEHOLDER}@(v[\w.]+)\"", text)) == {f"v{__version__}"}


@pytest.mark.proof
def test_the_wheel_works_without_the_checkout(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    (recipe,) = re.findall(r"\$\(BIN\)/pip (wheel .*)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    subprocess.run([*pip, *recipe.replace("--wheel-dir dist", f"--wheel-dir {tmp_path}").split()], cwd=ROOT, check=True)
    target = tmp_path / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", target, tmp_path / WHEEL], check=True)
    work = tmp_path / "work"
    work.mkdir()
    for command in (["init", "."], ["generate", "--quiet"], ["check"]):
        ended = run_apart(*command, stdin=b"", env={"PYTHONPATH": str(target)}, cwd=work)
        assert ended.code == 0, ended
    assert (work / "output/bundles/contacts.js").read_bytes() == (ROOT / "output/bundles/contacts.js").read_bytes()
