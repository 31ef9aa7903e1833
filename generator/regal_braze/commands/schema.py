"""The JSON Schemas that are published: of regal-braze.toml, of what schemas may say, and of `--format json`."""

from __future__ import annotations

from regal_braze.findings.finding import ConfigurationError, Finding, suggestion
from regal_braze.findings.report import FINE, Report
from regal_braze.resources import schemas_root


def print_schema(report: Report, name: str) -> int:
    """Print a published schema as it is in its file; no workspace is needed.

    Raises ConfigurationError for an unknown name.
    """
    files = {path.stem: path for folder in ("dialect", "output") for path in (schemas_root() / folder).glob("*.json")}
    if name not in files:
        help_text = suggestion(name, files, f"There are {', '.join(sorted(files))}.")
        raise ConfigurationError(Finding("unknown-schema", f"There is no schema {name}", help_text))
    report.print(files[name].read_text(encoding="utf-8"), "json")
    return FINE
