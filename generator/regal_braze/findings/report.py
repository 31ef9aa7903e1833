"""How a command reports: results on standard output, findings and messages on standard error, and an exit code."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from regal_braze.findings.colors import Content, for_terminal
from regal_braze.findings.finding import Finding, FindingsError, as_text, has_errors, visible
from regal_braze.immutable import Immutable, as_dict, replace
from regal_braze.resources import CONFIG_NAME

Format = Literal["text", "json", "github"]

FINE = 0
FINDINGS = 1
USAGE = 2
BUG = 70

_SUGGESTED = re.compile(r"\bregal-braze(?= (?:check|compare|drift|explain|generate|list|new|render|run|show|verify)\b)")
"""Where a text suggests a command that reads the workspace."""

_COLORS = {"error": "31", "warning": "33"}


class Report(Immutable):
    """The output of one command, in the format that its options ask for.

    `folder` is the folder given with -C. Commands that messages and findings suggest repeat it.
    """

    format: Format = "text"
    quiet: bool = False
    folder: Path | None = None

    def message(self, text: str) -> None:
        """Print a message, which is not a result."""
        if not self.quiet and self.format == "text":
            print(self._with_folder(text), file=sys.stderr)

    def print(self, text: str, content: Content | None = None) -> None:
        """Print a result, with colors for its content on a terminal.

        Raises FindingsError (`unwritable`) if it cannot be written.
        """
        text = text if text.endswith("\n") else text + "\n"
        try:
            sys.stdout.write(for_terminal(text, content) if content else text)
            sys.stdout.flush()
        except OSError as error:
            # The rest is discarded. Otherwise, Python reports the error again when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if isinstance(error, BrokenPipeError):  # the reader has stopped, as `head` does
                return
            message = f"Standard output cannot be written: {error.strerror}"
            raise FindingsError(Finding("unwritable", message, "Correct that, and run the command again.")) from error

    def answer(self, text: str, data: Mapping[str, object], content: Content | None = None) -> int:
        """Print a result, as text or as `data` in JSON, and return the exit code of a command without findings."""
        if self.format != "json":
            self.print(text, content)
        return self.finish((), data)

    def summarize(self, title: str, markdown: str) -> None:
        """Add a section to the summary of a GitHub job, if the format is `github`."""
        if self.format == "github":
            from regal_braze.findings.github import append_to_summary

            append_to_summary(f"regal-braze: {title}", markdown)

    def finish(self, findings: Sequence[Finding], data: Mapping[str, object] | None = None) -> int:
        """Print the findings, without warnings if the report is quiet, and return the exit code.

        As text, findings are messages. As JSON, they are part of one object: `findings` next to the keys of `data`. For
        GitHub, they are annotations and a table in the summary of the job.
        """
        shown = [
            replace(finding, message=self._with_folder(finding.message), help=self._with_folder(finding.help))
            for finding in findings
            if finding.severity == "error" or not self.quiet
        ]
        if self.format == "json":
            facts = {**(data or {}), "findings": [as_dict(finding) for finding in shown]}
            self.print(json.dumps(facts, indent=2), "json")
        elif self.format == "github":
            from regal_braze.findings.github import annotation, findings_table

            for finding in shown:
                self.print(annotation(finding))
            if shown:
                self.summarize("findings", findings_table(shown))
        else:
            for finding in shown:
                print(_colored(finding), file=sys.stderr)
        if any(finding.severity == "error" and _is_in_settings(finding) for finding in findings):
            return USAGE
        return FINDINGS if has_errors(findings) else FINE

    def finish_results(self, findings: Sequence[Finding]) -> int:
        """Finish a command that has printed results. Warnings are text only: in other formats, they would be data."""
        return self.finish(findings) if self.format == "text" or has_errors(findings) else FINE

    def _with_folder(self, text: str) -> str:
        """Return a text whose commands work for the workspace in the folder given with -C."""
        if self.folder is None:
            return text
        import shlex

        option = f"-C {shlex.quote(visible(str(self.folder)))}"
        return _SUGGESTED.sub(lambda found: f"{found[0]} {option}", text)


def _is_in_settings(finding: Finding) -> bool:
    """Return whether a finding is a mistake in regal-braze.toml, whichever stage found it.

    Subscription groups that `check --strict` refuses are valid settings, and some of these findings have no line.
    """
    if finding.code in ("foreign-file", "subscription-group"):
        return False
    return finding.file is not None and Path(finding.file).name == CONFIG_NAME


def _colored(finding: Finding) -> str:
    text = as_text(finding)
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return text
    label = f"{finding.severity}[{finding.code}]"
    return text.replace(label, f"\033[{_COLORS[finding.severity]}m{label}\033[0m", 1)
