"""The bytecode of built-in templates is kept for the next process, and is never used for other templates."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from regal_braze.render import environments
from regal_braze.render.literals import Code
from regal_braze.render.templates import Templates
from regal_braze.render.webhook_contexts import WebhookHeader
from regal_braze.resources import templates_root

HEADER = "webhook/header.liquid.jinja"
CONTEXT = WebhookHeader((Code("one"), Code("two")))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for bytecode, empty."""
    folder = tmp_path / "__pycache__"
    monkeypatch.setattr(environments, "cache_from_source", lambda _: folder / "bytecode.pyc")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the built-in templates."""
    return Path(shutil.copytree(templates_root(), tmp_path / "templates"))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    names: list[str] = []
    compile_source = Environment._generate

    def record(self: Environment, source: object, name: str, *others: object, **more: object) -> object:
        names.append(name)
        return compile_source(self, source, name, *others, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Environment, "_generate", record)
    return names


def render(*roots: Path) -> str:
    return Templates(roots).render(CONTEXT)


def test_a_template_is_compiled_once(folder: Path, templates: Path, compiled: list[str]) -> None:
    first = render(templates)
    assert "one" in first
    assert render(templates) == first
    assert compiled == [HEADER]
    assert len([*folder.iterdir()]) == 1


def test_a_changed_template_is_compiled_again(folder: Path, templates: Path, compiled: list[str]) -> None:
    render(templates)
    (templates / HEADER).write_text("changed\n", encoding="utf-8")
    assert render(templates) == "changed"
    assert compiled == [HEADER] * 2
    assert len([*folder.iterdir()]) == 1


@pytest.mark.parametrize("content", [b"", b"j2", b"no bytecode", bytes(1000)])
def test_damaged_bytecode_is_replaced(folder: Path, templates: Path, compiled: list[str], content: bytes) -> None:
    first = render(templates)
    (file,) = folder.iterdir()
    for damaged in (content, file.read_bytes()[:-100]):
        file.write_bytes(damaged)
        assert render(templates) == first
    assert render(templates) == first
    assert compiled == [HEADER] * 3


def test_a_folder_that_cannot_be_written_changes_nothing(folder: Path, templates: Path) -> None:
    folder.write_text("a file is in the way", encoding="utf-8")
    assert render(templates) == render(templates)


def test_python_s_switch_for_bytecode_is_respected(
    folder: Path, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    render(templates)
    assert not folder.exists()


def test_a_workspace_s_templates_leave_the_bytecode_as_it_is(folder: Path, templates: Path, tmp_path: Path) -> None:
    """They are compiled in the child process that renders them, for its sandbox."""
    own = tmp_path / "own" / HEADER
    own.parent.mkdir(parents=True)
    shutil.copy(templates / HEADER, own)
    render(templates)
    (file,) = folder.iterdir()
    before = file.read_bytes()
    render(templates, tmp_path / "own")
    assert [(each, each.read_bytes()) for each in folder.iterdir()] == [(file, before)]
