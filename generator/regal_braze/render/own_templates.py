"""Judge a workspace's own templates before anything is rendered: all that is wrong with them, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import display, unreadable
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.render import helpers
from regal_braze.render.contexts import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment

CONTEXT_VERSION = 1
_VERSION = re.compile(r"(?:\{#|<#|//) regal-braze context (\d+)\b")


def judge_overlay(
    roots: tuple[Path, ...], environment: Callable[[bool], Environment]
) -> tuple[dict[str, Path], list[Finding]]:
    """Return the workspace's own templates by name, and what is wrong with them.

    Own is a file that stands in for a built-in one, or that such a file includes; any other is a warning.
    """
    built_in = {name: roots[0] / name for name in (*TEMPLATES.values(), helpers.HELPERS_FILE)}
    files = {name: path for root in roots[1:] for name, path in _files(root).items()}
    own: dict[str, Path] = {}
    findings: list[Finding] = []
    waiting = [(name, name.endswith(".liquid.jinja")) for name in sorted(files) if name in built_in]
    while waiting:
        name, liquid = waiting.pop(0)
        if name not in files or name in own:
            continue
        own[name] = files[name]
        text = _text(files[name])
        if isinstance(text, Finding):
            findings.append(text)
        elif name == helpers.HELPERS_FILE:
            findings += _version(files[name], text, "// {}")
            known = helpers.read_helpers(built_in[name].read_text(encoding="utf-8"))
            findings += [
                _finding(files[name], message, help_text, line)
                for message, help_text, line in helpers.faults(text, known)
            ]
        else:
            findings += _version(files[name], text, "<# {} #>" if liquid else "{{# {} #}}")
            included = _included(files[name], text, environment(liquid))
            if isinstance(included, Finding):
                findings.append(included)
            else:
                waiting += [(each, liquid) for each in included]
    findings += [_unused(name, files[name], built_in) for name in sorted(files) if name not in own]
    return own, findings


def _files(root: Path) -> dict[str, Path]:
    """Return what may be meant as a template below a folder, by its name; hidden files and notes are not."""
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*"))}
    return {
        name: path
        for name, path in found.items()
        if not re.search(r"(^|/)\.|\.(md|txt)$", name) and (not path.is_dir() or path.suffix in (".jinja", ".js"))
    }


def _text(path: Path) -> str | Finding:
    try:
        content = path.read_bytes()
    except OSError as error:
        return unreadable(path, error)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"Byte {error.start} is not UTF-8"
        return Finding("unreadable-file", message, "Save it as UTF-8.", display(path), None, line)


def _version(path: Path, text: str, mark: str) -> Iterator[Finding]:
    said = _VERSION.match(text)
    if said and int(said[1]) == CONTEXT_VERSION:
        return
    message = f"It is written for version {said[1]} of the context" if said else "It does not say its version"
    first = mark.format(f"regal-braze context {CONTEXT_VERSION}")
    yield _finding(path, message, f"Compare it with docs/templates.md, then let it begin with {first}.", 1)


def _included(path: Path, text: str, environment: Environment) -> list[str] | Finding:
    """Return the templates that one names in it."""
    from jinja2 import TemplateSyntaxError
    from jinja2.meta import find_referenced_templates

    try:
        environment.compile(text)
        return [name for name in find_referenced_templates(environment.parse(text)) if name is not None]
    except TemplateSyntaxError as error:
        message = f"It is no template: {error.message}"
        return _finding(path, message, "Mend that line.", error.lineno)
    except RecursionError:
        return _finding(path, "It is nested too deeply", "Flatten it.", 1)


def _unused(name: str, path: Path, built_in: dict[str, Path]) -> Finding:
    message = f"There is no built-in template {name}, and nothing includes it: it has no effect"
    help_text = suggestion(name, built_in, "docs/templates.md lists the built-in ones.")
    return Finding("unknown-template", message, help_text, display(path), severity="warning")


def _finding(path: Path, message: str, help_text: str, line: int | None) -> Finding:
    return Finding("template-invalid", message, help_text, display(path), None, line)
