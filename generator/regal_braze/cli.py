"""The command line: reads options, calls one function of `commands`, turns what goes wrong into an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption

from regal_braze.completion import complete_body, complete_event, complete_schema, complete_webhook
from regal_braze.findings import ConfigurationError, FindingsError
from regal_braze.report import BUG, USAGE, Report

if TYPE_CHECKING:
    from regal_braze.workspace import Workspace


class Form(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"


class Ci(StrEnum):
    """Who runs `check` and `verify` after a push."""

    github = "github"
    none = "none"


Folder = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="The workspace; otherwise the current folder.", show_default=False),
]
FormOption = Annotated[Form | None, typer.Option("--format", help="How findings are written.", show_default="text")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but data and errors.")]
Event = Annotated[str, typer.Argument(help="Name of an event, as in call.completed.", autocompletion=complete_event)]
_GROUP = "The channel's subscription group: its API identifier in Braze."


def _print_version(wanted: bool) -> None:
    if wanted:
        from regal_braze import __version__

        Report().data(f"regal-braze {__version__}")
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
                    callback=lambda _context, _option, wanted: _print_version(wanted),
                )
            )


app = typer.Typer(
    cls=Commands,
    help="Turns JSON Schemas of Regal's reporting events into Braze Data Transformations, and proves them in V8.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    context: typer.Context,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that may stand before a command as well as behind it."""
    del version
    context.obj = (folder, form, quiet)


@app.command()
def init(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make it in.", show_default=False)],
    voice_group: Annotated[str | None, typer.Option(metavar="UUID", help=_GROUP, show_default=False)] = None,
    sms_group: Annotated[str | None, typer.Option(metavar="UUID", help=_GROUP, show_default=False)] = None,
    email_group: Annotated[str | None, typer.Option(metavar="UUID", help=_GROUP, show_default=False)] = None,
    events: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Enable these events alone, as in call.*; repeatable.")
    ] = None,
    bundle: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=PATTERN,…", help="A transformation for several events at once; repeatable."),
    ] = None,
    identity: Annotated[
        str | None,
        typer.Option(metavar="NAME,…", help="Who an event is about: the identifiers to try.", show_default=False),
    ] = None,
    ci: Annotated[
        Ci | None, typer.Option(help="Where it is checked after a push.", show_default=Ci.github.value)
    ] = None,
    pre_commit: Annotated[
        bool | None,
        typer.Option("--pre-commit/--no-pre-commit", help="Check before each commit.", show_default="pre-commit"),
    ] = None,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Make a workspace: its configuration, a sample, CI. In a terminal, without options, it asks."""
    from regal_braze.initialize import commands
    from regal_braze.initialize.answers import Flags

    groups = {"voice": voice_group, "sms": sms_group, "email": email_group}
    flags = Flags(groups, events or (), identity, bundle or (), None if ci is None else ci is Ci.github, pre_commit)
    _do_in(context, folder, form, quiet, lambda place, report: commands.init(place / directory, report, flags))


@app.command()
def generate(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Do so, and verify, after every change.")] = False,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Write output/: a transformation for every event, the bundles, two files for every webhook, and the manifest."""
    if watch:
        from regal_braze.watch import watch as keep_watching

        _do_in(context, folder, form, quiet, keep_watching)
    from regal_braze import commands

    _do(context, folder, form, quiet, commands.generate)


@app.command()
def check(
    context: typer.Context,
    diff: Annotated[bool, typer.Option("--diff", help="Show what differs.")] = False,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Tell whether output/ is what generate would write; name each file that is missing, changed or an orphan."""
    from regal_braze import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.check(workspace, report, show_difference=diff))


@app.command()
def verify(
    context: typer.Context,
    payloads: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also run the payloads in these JSON files.", show_default=False),
    ] = None,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Run every transformation in V8 on its samples, and render every webhook; check each request and body."""
    from regal_braze import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.verify(workspace, report, payloads))


@app.command()
def run(
    context: typer.Context,
    event: Event,
    payload: Annotated[str, typer.Argument(help="A JSON file, or - for standard input.")] = "-",
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Print the request that Braze would get for one payload."""
    from regal_braze import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.run(workspace, report, event, payload))


@app.command()
def render(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="Name of a webhook, as in new-contact or new-contact.phones.", autocompletion=complete_webhook
        ),
    ],
    profile: Annotated[str, typer.Argument(help="A profile as a JSON file, or - for standard input.")] = "-",
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Print the body that Braze would send to Regal for one profile."""
    from regal_braze.webhooks import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.render(workspace, report, name, profile))


@app.command()
def drift(
    context: typer.Context,
    payloads: Annotated[
        list[str] | None,
        typer.Argument(help="Files and folders with payloads, or - for standard input.", show_default="-"),
    ] = None,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Tell what recorded payloads hold that the schemas do not, and what of it Braze does not get."""
    from regal_braze.drift import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.drift(workspace, report, payloads or ["-"]))


@app.command()
def new(
    context: typer.Context,
    event: Annotated[
        str, typer.Argument(help="Name of the event, as in call.completed.", autocompletion=complete_event)
    ],
    more: Annotated[list[str] | None, typer.Argument(metavar="[FILE]...", help="More files.", hidden=True)] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE...", help="Recorded payloads; - for standard input.", show_default=False),
    ] = None,
    keep_values: Annotated[bool, typer.Option("--keep-values", help="Keep personal data in the samples.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Write the change to a known event's schema.")] = False,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Infer the schema of an event from recorded payloads: a new file, or a change to a known event's."""
    from regal_braze.infer.commands import Wishes
    from regal_braze.infer.commands import new as infer

    wishes = Wishes(event, (*(files or ()), *(more or ())), keep_values, update)
    _do(context, folder, form, quiet, lambda workspace, report: infer(workspace, report, wishes))


@app.command(name="list")
def list_events(context: typer.Context, folder: Folder = None, form: FormOption = None, quiet: Quiet = False) -> None:
    """List the events with what Braze gets of each, and the webhooks to Regal."""
    from regal_braze import commands

    _do(context, folder, form, quiet, commands.list_events)


@app.command()
def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(help="Name of an event, a bundle or a webhook, as list tells.", autocompletion=complete_body),
    ],
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Print the transformation of an event or a bundle, or a webhook's body, ready to paste into Braze."""
    from regal_braze import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.show(workspace, report, name))


@app.command()
def explain(
    context: typer.Context, event: Event, folder: Folder = None, form: FormOption = None, quiet: Quiet = False
) -> None:
    """Tell in words what Braze gets of an event, from which property, what it does not get and why; or of a bundle."""
    from regal_braze.explain import commands

    _do(context, folder, form, quiet, lambda workspace, report: commands.explain(workspace, report, event))


@app.command()
def schema(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="workspace, or a dialect: event, common, webhook.", autocompletion=complete_schema)
    ] = "workspace",
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of regal-braze.toml, or of what a schema may say, for editors to complete from."""
    from regal_braze.dialects import print_schema

    _do_in(context, None, form, quiet, lambda _, report: print_schema(report, name))


def _do(
    context: typer.Context,
    folder: Path | None,
    form: Form | None,
    quiet: bool,
    command: Callable[[Workspace, Report], int],
) -> None:
    """Run `command` in the workspace that the options name, and leave with its exit code."""
    from regal_braze.workspace import open_workspace

    _do_in(context, folder, form, quiet, lambda place, report: command(open_workspace(place), report))


def _do_in(
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
        code = report.outcome(error.findings)
        code = USAGE if isinstance(error, ConfigurationError) else code
    raise typer.Exit(code)


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
