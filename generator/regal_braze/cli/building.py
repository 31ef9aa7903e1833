"""The commands that write files, or tell whether they are as they should be."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from regal_braze.cli.options import Folder, FormOption, Quiet, app, run_command, run_in
from regal_braze.completion import complete_event


class Ci(StrEnum):
    """Who runs `check` and `verify` after a push."""

    github = "github"
    none = "none"


_GROUP = "The channel's subscription group: its API identifier in Braze."


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
    run_in(context, folder, form, quiet, lambda place, report: commands.init(place / directory, report, flags))


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

        run_in(context, folder, form, quiet, keep_watching)
    from regal_braze import commands

    run_command(context, folder, form, quiet, commands.generate)


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

    run_command(
        context, folder, form, quiet, lambda workspace, report: commands.check(workspace, report, show_difference=diff)
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
    from regal_braze.infer.commands import Wishes
    from regal_braze.infer.commands import new as infer

    wishes = Wishes(event, (*(files or ()), *(more or ())), keep_values, update)
    run_command(context, folder, form, quiet, lambda workspace, report: infer(workspace, report, wishes))
