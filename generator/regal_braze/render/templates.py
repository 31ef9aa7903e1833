"""Templates: the built-in ones, and a workspace's own on top of them. They hold syntax only.

A workspace's own template says in its first line which version of the context it was written for; `docs/templates.md`
lists what is in the context.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding, FindingsError, suggestion
from regal_braze.immutable import replace
from regal_braze.render.contexts import TEMPLATES, Bundle, Context, Transformation, field_names
from regal_braze.render.helpers import HELPERS_FILE, reached, read_helpers
from regal_braze.render.literals import Code
from regal_braze.resources import templates_root

if TYPE_CHECKING:
    from jinja2 import Environment


class Templates:
    """The templates of some roots; a later root's file replaces an earlier one's.

    `findings` tell what is wrong with a workspace's own ones, as far as that shows before anything is rendered.
    """

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._environments: dict[bool, Environment] = {}
        self._roots = roots
        self._own: dict[str, Path] = {}
        self.findings: tuple[Finding, ...] = ()
        self._helpers: dict[str, Code] = {}
        if roots[1:]:
            from regal_braze.render.own_templates import judge_overlay

            self._own, findings = judge_overlay(roots, self._environment)
            self.findings = tuple(findings)

    def render(self, context: Context) -> Code:
        """Return the output of the context's template, without line breaks at its ends.

        Raises FindingsError (`template-invalid`) if that fails and the workspace has templates.
        """
        name = TEMPLATES[type(context)]
        names = vars(context)
        try:
            return Code(self._environment(name.endswith(".liquid.jinja")).get_template(name).render(names).strip("\n"))
        except Exception as error:
            if not self._own:
                raise
            raise FindingsError(self._explain(error, names)) from error

    def render_body(self, context: Transformation | Bundle, called: Collection[str]) -> Code:
        """Return the output of a body's template, with the helpers that are called and those that these call.

        `called` are the helpers that the context calls. Calls in a workspace's templates are found in the output.
        """
        if self._own:
            called = self.needed(called, self.render(context))
        return self.render(replace(context, helpers=self.sources(called)))

    def replaces(self, context: type[Context]) -> bool:
        """Return whether the workspace has a template in place of the built-in one."""
        return TEMPLATES[context] in self._own

    def sources(self, helpers: Collection[str]) -> tuple[Code, ...]:
        """Return the source of these helpers, in the order of the file."""
        return tuple(source for name, source in self.helpers.items() if name in helpers)

    def needed(self, called: Collection[str], source: str) -> set[str]:
        """Return the helpers that a source calls, and those that these call; `called` are known to be among them."""
        return reached(called, source, self.helpers, built_in_templates().helpers) if self._own else set(called)

    def with_hint(self, finding: Finding) -> Finding:
        """Return a finding in what was rendered; where own templates had a hand in it, its help says so."""
        if not self._own or finding.code not in ("transformation-error", "webhook-invalid"):
            return finding
        return replace(finding, help=f"Templates of your own are in it: {', '.join(self._own)}. Mend them first.")

    @property
    def helpers(self) -> dict[str, Code]:
        """The source of every helper function by its name, in the order of the file."""
        if not self._helpers:
            file = self._own.get(HELPERS_FILE, self._roots[0] / HELPERS_FILE)
            self._helpers = read_helpers(file.read_text(encoding="utf-8-sig"))
        return self._helpers

    def _explain(self, error: Exception, names: Mapping[str, object]) -> Finding:
        """Return the finding for an error, at the innermost line of the workspace's templates that it went through."""
        from jinja2 import TemplateNotFound, UndefinedError

        own = {str(path): path for path in self._own.values()}
        place, line = next(iter(own.values())), None
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name in own:
                place, line = own[name], trace.tb_lineno
            trace = trace.tb_next
        help_text = "docs/templates.md lists what a template is given."
        if isinstance(error, UndefinedError):
            _, *quoted = str(error).split("'")
            help_text = suggestion("".join(quoted[-2:-1]), {*names, *field_names()}, help_text)
        said = "It includes itself without end" if isinstance(error, RecursionError) else str(error)
        if isinstance(error, TemplateNotFound):
            said = f"There is no template {error.name}"
            help_text = suggestion(str(error.name), self._environment(False).list_templates(), help_text)
        return Finding("template-invalid", said or type(error).__name__, help_text, display(place), None, line)

    def _environment(self, liquid: bool) -> Environment:
        if liquid not in self._environments:
            self._environments[liquid] = _make_environment(self._roots, liquid)
        return self._environments[liquid]


@cache
def built_in_templates() -> Templates:
    """Return the built-in templates, compiled once per process."""
    return Templates((templates_root(),))


def only_source(value: object) -> object:
    """Refuse what is not source text already: the `finalize` of all templates."""
    if isinstance(value, Code) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # raises, and says what is not defined
    raise TypeError(f"It may write only source text that it is given, not {value!r:.60}")


def _make_environment(roots: tuple[Path, ...], liquid: bool) -> Environment:
    """Return the environment for JavaScript, or for Liquid, which has Jinja's own delimiters and so needs others.

    A workspace's templates can reach nothing but their context: whoever checks out a repository runs them.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    kind, bytecode = Environment, None
    if roots[1:]:
        from jinja2 import sandbox

        kind = sandbox.ImmutableSandboxedEnvironment
    else:
        from regal_braze.render.bytecode import TemplateBytecode

        bytecode = TemplateBytecode(__file__)
    block, variable, comment = (
        (("<%", "%>"), ("<<", ">>"), ("<#", "#>")) if liquid else (("{%", "%}"), ("{{", "}}"), ("{#", "#}"))
    )
    return kind(
        block_start_string=block[0],
        block_end_string=block[1],
        variable_start_string=variable[0],
        variable_end_string=variable[1],
        comment_start_string=comment[0],
        comment_end_string=comment[1],
        loader=FileSystemLoader(roots[::-1], encoding="utf-8-sig"),
        bytecode_cache=bytecode,
        autoescape=select_autoescape(enabled_extensions=()),
        finalize=only_source,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
