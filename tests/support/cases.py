"""Cases: folders in tests/cases with an input, the expected result, and perhaps a workspace.

- Workspace: `regal-braze.toml` and `schemas/`. Without them, the defaults apply.
- Input: `payload.json`, for the event that the folder above is named after; or `command.txt`, a command line of
  `regal-braze` that runs in the folder of the case, perhaps on a `profile.json`.
- Result of a payload: `request.json`, its keys in the order sent, or `error.txt` with the message of a deliberate
  error. If the workspace has mistakes: `findings.txt`, with one line per finding.
- Result of a command: `output.txt`, its standard output; of `show`, `body.js`. `messages.txt` is its standard error,
  unless that is empty.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from regal_braze.findings.finding import ConfigurationError, Finding, has_errors
from regal_braze.pipeline import plan_workspace
from regal_braze.plan.model import Transformation
from regal_braze.plans import Plans
from regal_braze.workspace.workspace import open_workspace
from support import shipped, three_engines
from support.command import run

FOLDER: Final = Path(__file__).parents[1] / "cases"
INPUTS: Final = ("payload.json", "command.txt")
EXPECTATIONS: Final = ("request.json", "error.txt", "findings.txt", "output.txt", "body.js")
MESSAGES: Final = "messages.txt"


@dataclass(frozen=True)
class Case:
    """One folder."""

    folder: Path

    def __str__(self) -> str:
        return self.folder.relative_to(FOLDER).as_posix()

    @property
    def kind(self) -> str:
        """The folder in tests/cases: `events`, `settings`, `bundles`, `explain` or `webhooks`."""
        return self.folder.relative_to(FOLDER).parts[0]

    @property
    def event(self) -> str:
        """The event of a case with a payload."""
        return self.folder.parent.name

    @property
    def payload(self) -> Any:
        """The payload, as `json.loads` returns it."""
        return json.loads(self._text("payload.json"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The document of regal-braze.toml."""
        return tomllib.loads(self._text("regal-braze.toml"))

    @cached_property
    def expected(self) -> dict[str, str]:
        """The text of each expectation, by the name of its file."""
        return {name: self._text(name) for name in (*EXPECTATIONS, MESSAGES) if (self.folder / name).exists()}

    @cached_property
    def plans(self) -> Plans:
        """The plans of the workspace. Raises ConfigurationError for a mistake in regal-braze.toml."""
        return plan_workspace(open_workspace(self.folder))

    @property
    def plan(self) -> Transformation | None:
        """The plan of the event, or None where it is not enabled."""
        if not (self.folder / "regal-braze.toml").exists():
            return shipped.plans()[self.event]
        return next((plan for plan in self.plans.transformations if plan.event == self.event), None)

    def actual(self) -> dict[str, str]:
        """Return the result of the input now, in the form of `expected`."""
        if (self.folder / "command.txt").exists():
            return self._run_command()
        try:
            plan = self.plan
            findings = self.plans.findings if plan is None else ()
        except ConfigurationError as error:
            return _findings(error.findings)
        if has_errors(findings):
            return _findings(findings)
        if plan is None:
            return {"error.txt": f"{self.event} has no transformation\n"}
        result = three_engines.result(plan, self.payload)
        if isinstance(result, str):
            return {"error.txt": f"{result}\n"}
        return {"request.json": json.dumps(result, indent=2, ensure_ascii=False) + "\n"}

    def rewrite(self) -> bool:
        """Replace the expected files with the actual ones; return whether they differ."""
        files = self.actual()
        if files == self.expected:
            return False
        for name in self.expected:
            (self.folder / name).unlink()
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        return True

    def _run_command(self) -> dict[str, str]:
        words = shlex.split(self._text("command.txt"))
        with contextlib.chdir(self.folder):
            ended = run(*words)
        assert ended.code == 0, ended
        messages = {MESSAGES: ended.err} if ended.err else {}
        return {"body.js" if words[0] == "show" else "output.txt": ended.out} | messages

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def all_cases(kind: str = "*") -> list[Case]:
    """Return every case, or those of one kind, sorted."""
    folders = {path.parent for name in INPUTS for path in FOLDER.glob(f"{kind}/**/{name}")}
    return [Case(folder) for folder in sorted(folders)]


def _findings(findings: tuple[Finding, ...]) -> dict[str, str]:
    lines = (f"{each.line or 0}: {each.severity} {each.code}: {each.message} {each.help}\n" for each in findings)
    return {"findings.txt": "".join(lines)}
