"""The command line: reads options, calls one function for each command, turns what goes wrong into an exit code."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from regal_braze.cli import building, proving, telling
from regal_braze.cli.options import Folder, FormOption, Quiet, app, print_version
from regal_braze.findings import FindingsError
from regal_braze.report import BUG, Report

__all__ = ["app", "building", "main", "proving", "telling"]


@app.callback()
def options(
    context: typer.Context,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that may stand before a command as well as behind it."""
    del version
    context.obj = (folder, form, quiet)


def main() -> None:
    """Run the command line; a bug of ours leaves with 70 and a sentence, never with a stack trace."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # data is the same in every locale
    try:
        app(prog_name="regal-braze")
    except FindingsError as error:  # from an option that prints, before there is a command
        sys.exit(Report().outcome(error.findings))
    except Exception as error:
        if os.environ.get("REGAL_BRAZE_TRACE"):
            raise
        print(f"regal-braze has a bug: {type(error).__name__}: {error}", file=sys.stderr)
        print("  help: please report it; REGAL_BRAZE_TRACE=1 shows where it happened.", file=sys.stderr)
        sys.exit(BUG)
