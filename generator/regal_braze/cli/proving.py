"""The commands that run what was generated, or look at recorded traffic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regal_braze.cli.options import Event, Folder, FormOption, Quiet, app, run_command
from regal_braze.completion import complete_webhook


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

    run_command(context, folder, form, quiet, lambda workspace, report: commands.verify(workspace, report, payloads))


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

    run_command(context, folder, form, quiet, lambda workspace, report: commands.run(workspace, report, event, payload))


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

    run_command(
        context, folder, form, quiet, lambda workspace, report: commands.render(workspace, report, name, profile)
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
    from regal_braze.drift import commands

    run_command(
        context, folder, form, quiet, lambda workspace, report: commands.drift(workspace, report, payloads or ["-"])
    )
