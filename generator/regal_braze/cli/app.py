"""The command line: one function for each command, in the order of `--help`. Its docstring is the help text.

Each command imports its module when it runs, so that a command loads only what it needs.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from regal_braze.cli import completion
from regal_braze.cli.options import app, command, run_in_folder, run_in_workspace
from regal_braze.findings.finding import FindingsError
from regal_braze.findings.report import BUG, Report

__all__ = ["app", "main"]


Ci = StrEnum("Ci", ["github", "none"])
"""The service that runs `check` and `verify` after a push."""

_GROUP = "The API identifier of this channel's subscription group in Braze."
_COMPARED = "The event or bundle that the code is for. Default: the one that the code names."
_EVENT = "The name of an event or a bundle, such as call.completed."
_NAME = "The name of an event, a bundle or a webhook, from `regal-braze list`."
_Group: TypeAlias = Annotated[str | None, typer.Option(metavar="UUID", help=_GROUP)]
_Name: TypeAlias = Annotated[str, typer.Argument(help=_NAME, autocompletion=completion.complete_body)]


@command()
def init(
    context: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the workspace.")],
    voice_group: _Group = None,
    sms_group: _Group = None,
    email_group: _Group = None,
    events: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Generate these events only, for example call.*. Repeatable."),
    ] = None,
    bundle: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=PATTERN,…", help="Generate one transformation for several events. Repeatable."),
    ] = None,
    identity: Annotated[
        str | None, typer.Option(metavar="NAME,…", help="The identifiers of a profile, in the order to try.")
    ] = None,
    ci: Annotated[
        Ci | None, typer.Option(help="Add a workflow that checks each push.", show_default=Ci.github.value)
    ] = None,
    pre_commit: Annotated[
        bool | None,
        typer.Option("--pre-commit/--no-pre-commit", help="Add a check before each commit.", show_default="pre-commit"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
) -> None:
    """Create a workspace: settings, a sample payload, CI. In a terminal and without options, it asks questions."""
    from regal_braze.commands.init.answers import Flags
    from regal_braze.commands.init.command import init as execute

    named = {"voice": voice_group, "sms": sms_group, "email": email_group}
    groups = {channel: group for channel, group in named.items() if group is not None}
    flags = Flags(groups, events or (), identity, bundle or (), None if ci is None else ci is Ci.github, pre_commit)
    run_in_folder(
        context, lambda folder, report: execute(folder / directory, report, flags, dry_run=dry_run), is_workspace=False
    )


@command()
def generate(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Generate and verify again after every change.")] = False,
) -> None:
    """Write `output/`: transformations, bundles, webhooks and the manifest."""
    if watch:
        from regal_braze.commands.watch import watch as execute_always

        run_in_folder(context, execute_always)
    from regal_braze.commands.generate import generate as execute

    run_in_workspace(context, execute)


@command()
def check(
    context: typer.Context,
    diff: Annotated[bool, typer.Option("--diff", help="Show the differences.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Also fail if a group is missing or wrong.")] = False,
) -> None:
    """Check that `output/` is up to date. Lists the files that are missing, changed or not needed."""
    from regal_braze.commands.check import check as execute

    run_in_workspace(context, execute, show_difference=diff, strict=strict)


@command()
def new(
    context: typer.Context,
    event: Annotated[
        str,
        typer.Argument(help="The name of the event, such as call.completed.", autocompletion=completion.complete_event),
    ],
    more: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="More of them.", hidden=True)] = None,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--from", metavar="PATH...", help="Files and folders with recorded payloads, or - for standard input."
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="PROPERTY", help="Keep the values of this property in the samples. Repeatable."),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Write the changes to the schema of a known event.")] = False,
) -> None:
    """Infer the schema of an event from recorded payloads. For a known event, show the changes to its schema."""
    from regal_braze.commands.new.command import new as execute

    sources = (*(files or ()), *(more or ()))
    run_in_workspace(context, execute, event, sources, keep=keep or (), update=update)


@command()
def verify(
    context: typer.Context,
    payloads: Annotated[
        str | None, typer.Option(metavar="PATH", help="Also run the payloads in this file or folder.")
    ] = None,
) -> None:
    """Run each transformation on its sample payloads, render each webhook, and check the results."""
    from regal_braze.commands.verify import verify as execute

    run_in_workspace(context, execute, payloads)


@command()
def run(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help=_EVENT, autocompletion=completion.complete_event)],
    payload: Annotated[str, typer.Argument(help="A file or folder with payloads, or - for standard input.")] = "-",
) -> None:
    """Print the request that Braze would get for each payload. Also reports values that are lost or changed."""
    from regal_braze.commands.run import run as execute

    run_in_workspace(context, execute, event, payload)


@command()
def render(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="The name of a webhook, such as new-contact or new-contact.phones.",
            autocompletion=completion.complete_webhook,
        ),
    ],
    profile: Annotated[str, typer.Argument(help="A file or folder with profiles, or - for standard input.")] = "-",
) -> None:
    """Print the body that Braze would send to Regal for each profile."""
    from regal_braze.commands.run import render as execute

    run_in_workspace(context, execute, name, profile)


@command()
def drift(
    context: typer.Context,
    payloads: Annotated[
        list[str] | None,
        typer.Argument(help="Files and folders with payloads, or - for standard input.", show_default="-"),
    ] = None,
    show: Annotated[
        list[str] | None, typer.Option(metavar="PROPERTY", help="Show the values of this property. Repeatable.")
    ] = None,
) -> None:
    """Compare recorded payloads with the schemas. Shows what is new, and what Braze does not get."""
    from regal_braze.commands.drift.command import drift as execute

    run_in_workspace(context, execute, payloads or ["-"], show or ())


@command()
def list_(context: typer.Context) -> None:
    """List the events and what Braze gets from them, the bundles, and the webhooks to Regal."""
    from regal_braze.commands.show import list_events as execute

    run_in_workspace(context, execute)


@command()
def show(
    context: typer.Context,
    name: _Name,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the code to the clipboard.")] = False,
) -> None:
    """Print the code of an event, a bundle or a webhook, ready to paste into Braze. `--copy` copies it instead."""
    from regal_braze.commands.show import show as execute

    run_in_workspace(context, execute, name, to_clipboard=copy)


@command()
def open_(context: typer.Context) -> None:
    """Open `output/index.html`, the page where you find, understand, try and copy everything, in your browser."""
    from regal_braze.commands.open import open_page as execute

    run_in_workspace(context, execute)


@command()
def explain(context: typer.Context, name: _Name) -> None:
    """Explain what Braze gets from an event or a bundle, or what a webhook sends to Regal, and why."""
    from regal_braze.commands.explain import explain as execute

    run_in_workspace(context, execute, name)


@command()
def compare(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="A file with the code that is in Braze, or - for standard input.")],
    event: Annotated[str | None, typer.Argument(help=_COMPARED, autocompletion=completion.complete_event)] = None,
) -> None:
    """Compare the code that is in Braze with the generated code. Shows how the requests differ, payload by payload."""
    from regal_braze.commands.compare import compare as execute

    run_in_workspace(context, execute, old, event)


@command(needs_workspace=False)
def explain_finding(
    context: typer.Context,
    code: Annotated[
        str,
        typer.Argument(help="The code of a finding, such as broken-json.", autocompletion=completion.complete_code),
    ],
) -> None:
    """Explain the code of a finding, with an example of the mistake and of the fix."""
    from regal_braze.findings.pages import explain_finding as execute

    run_in_folder(context, lambda _folder, report: execute(report, code))


@command(needs_workspace=False)
def schema(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="workspace, event, common, webhook or findings.", autocompletion=completion.complete_schema
        ),
    ] = "workspace",
) -> None:
    """Print the JSON Schema of regal-braze.toml, of a workspace's schemas, or of the output of `--format json`."""
    from regal_braze.commands.schema import print_schema as execute

    run_in_folder(context, lambda _folder, report: execute(report, name))


def main() -> None:
    """Run the command line. A bug ends with exit code 70 and one sentence instead of a stack trace."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # results are the same in every locale
    try:
        app(prog_name="regal-braze")
    except FindingsError as error:  # from an option that prints before a command runs
        sys.exit(Report().finish(error.findings))
    except Exception as error:
        if os.environ.get("REGAL_BRAZE_TRACE"):
            raise
        print(f"regal-braze has a bug: {type(error).__name__}: {error}", file=sys.stderr)
        print("  help: Please report it. Set REGAL_BRAZE_TRACE=1 to see where it happened.", file=sys.stderr)
        sys.exit(BUG)
