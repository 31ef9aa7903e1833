"""Complete names in a shell. A shell asks at every press of a key, so this reads names only and plans nothing.

The names come from file names, the manifest and `regal-braze.toml`. If one of these is broken, its names are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from regal_braze.documents.files import read_file
from regal_braze.findings.codes import CODES
from regal_braze.resources import CONFIG_NAME, schemas_root

_FORMATS = ("", ".phones")
"""The suffixes of a webhook's name: none for Regal's older format."""
_BROKEN = (OSError, ValueError, LookupError, TypeError, AttributeError)
"""The errors of a file that cannot be read, or that contains something else."""


def complete_event(context: typer.Context) -> list[str]:
    """Return the events and bundles. Typer leaves out those that do not start with what the user has typed."""
    folder: Path = context.meta.get("folder", Path())
    return sorted({*_described(folder, "events"), *_generated(folder, "bundle"), *_declared_bundles(folder)})


def complete_webhook(context: typer.Context) -> list[str]:
    """Return the webhooks."""
    folder: Path = context.meta.get("folder", Path())
    names = (name + suffix for name in _described(folder, "webhooks") for suffix in _FORMATS)
    return sorted({*_generated(folder, "webhook"), *names})


def complete_body(context: typer.Context) -> list[str]:
    """Return the events, bundles and webhooks."""
    return sorted({*complete_event(context), *complete_webhook(context)})


def complete_schema() -> list[str]:
    """Return the published schemas."""
    return sorted({*(path.stem for path in (schemas_root() / "dialect").glob("*.json")), "findings"})


def complete_code() -> list[str]:
    """Return the finding codes."""
    return sorted(CODES)


def _described(folder: Path, kind: str) -> Iterator[str]:
    """Yield the names of the events or webhooks that have a schema; `kind` is the folder of these schemas."""
    for root in (schemas_root(), folder / "schemas"):
        with suppress(OSError):
            yield from (path.stem for path in (root / kind).glob("[!.]*.json"))


def _generated(folder: Path, kind: str) -> Iterator[str]:
    """Yield the names of one kind in the manifest. Names that come from a default are only there."""
    with suppress(*_BROKEN):
        files = json.loads(read_file(folder / "output" / "manifest.json", folder))["files"]
        yield from {entry["event"] for entry in files if entry["kind"] == kind}


def _declared_bundles(folder: Path) -> Iterator[str]:
    import tomllib

    with suppress(*_BROKEN):
        settings = tomllib.loads(read_file(folder / CONFIG_NAME, folder).decode("utf-8-sig"))
        yield from settings["bundles"].keys()
