"""The JSON Schemas that editors complete from: of regal-braze.toml, and of what the schemas may say."""

from __future__ import annotations

from regal_braze.findings import ConfigurationError, Finding, suggestion
from regal_braze.report import FINE, Report
from regal_braze.resources import schemas_root


def print_schema(report: Report, name: str) -> int:
    """Print a dialect as it is in its file; no workspace is needed. Raises ConfigurationError for an unknown name."""
    files = {path.stem: path for path in (schemas_root() / "dialect").glob("*.json")}
    if name not in files:
        help_text = suggestion(name, files, f"There are {', '.join(sorted(files))}.")
        raise ConfigurationError(Finding("unknown-schema", f"There is no schema {name}", help_text))
    report.data(files[name].read_text(encoding="utf-8"))
    return FINE
