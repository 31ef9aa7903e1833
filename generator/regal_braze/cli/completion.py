"""Complete names in a shell: read from names of files, the manifest and the configuration, so that nothing is planned.

A shell asks at every press of a key. What is wrong with a file is not told here: its names are just not offered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from regal_braze.resources import CONFIG_NAME, schemas_root

_FORMATS = ("", ".phones")
"""What follows the name of a webhook: nothing for Regal's older format."""


def complete_event(context: typer.Context, incomplete: str) -> list[str]:
    """Return the events and bundles that begin so."""
    folder = _workspace(context)
    return _begin(incomplete, _events(folder), _bundles(folder))


def complete_body(context: typer.Context, incomplete: str) -> list[str]:
    """Return the events, bundles and webhooks that begin so."""
    folder = _workspace(context)
    return _begin(incomplete, _events(folder), _bundles(folder), _webhooks(folder))


def complete_webhook(context: typer.Context, incomplete: str) -> list[str]:
    """Return the webhooks that begin so."""
    return _begin(incomplete, _webhooks(_workspace(context)))


def complete_schema(incomplete: str) -> list[str]:
    """Return the dialects that begin so."""
    return _begin(incomplete, _stems(schemas_root() / "dialect"), ("findings",))


def _begin(incomplete: str, *names: Iterable[str]) -> list[str]:
    return sorted({name for each in names for name in each if name.startswith(incomplete)})


def _workspace(context: typer.Context) -> Path:
    """Return the folder that -C names, behind the command or before it."""
    parent = context.parent.params if context.parent else {}
    return Path(context.params.get("folder") or parent.get("folder") or ".")


def _events(folder: Path) -> Iterator[str]:
    for root in (schemas_root(), folder / "schemas"):
        yield from _stems(root / "events")


def _bundles(folder: Path) -> Iterator[str]:
    yield from _generated(folder, "bundle")
    declared = _configuration(folder).get("bundles")
    if isinstance(declared, dict):
        yield from declared


def _webhooks(folder: Path) -> Iterator[str]:
    yield from _generated(folder, "webhook")
    for root in (schemas_root(), folder / "schemas"):
        yield from (name + suffix for name in _stems(root / "webhooks") for suffix in _FORMATS)


def _stems(folder: Path) -> list[str]:
    try:
        return [path.stem for path in folder.glob("[!.]*.json")]
    except OSError:
        return []


def _generated(folder: Path, kind: str) -> Iterator[str]:
    """Yield the names of one kind in the manifest: those that a configuration or a default makes are there alone."""
    try:
        files = json.loads((folder / "output" / "manifest.json").read_bytes())["files"]
        yield from {each["event"] for each in files if each["kind"] == kind}
    except (OSError, ValueError, LookupError, TypeError):
        return


def _configuration(folder: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads((folder / CONFIG_NAME).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
