"""Workspaces with any number of schemas: the built-in ones, and copies of them under other names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).parents[2] / "schemas" / "events"


def make_workspace(folder: Path, count: int, settings: str = "") -> Path:
    """Make a workspace of `count` schemas in `folder`: a workspace adds its own to the built-in ones.

    `settings` are the content of regal-braze.toml.

    Copies are made round by round, all events of a round before the next. Raises ValueError for fewer schemas
    than are built in.
    """
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(BUILT_IN.glob("*.json"))]
    if count < len(documents):
        raise ValueError(f"{len(documents)} schemas are built in; {count} are fewer")
    events = folder / "schemas" / "events"
    events.mkdir(parents=True)
    for number in range(count - len(documents)):
        turn, index = divmod(number, len(documents))
        copy = renamed(documents[index], f".copy_{turn + 1}")
        text = json.dumps(copy, indent=2, ensure_ascii=False)
        (events / f"{copy['title']}.json").write_text(text + "\n", encoding="utf-8")
    if settings:
        (folder / "regal-braze.toml").write_text(settings, encoding="utf-8")
    return folder


def renamed(document: dict[str, Any], suffix: str) -> dict[str, Any]:
    """Return a copy of an event schema in which each name of an event ends in `suffix`."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    copy["title"] += suffix
    copy["properties"]["name"]["const"] += suffix
    for sample in copy["examples"]:
        if isinstance(sample.get("name"), str):
            sample["name"] += suffix
    for accepted in copy.get("x-braze", {}).get("names", []):
        accepted["name"] += suffix
    return copy


def schema_folders(workspace: Path) -> list[Path]:
    """Return the folders that hold the schemas of a workspace."""
    return [BUILT_IN, workspace / "schemas" / "events"]
