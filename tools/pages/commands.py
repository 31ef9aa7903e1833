"""docs/commands.md: every command with its arguments and options, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator

from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from pages.markdown import code, example, fill, link, prose, table
from pages.words import either
from regal_braze.cli.app import app
from regal_braze.findings.report import BUG, FINDINGS, FINE, USAGE

SHARED = ("folder", "form", "quiet")
"""The options that can come before every command or after it."""

EXIT_CODES = {
    FINE: "success",
    FINDINGS: "findings: something is wrong, different or new",
    USAGE: "the command or `regal-braze.toml` is wrong",
    BUG: "a bug in regal-braze",
}


def page() -> str:
    """Return the page."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("regal-braze is not a group of commands")
    context = Context(group)
    built = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    commands = {name: command for name, command in built if isinstance(command, TyperCommand)}
    return fill(
        "commands.md",
        index=table(
            ("command", "what it does"),
            [(link(code(name), name), prose(command.help or "")) for name, command in commands.items()],
        ),
        options=_table("option", list(_options(group, shared=True))),
        commands="\n".join(block for name, command in commands.items() for block in _section(name, command)),
        exit_codes=table(("exit code", "meaning"), [(str(number), meaning) for number, meaning in EXIT_CODES.items()]),
    )


def _section(name: str, command: TyperCommand) -> Iterator[str]:
    arguments = [item for item in command.params if isinstance(item, TyperArgument) and not item.hidden]
    options = list(_options(command, shared=False))
    usage = ["regal-braze", name, *(["[OPTIONS]"] if options else []), *map(_placeholder, arguments)]
    yield f"## {code(name)}\n"
    yield prose(command.help or "") + "\n"
    yield f"```text\n{' '.join(usage)}\n```\n"
    if arguments:
        rows = [(code(_placeholder(item)), prose(item.help or ""), _default(item)) for item in arguments]
        yield _table("argument", rows)
    if options:
        yield _table("option", options)
    if "folder" not in {item.name for item in command.params}:
        yield "This command does not read a workspace, so `-C` has no effect.\n"
    yield example(f"commands/{name}.sh")


def _table(kind: str, rows: list[tuple[str, str, str]]) -> str:
    """Return a table, without the column of defaults if it is empty."""
    columns = 3 if any(default for *_, default in rows) else 2
    return table((kind, "meaning", "default")[:columns], [row[:columns] for row in rows])


def _options(command: TyperCommand | TyperGroup, *, shared: bool) -> Iterator[tuple[str, str, str]]:
    for option in command.params:
        if isinstance(option, TyperOption) and not option.hidden and (shared or option.name not in SHARED):
            names = (*option.opts, *option.secondary_opts)
            cell = ", ".join(code(f"{name} {option.metavar}" if option.metavar else name) for name in names)
            cell += f" {either([code(choice) for choice in getattr(option.type, 'choices', ())])}".rstrip()
            yield cell, prose(option.help or ""), _default(option)


def _placeholder(argument: TyperArgument) -> str:
    name = (argument.metavar or argument.name or "").upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _default(parameter: TyperArgument | TyperOption) -> str:
    if isinstance(parameter.show_default, str):
        return code(parameter.show_default)
    return code(parameter.default) if isinstance(parameter.default, str) else ""
