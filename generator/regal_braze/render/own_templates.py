"""The templates of a workspace: each replaces blocks of the built-in template with the same name, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from regal_braze.documents.json_text import display, unreadable
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.render.contexts import TEMPLATES, Context, field_names
from regal_braze.render.literals import Code

_BUILT_IN = "built-in/"
"""The prefix of the name of a built-in template, for the workspace's template of that name."""
_REFUSED = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
}
"""The tags that a workspace's template cannot use."""


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which templates reach only their context: whoever checks out a repository runs them."""

    @staticmethod
    def concat(parts: Iterable[str]) -> Code:
        """Return the output of a block as source text, so that `super()` can be written."""
        return Code("".join(parts).removesuffix("\n"))


class OwnTemplatesLoader(BaseLoader):
    """Loads the built-in templates. A workspace's template extends the one of the same name."""

    def __init__(self, built_in: Path, own: Mapping[str, Path]) -> None:
        self._built_in = built_in
        self._own = own

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source and file of a template."""
        path = self._own.get(template)
        extends = ""
        if path is None:
            path = self._built_in / template.removeprefix(_BUILT_IN)
        else:  # on the first line, so that each line keeps its number
            start, end = environment.block_start_string, environment.block_end_string
            extends = f'{start}- extends "{_BUILT_IN}{template}" {end}'
        return extends + path.read_text(encoding="utf-8-sig"), str(path), lambda: True


def find_own_templates(
    roots: tuple[Path, ...], environment: Callable[[bool], Environment]
) -> tuple[dict[str, Path], tuple[Finding, ...]]:
    """Return the workspace's templates by name, and what is wrong with them.

    `roots` are the folder of the built-in templates and that of the workspace. A file without a built-in
    template of the same name is a warning.
    """
    own: dict[str, Path] = {}
    findings: list[Finding] = []
    for name, path in _files(roots[1]).items():
        if name not in TEMPLATES.values():
            message = f"There is no built-in template {name}: the file has no effect"
            help_text = suggestion(name, TEMPLATES.values(), "docs/templates.md lists the built-in templates.")
            findings.append(Finding("unknown-template", message, help_text, display(path), severity="warning"))
            continue
        own[name] = path
        text = _read(path)
        if isinstance(text, Finding):
            findings.append(text)
        else:
            syntax = environment(name.endswith(".liquid.jinja"))
            blocks = block_names(syntax.parse((roots[0] / name).read_text(encoding="utf-8")))
            findings += sorted(_check(text, syntax, blocks, path), key=lambda finding: finding.line or 0)
    return own, tuple(findings)


def block_names(template: nodes.Template) -> list[str]:
    """Return the names of the blocks in a template."""
    return [block.name for block in template.find_all(nodes.Block)]


def explain_error(error: Exception, own: Mapping[str, Path], context: Context) -> Finding:
    """Return the finding for an error, at the innermost line of the workspace's templates that it went through."""
    files = {str(path): path for path in own.values()}
    place, line = next(iter(files.values())), None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in files:
            place, line = files[file], trace.tb_lineno
        trace = trace.tb_next
    help_text = "docs/templates.md lists the names that each template can use."
    if isinstance(error, UndefinedError):
        _, *quoted = str(error).split("'")
        help_text = suggestion("".join(quoted[-2:-1]), {*vars(context), *field_names()}, help_text)
    message = "The block contains itself" if isinstance(error, RecursionError) else str(error)
    return Finding("template-invalid", message or type(error).__name__, help_text, display(place), None, line)


def _files(folder: Path) -> dict[str, Path]:
    """Return the files in a folder that may be meant as templates, by name; hidden files and notes are not."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {
        name: path
        for name, path in paths.items()
        if not re.search(r"(^|/)\.|\.(md|txt)$", name) and (not path.is_dir() or path.suffix in (".jinja", ".js"))
    }


def _read(path: Path) -> str | Finding:
    try:
        content = path.read_bytes()
    except OSError as error:
        return unreadable(path, error)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"Byte {error.start} is not UTF-8"
        return Finding("unreadable-file", message, "Save it as UTF-8.", display(path), None, line)


def _check(text: str, syntax: Environment, blocks: list[str], path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a template: at most one syntax error, or everything that is not a known block."""

    def finding(message: str, help_text: str, line: int) -> Finding:
        return Finding("template-invalid", message, help_text, display(path), None, line)

    start, end = syntax.block_start_string, syntax.block_end_string
    example = f"{start} block {blocks[0]} {end} … {start} endblock {end}"
    try:
        syntax.compile(text)
        template = syntax.parse(text)
    except TemplateSyntaxError as error:
        yield finding(f"The template has a syntax error: {error.message}", "Fix this line.", error.lineno)
        return
    except RecursionError:
        yield finding("The template is nested too deeply", "Flatten it.", 1)
        return
    for node in template.body:
        line = _first_line(node)
        if line is not None and not isinstance(node, (nodes.Block, *_REFUSED)):
            yield finding(
                "A workspace's template contains only blocks, and this is outside of one",
                f"Put it into a block: {example}.",
                line,
            )
            break
    for node in template.find_all(tuple(_REFUSED)):
        message = f"A workspace's template cannot use {_REFUSED[type(node)]}"
        yield finding(message, f"Remove the tag. Write the text itself into a block: {example}.", node.lineno)
    for block in template.find_all(nodes.Block):
        if block.name not in blocks:
            help_text = suggestion(block.name, blocks, f"The template has the blocks {', '.join(blocks)}.")
            yield finding(f"The built-in template has no block {block.name}", help_text, block.lineno)
        elif block not in template.body:
            yield finding(f"The block {block.name} is inside of another block", "Put it behind that.", block.lineno)


def _first_line(node: nodes.Node) -> int | None:
    """Return the line on which a node begins, or None for white space."""
    if not isinstance(node, nodes.Output):
        return node.lineno
    for part in node.nodes:
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        if part.data.strip():
            return part.lineno + part.data[: len(part.data) - len(part.data.lstrip())].count("\n")
    return None
