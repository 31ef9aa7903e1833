"""The command line: read the options, call one function for each command, turn the result into an exit code.

Each command imports its module when it runs, so that a command loads only what it needs.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from regal_braze.cli.completion import complete_body, complete_event, complete_schema, complete_webhook
from regal_braze.cli.options import Code, Event, Folder, FormOption, Quiet, app, print_version, run_command, run_in
from regal_braze.findings.finding import FindingsError
from regal_braze.findings.report import BUG, Report

__all__ = ["app", "main"]


class Ci(StrEnum):
    """Who runs `check` and `verify` after a push."""

    github = "github"
    none = "none"


_GROUP = "The channel's subscription group: its API identifier in Braze."


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
    from regal_braze.commands.init.answers import Flags
    from regal_braze.commands.init.command import init as run_init

    groups = {"voice": voice_group, "sms": sms_group, "email": email_group}
    flags = Flags(groups, events or (), identity, bundle or (), None if ci is None else ci is Ci.github, pre_commit)
    run_in(context, folder, form, quiet, lambda place, report: run_init(place / directory, report, flags))


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
        from regal_braze.commands.watch import watch as keep_watching

        run_in(context, folder, form, quiet, keep_watching)
    from regal_braze.commands.generate import generate as write_output

    run_command(context, folder, form, quiet, write_output)


@app.command()
def check(
    context: typer.Context,
    diff: Annotated[bool, typer.Option("--diff", help="Show what differs.")] = False,
    folder: Folder = None,
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Tell whether output/ is what generate would write; name each file that is missing, changed or an orphan."""
    from regal_braze.commands.check import check as check_output

    run_command(
        context, folder, form, quiet, lambda workspace, report: check_output(workspace, report, show_difference=diff)
    )


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
    from regal_braze.commands.new.command import Wishes
    from regal_braze.commands.new.command import new as infer

    wishes = Wishes(event, (*(files or ()), *(more or ())), keep_values, update)
    run_command(context, folder, form, quiet, lambda workspace, report: infer(workspace, report, wishes))


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
    from regal_braze.commands.verify import verify as verify_all

    run_command(context, folder, form, quiet, lambda workspace, report: verify_all(workspace, report, payloads))


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
    from regal_braze.commands.run import run as run_payload

    run_command(context, folder, form, quiet, lambda workspace, report: run_payload(workspace, report, event, payload))


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
    from regal_braze.commands.run import render as render_profile

    run_command(
        context, folder, form, quiet, lambda workspace, report: render_profile(workspace, report, name, profile)
    )


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
    from regal_braze.commands.drift.command import drift as find_drift

    run_command(
        context, folder, form, quiet, lambda workspace, report: find_drift(workspace, report, payloads or ["-"])
    )


@app.command(name="list")
def list_events(context: typer.Context, folder: Folder = None, form: FormOption = None, quiet: Quiet = False) -> None:
    """List the events with what Braze gets of each, and the webhooks to Regal."""
    from regal_braze.commands.show import list_events as print_list

    run_command(context, folder, form, quiet, print_list)


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
    from regal_braze.commands.show import show as print_body

    run_command(context, folder, form, quiet, lambda workspace, report: print_body(workspace, report, name))


@app.command()
def explain(
    context: typer.Context, event: Event, folder: Folder = None, form: FormOption = None, quiet: Quiet = False
) -> None:
    """Tell in words what Braze gets of an event, from which property, what it does not get and why; or of a bundle."""
    from regal_braze.commands.explain.command import explain as explain_name

    run_command(context, folder, form, quiet, lambda workspace, report: explain_name(workspace, report, event))


@app.command()
def explain_finding(context: typer.Context, code: Code, form: FormOption = None, quiet: Quiet = False) -> None:
    """Tell what the code of a finding means, with a wrong and a right example."""
    from regal_braze.findings import pages as finding_pages

    run_in(context, None, form, quiet, lambda _, report: finding_pages.explain_finding(report, code))


@app.command()
def schema(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="workspace; a dialect: event, common, webhook; or findings.", autocompletion=complete_schema
        ),
    ] = "workspace",
    form: FormOption = None,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of regal-braze.toml, of what a schema may say, or of findings as --format json has them."""
    from regal_braze.commands.schema import print_schema

    run_in(context, None, form, quiet, lambda _, report: print_schema(report, name))


def main() -> None:
    """Run the command line; a bug of ours leaves with 70 and a sentence, never with a stack trace."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # data is the same in every locale
    try:
        app(prog_name="regal-braze")
    except FindingsError as error:  # from an option that prints, before there is a command
        sys.exit(Report().finish(error.findings))
    except Exception as error:
        if os.environ.get("REGAL_BRAZE_TRACE"):
            raise
        print(f"regal-braze has a bug: {type(error).__name__}: {error}", file=sys.stderr)
        print("  help: please report it; REGAL_BRAZE_TRACE=1 shows where it happened.", file=sys.stderr)
        sys.exit(BUG)
