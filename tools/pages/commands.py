"""docs/commands.md: every command with its arguments and options, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from pages.markdown import code, example, fill, link, prose, table
from pages.words import either
from regal_braze.cli.app import app
from regal_braze.findings.report import BUG, FINDINGS, FINE, USAGE

SHARED = ("folder", "form", "quiet")
"""Options that may stand before every command as well as behind it."""

ENDS = {
    FINE: "fine",
    FINDINGS: "findings: something is wrong, differs or is new",
    USAGE: "the command or `regal-braze.toml` is wrong",
    BUG: "a bug of ours",
}


def page() -> str:
    """Return the page."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("regal-braze is not a group of commands")
    commands = {name: each for name, each in group.commands.items() if isinstance(each, TyperCommand)}
    return fill(
        "commands.md",
        index=table(
            ("command", "what it does"),
            [(link(code(name), name), prose(each.help or "")) for name, each in commands.items()],
        ),
        options=_table("option", list(_options(group, shared=True))),
        commands="\n".join(block for name, each in commands.items() for block in _section(name, each)),
        ends=table(("exit code", "what it means"), [(str(number), words) for number, words in ENDS.items()]),
    )


def _section(name: str, command: TyperCommand) -> Iterator[str]:
    arguments = [each for each in command.params if isinstance(each, TyperArgument) and not each.hidden]
    options = list(_options(command, shared=False))
    usage = ["regal-braze", name, *(["[OPTIONS]"] if options else []), *map(_spelt, arguments)]
    yield f"## {code(name)}\n"
    yield prose(command.help or "") + "\n"
    yield f"```text\n{' '.join(usage)}\n```\n"
    if arguments:
        yield _table("argument", [(code(_spelt(each)), prose(each.help or ""), _default(each)) for each in arguments])
    if options:
        yield _table("option", options)
    if "folder" not in {each.name for each in command.params}:
        yield "It reads no workspace, so `-C` changes nothing.\n"
    yield example(f"commands/{name}.sh")


def _table(kind: str, rows: list[tuple[str, str, str]]) -> str:
    """Return a table, without the defaults where nothing has one."""
    columns = 3 if any(default for *_, default in rows) else 2
    return table((kind, "what it says", "default")[:columns], [row[:columns] for row in rows])


def _options(command: TyperCommand | TyperGroup, *, shared: bool) -> Iterator[tuple[str, str, str]]:
    for each in command.params:
        if isinstance(each, TyperOption) and not each.hidden and (shared or each.name not in SHARED):
            names = (f"{name} {each.metavar}" if each.metavar else name for name in (*each.opts, *each.secondary_opts))
            spelt = ", ".join(map(code, names))
            spelt += f" {either([code(choice) for choice in getattr(each.type, 'choices', ())])}".rstrip()
            yield spelt, prose(each.help or ""), _default(each)


def _spelt(argument: TyperArgument) -> str:
    name = (argument.metavar or argument.name or "").upper() + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _default(parameter: TyperArgument | TyperOption) -> str:
    if isinstance(parameter.show_default, str):
        return code(parameter.show_default)
    return code(parameter.default) if isinstance(parameter.default, str) else ""
