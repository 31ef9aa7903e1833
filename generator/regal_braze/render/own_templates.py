"""The templates of a workspace: each replaces blocks of the built-in template with the same name, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from jinja2 import BaseLoader, Environment, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from regal_braze.findings.finding import Finding, suggestion
from regal_braze.render.contexts import TEMPLATES, Context, field_names
from regal_braze.render.environments import is_liquid, make_environment
from regal_braze.render.literals import Code
from regal_braze.resources import templates_root

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


class OwnTemplates(BaseLoader):
    """The templates of a workspace, in the process that runs them. Each extends the built-in one of the same name."""

    def __init__(self) -> None:
        self._built_in = templates_root()
        self._texts: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._environments = {liquid: make_environment(Sandbox, self, liquid) for liquid in (False, True)}

    def add(self, name: str, place: str, text: str) -> list[Finding]:
        """Use a template; `place` is its file as findings name it. Returns what is wrong with it."""
        self._texts[name], self._places[name] = text, place
        syntax = self._environments[is_liquid(name)]
        blocks = block_names(syntax.parse((self._built_in / name).read_text(encoding="utf-8")))
        return sorted(_check(text, syntax, blocks, place), key=lambda finding: finding.line or 0)

    def render(self, context: Context) -> str | Finding:
        """Return the output of a context's template, or the finding that says why it fails. Raises MemoryError."""
        name = TEMPLATES[type(context)]
        try:
            return self._environments[is_liquid(name)].get_template(name).render(vars(context))
        except MemoryError:
            raise
        except Exception as error:
            return _explained(error, [*self._places.values()], context)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return source and file of a template."""
        if template in self._texts:  # `extends` is on the first line, so that each line keeps its number
            start, end = environment.block_start_string, environment.block_end_string
            extends = f'{start}- extends "{_BUILT_IN}{template}" {end}'
            return extends + self._texts[template], self._places[template], lambda: True
        path = self._built_in / template.removeprefix(_BUILT_IN)
        return path.read_text(encoding="utf-8"), str(path), lambda: True


def block_names(template: nodes.Template) -> list[str]:
    """Return the names of the blocks in a template."""
    return [block.name for block in template.find_all(nodes.Block)]


def _explained(error: Exception, places: Sequence[str], context: Context) -> Finding:
    """Return the finding for an error, at the innermost line of the workspace's templates that it went through."""
    place, line = places[0], None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in places:
            place, line = file, trace.tb_lineno
        trace = trace.tb_next
    help_text = "docs/templates.md lists the names that each template can use."
    if isinstance(error, UndefinedError):
        _, *quoted = str(error).split("'")
        help_text = suggestion("".join(quoted[-2:-1]), {*vars(context), *field_names()}, help_text)
    message = "The block contains itself" if isinstance(error, RecursionError) else str(error)
    return Finding("template-invalid", message[:500] or type(error).__name__, help_text, place, None, line)


def _check(text: str, syntax: Environment, blocks: list[str], place: str) -> Iterator[Finding]:
    """Yield what is wrong with a template: at most one syntax error, or everything that is not a known block."""

    def finding(message: str, help_text: str, line: int) -> Finding:
        return Finding("template-invalid", message, help_text, place, None, line)

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
    except MemoryError:
        raise
    except Exception as error:  # Jinja computes constants as it compiles, and so can raise almost anything
        yield finding(f"The template cannot be compiled: {str(error)[:500]}", "Simplify it.", 1)
        return
    outside = (_first_line(node) for node in template.body if not isinstance(node, (nodes.Block, *_REFUSED)))
    if (line := next(filter(None, outside), None)) is not None:
        message = "A workspace's template contains only blocks, and this is outside of one"
        yield finding(message, f"Put it into a block: {example}.", line)
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
