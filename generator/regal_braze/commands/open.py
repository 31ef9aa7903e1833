"""`open`: open output/index.html in the browser."""

from __future__ import annotations

import webbrowser

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.findings.report import FINE, Report
from regal_braze.output.compare import compare
from regal_braze.page.page import PAGE
from regal_braze.pipeline import build
from regal_braze.workspace.workspace import Workspace


def open_page(workspace: Workspace, report: Report) -> int:
    """Open the page in the default browser, and print its path. Says so if it is missing or not up to date."""
    file = workspace.output / PAGE
    if not workspace.settings.page:
        path = ("page", "enabled")
        help_text = "Remove the line, and run `regal-braze generate`."
        return report.finish([workspace.settings.file.finding("missing", path, "The page is switched off", help_text)])
    if not file.is_file():
        help_text = "Run `regal-braze generate`."
        return report.finish([Finding("missing", f"{display(file)} is not there", help_text)])
    _, files = build(workspace)
    if any(difference.path == PAGE for difference in compare(workspace.output, files)):
        report.message("The page is not up to date. Run `regal-braze generate`, and reload it.")
    report.print(display(file))
    if not webbrowser.open(file.resolve().as_uri()):
        report.message("No browser could be started here. Open this file in one.")
    return FINE
