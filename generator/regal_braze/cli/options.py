"""The options that all commands share, the registry of commands, and how a command runs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

from regal_braze import __version__
from regal_braze.findings.finding import ConfigurationError, FindingsError
from regal_braze.findings.report import USAGE, Report

if TYPE_CHECKING:
    from regal_braze.workspace.workspace import Workspace

_Arguments = ParamSpec("_Arguments")
_Function = TypeVar("_Function", bound=Callable[..., None])


Format = StrEnum("Format", ["text", "json", "github"])
"""How a command prints its findings."""


def _keep(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> None:
    """Keep the value of a shared option, which may come before the command or after it. The last value counts."""
    if value:
        context.meta[str(parameter.name)] = value


def _print_version(value: bool) -> None:
    if value:
        Report().print(f"regal-braze {__version__}")
        raise typer.Exit


_shared = partial(typer.Option, callback=_keep, expose_value=False)


def shared_options(
    folder: Annotated[
        Path | None, _shared("-C", metavar="DIR", help="The folder of the workspace. Default: the current folder.")
    ] = None,
    form: Annotated[
        Format | None, _shared("--format", help="The format of the findings.", show_default=Format.text.value)
    ] = None,
    quiet: Annotated[bool, _shared("--quiet", "-q", help="Print only results and errors.")] = False,
    version: Annotated[
        bool, _shared("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Declare the options. Their callbacks use the values."""
    del folder, form, quiet, version


class CommandGroup(TyperGroup):
    """All commands. Each takes the shared options too, so that they may come before the command or after it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = dict.fromkeys(_functions)  # their names

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build a command, or return None if there is none. Only one is built, because typer needs 1 ms for each."""
        if cmd_name not in self.list_commands(ctx):
            return None
        function, needs_workspace = _functions[cmd_name]
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(function)
        command: Any = get_command(single)
        folder, form, quiet, version, *_ = self.params  # typer adds options for completion
        hidden: Any = copy.copy(version)
        hidden.hidden = True
        command.params += [*([folder] if needs_workspace else []), form, quiet, hidden]
        return command


app = typer.Typer(
    cls=CommandGroup,
    callback=shared_options,
    help="Generate and check Braze Data Transformations for Regal's events, and webhooks from Braze to Regal.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_functions: dict[str, tuple[Callable[..., None], bool]] = {}


def command(*, needs_workspace: bool = True) -> Callable[[_Function], _Function]:
    """Register a function as the command of the same name."""

    def register(function: _Function) -> _Function:
        _functions[function.__name__.strip("_").replace("_", "-")] = function, needs_workspace
        return function

    return register


def run_in_workspace(
    context: typer.Context,
    function: Callable[Concatenate[Workspace, Report, _Arguments], int],
    *arguments: _Arguments.args,
    **named: _Arguments.kwargs,
) -> None:
    """Run a function in the workspace that the options name, and exit with the code that it returns."""
    from regal_braze.workspace.workspace import open_workspace, say_if_no_settings

    def run(folder: Path, report: Report) -> int:
        workspace = open_workspace(folder)
        say_if_no_settings(folder, report)
        return function(workspace, report, *arguments, **named)

    run_in_folder(context, run)


def run_in_folder(
    context: typer.Context, function: Callable[[Path, Report], int], *, is_workspace: bool = True
) -> None:
    """Run a function in the folder that the options name, and exit with the code that it returns.

    If the folder is a workspace, suggested commands repeat it.
    """
    folder: Path | None = context.meta.get("folder")
    form, quiet = context.meta.get("form", Format.text), context.meta.get("quiet", False)
    report = Report(form.value, quiet, folder if is_workspace else None)
    try:
        code = function(folder or Path(), report)
    except FindingsError as error:
        code = report.finish(error.findings)
        code = USAGE if isinstance(error, ConfigurationError) else code
    raise typer.Exit(code)
