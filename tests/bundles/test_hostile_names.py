"""M18: what an event is called cannot break a bundle: names like helpers, words of JavaScript, globals, digits."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from bundles.bundled import Bundled
from hostile.workspaces import schema, write
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support import quickjs
from support.command import run

NAMES: Final = [
    "open.map", "text.x", "new.values", "json.parse", "constructor.x", "a.b_c", "a_b.c", "a.b.c", "1.2", "9a.b", "_._a",
    "class.x", "is.own", "transformation.of", "happened.at", "identify.by_traits", "object.x", "set.x", "name.x",
    "event.x", "data.x", "brazecall.x", "payload.x", "__proto__.x", "to.string", "switch.case", "default.x", "date.x",
    "first.x", "return.brazecall", "undefined.x",
]  # fmt: skip
ODD_KEYS: Final = [
    "name",
    "event",
    "data",
    "identity",
    "brazecall",
    "text",
    "convert",
    "*/",
    "`${x}`",
    "a\u2028b",
    "a b",
]


@pytest.fixture
def hostile(workspace: Path) -> list[Bundled]:
    """The bundles of a workspace with many such events; all of them share their properties."""
    text = {"description": "A text.", "type": ["string", "null"]}
    table = {"description": "A table.", "type": "object", "additionalProperties": True}
    properties: dict[str, Any] = {**dict.fromkeys(ODD_KEYS, text), "map": table}
    for name in NAMES:
        annotation = {"event": f"Event {name}", "flatten": ["map"], "undeclared": "attributes"}
        write(workspace, {f"schemas/events/{name}.json": schema(properties, annotation, name)})
    plans = plan_workspace(open_workspace(workspace))
    assert [finding for finding in plans.findings if finding.severity == "error"] == []
    return [Bundled(each) for each in plans.bundles]


def test_every_such_event_gives_what_its_own_transformation_gives(hostile: list[Bundled]) -> None:
    events = [plan.event for bundled in hostile for plan in bundled.bundle.transformations]
    assert set(NAMES) <= set(events)
    properties = {key: f"{key}!" for key in ODD_KEYS} | {"map": dict.fromkeys(ODD_KEYS, 1), "other": ["x"]}
    payloads = [
        {"name": name, "userId": "1", "originalTimestamp": 1657855059, "properties": given}
        for name in [*events, "__proto__", "constructor"]
        for given in (properties, {}, None, {"name": None})
    ]
    for bundled in hostile:
        assert bundled.disagreements(payloads) == []
        assert quickjs.is_es2020(bundled.body) is None


def test_the_command_line_proves_them_too(workspace: Path, hostile: list[Bundled]) -> None:
    assert run("generate").code == 0
    assert run("verify", "--format", "json").findings == []
    for bundled in hostile:
        assert (workspace / "output" / "bundles" / f"{bundled.bundle.name}.js").read_text() == bundled.body
