"""The golden cases of the options: a folder each, `goldens/<event>/<case>`, which is a workspace.

It holds regal-braze.toml, perhaps schemas of its own, payload.json and what is expected: request.json; for a
deliberate error error.txt with its message; or findings.txt with what `generate` has against it.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldens.cases import as_golden
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.findings.finding import ConfigurationError, Finding, has_errors
from regal_braze.pipeline import Plans, plan_workspace, render_artifacts, render_bundles
from regal_braze.workspace.workspace import open_workspace

FOLDER = Path(__file__).parent / "goldens"
EXPECTATIONS = ("request.json", "error.txt", "findings.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """One golden of an option."""

    event: str
    name: str

    def __str__(self) -> str:
        return f"options/{self.event}/{self.name}"

    @property
    def folder(self) -> Path:
        return FOLDER / self.event / self.name

    @property
    def payload(self) -> Any:
        return json.loads((self.folder / "payload.json").read_text(encoding="utf-8"))

    @property
    def document(self) -> dict[str, Any]:
        """Return regal-braze.toml as TOML has it."""
        return tomllib.loads((self.folder / "regal-braze.toml").read_text(encoding="utf-8"))

    @property
    def expected(self) -> dict[str, str]:
        """Return the text of each expectation, by its file's name."""
        paths = (self.folder / name for name in EXPECTATIONS)
        return {path.name: path.read_text(encoding="utf-8") for path in paths if path.exists()}

    def found(self) -> dict[str, str]:
        """Return what is to be expected by what the workspace and V8 make of it now, as `expected` has it."""
        try:
            plans = plan_workspace(open_workspace(self.folder))
        except ConfigurationError as error:
            return {"findings.txt": _lines(error.findings)}
        if has_errors(plans.findings):
            return {"findings.txt": _lines(plans.findings)}
        body = own_body(plans, self.event)
        if body is None:
            return {"error.txt": f"{self.event} has no transformation\n"}
        return as_golden(run(body, self.payload))


def all_cases() -> list[Case]:
    """Return every case, sorted."""
    return [Case(path.parts[-3], path.parts[-2]) for path in sorted(FOLDER.glob("*/*/regal-braze.toml"))]


def own_body(plans: Plans, event: str) -> str | None:
    """Return the body of an event's own transformation, or None where it has none."""
    found = [each for each in plans.transformations if each.event == event]
    return render_artifacts(found, plans.templates)[0].content if found else None


def bundled_body(plans: Plans, event: str) -> str | None:
    """Return the body of the bundle that an event is in, or None."""
    bundles = [each for each in plans.bundles if event in [plan.event for plan in each.transformations]]
    return render_bundles(bundles, plans.templates)[0].content if bundles else None


def run(body: str, payload: object) -> Outcome:
    """Run a body on a payload in V8, strictly (M16)."""
    with Sandbox(body) as sandbox:
        outcome = sandbox.run(json.dumps(payload), strict=True)
    assert not outcome.mutated
    return outcome


def _lines(findings: tuple[Finding, ...]) -> str:
    lines = (f"{each.line or 0}: {each.severity} {each.code}: {each.message} {each.help}\n" for each in findings)
    return "".join(lines)
