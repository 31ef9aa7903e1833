"""Workspaces with templates of their own."""

from __future__ import annotations

from pathlib import Path

from regal_braze.resources import templates_root

TRACK = "transformation/track.js.jinja"
HELPERS = "transformation/helpers.js"
HEADER = "webhook/header.liquid.jinja"
MARKS = {TRACK: "{# regal-braze context 1 #}\n", HELPERS: "// regal-braze context 1\n\n"}


def built_in(name: str) -> str:
    return (templates_root() / name).read_text(encoding="utf-8")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a template of the workspace's own."""
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """Write a built-in template with a change, and with its version on top."""
    text = built_in(name)
    assert text.count(old) == 1, (name, old)
    return write(folder, name, MARKS[name] + text.replace(old, new))
