"""The commands that tell what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from regal_braze.cli.options import Code, Event, Folder, FormOption, Quiet, app, run_command, run_in
from regal_braze.completion import complete_body, complete_schema


@app.command(name="list")
def list_events(context: typer.Context, folder: Folder = None, form: FormOption = None, quiet: Quiet = False) -> None:
    """List the events with what Braze gets of each, and the webhooks to Regal."""
    from regal_braze import commands

    run_command(context, folder, form, quiet, commands.list_events)


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

    run_command(context, folder, form, quiet, lambda workspace, report: commands.show(workspace, report, name))


@app.command()
def explain(
    context: typer.Context, event: Event, folder: Folder = None, form: FormOption = None, quiet: Quiet = False
) -> None:
    """Tell in words what Braze gets of an event, from which property, what it does not get and why; or of a bundle."""
    from regal_braze.explain import commands

    run_command(context, folder, form, quiet, lambda workspace, report: commands.explain(workspace, report, event))


@app.command()
def explain_finding(context: typer.Context, code: Code, form: FormOption = None, quiet: Quiet = False) -> None:
    """Tell what the code of a finding means, with a wrong and a right example."""
    from regal_braze import finding_pages

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
    from regal_braze.dialects import print_schema

    run_in(context, None, form, quiet, lambda _, report: print_schema(report, name))
