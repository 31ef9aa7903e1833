"""Complete names in a shell. A shell asks at every press of a key, so this reads names only and plans nothing.

The names come from file names, the manifest and `regal-braze.toml`. If one of these is broken, its names are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from regal_braze.documents.files import read_file
from regal_braze.findings.codes import CODES
from regal_braze.resources import CONFIG_NAME, schemas_root

_FORMATS = ("", ".phones")
"""The suffixes of a webhook's name: none for Regal's older format."""


def complete_event(context: typer.Context, incomplete: str) -> list[str]:
    """Return the events and bundles whose names start like this."""
    folder = _workspace(context)
    return _matching(incomplete, _events(folder), _bundles(folder))


def complete_body(context: typer.Context, incomplete: str) -> list[str]:
    """Return the events, bundles and webhooks whose names start like this."""
    folder = _workspace(context)
    return _matching(incomplete, _events(folder), _bundles(folder), _webhooks(folder))


def complete_webhook(context: typer.Context, incomplete: str) -> list[str]:
    """Return the webhooks whose names start like this."""
    return _matching(incomplete, _webhooks(_workspace(context)))


def complete_schema(incomplete: str) -> list[str]:
    """Return the published schemas whose names start like this."""
    return _matching(incomplete, _stems(schemas_root() / "dialect"), ("findings",))


def complete_code(incomplete: str) -> list[str]:
    """Return the finding codes that start like this."""
    return _matching(incomplete, CODES)


def _matching(incomplete: str, *groups: Iterable[str]) -> list[str]:
    return sorted({name for names in groups for name in names if name.startswith(incomplete)})


def _workspace(context: typer.Context) -> Path:
    folder: Path = context.meta.get("folder", Path())
    return folder


def _events(folder: Path) -> Iterator[str]:
    for root in (schemas_root(), folder / "schemas"):
        yield from _stems(root / "events")


def _bundles(folder: Path) -> Iterator[str]:
    yield from _generated(folder, "bundle")
    declared = _settings(folder).get("bundles")
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
    """Yield the names of one kind in the manifest. Names that come from a default are only there."""
    try:
        files = json.loads(read_file(folder / "output" / "manifest.json", folder))["files"]
        yield from {entry["event"] for entry in files if entry["kind"] == kind}
    except (OSError, ValueError, LookupError, TypeError):
        return


def _settings(folder: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(read_file(folder / CONFIG_NAME, folder).decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}
