"""The options that commands share, and how a command runs: what goes wrong becomes findings and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption

from regal_braze.cli.completion import complete_event
from regal_braze.findings.finding import CODES, ConfigurationError, FindingsError
from regal_braze.findings.report import USAGE, Report

if TYPE_CHECKING:
    from regal_braze.workspace.workspace import Workspace


class Form(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"


def _codes(incomplete: str) -> list[str]:
    return sorted(code for code in CODES if code.startswith(incomplete))


Folder = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="The workspace; otherwise the current folder.", show_default=False),
]
FormOption = Annotated[Form | None, typer.Option("--format", help="How findings are written.", show_default="text")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but data and errors.")]
Event = Annotated[str, typer.Argument(help="Name of an event, as in call.completed.", autocompletion=complete_event)]
Code = Annotated[str, typer.Argument(help="Code of a finding, as in broken-json.", autocompletion=_codes)]


def print_version(wanted: bool) -> None:
    """Print the version and leave, if that is wanted."""
    if wanted:
        from regal_braze import __version__

        Report().print(f"regal-braze {__version__}")
        raise typer.Exit


class Commands(TyperGroup):
    """Lets every command take `--version` too: people type it behind as well as before."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for command in self.commands.values():
            command.params.append(
                TyperOption(
                    param_decls=["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    hidden=True,
                    callback=lambda _context, _option, wanted: print_version(wanted),
                )
            )


app = typer.Typer(
    cls=Commands,
    help="Turns JSON Schemas of Regal's reporting events into Braze Data Transformations, and proves them in V8.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run_command(
    context: typer.Context,
    folder: Path | None,
    form: Form | None,
    quiet: bool,
    command: Callable[[Workspace, Report], int],
) -> None:
    """Run `command` in the workspace that the options name, and leave with its exit code."""
    from regal_braze.workspace.workspace import open_workspace

    run_in(context, folder, form, quiet, lambda place, report: command(open_workspace(place), report))


def run_in(
    context: typer.Context,
    folder: Path | None,
    form: Form | None,
    quiet: bool,
    command: Callable[[Path, Report], int],
) -> None:
    """Run `command` in the folder that the options name, and leave with its exit code."""
    earlier_folder, earlier_form, earlier_quiet = context.obj
    chosen: Form = form or earlier_form or Form.text
    report = Report(chosen.value, quiet or earlier_quiet)
    try:
        code = command(folder or earlier_folder or Path(), report)
    except FindingsError as error:
        code = report.finish(error.findings)
        code = USAGE if isinstance(error, ConfigurationError) else code
    raise typer.Exit(code)
