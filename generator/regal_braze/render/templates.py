"""Render the templates: the built-in ones, with the blocks that a workspace replaces."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import replace
from regal_braze.render.contexts import TEMPLATES, Bundle, Context, Transformation
from regal_braze.render.expressions import HELPERS, needed_helpers
from regal_braze.render.helpers import HELPERS_FILES, REGION_FILE, read_helpers, with_region
from regal_braze.render.literals import Code
from regal_braze.resources import templates_root
from regal_braze.workspace.settings import Region

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment

_CALL = re.compile(r"(?<![\w$.])(?<!function )(\w+)\(")


class Templates:
    """The built-in templates and, if there is a second root, the blocks that a workspace replaces in them.

    `findings` are the mistakes in the workspace's templates that show before anything is rendered.
    """

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._roots = roots
        self._environments: dict[bool, Environment] = {}
        self._helpers: dict[Region | None, dict[str, Code]] = {}
        self._own: dict[str, Path] = {}
        self.findings: tuple[Finding, ...] = ()
        if roots[1:]:
            from regal_braze.render.own_templates import find_own_templates

            own, self.findings = find_own_templates(roots, self._environment)
            self._own.update(own)  # the environments share it

    def render(self, context: Context) -> Code:
        """Return the output of the context's template, without line breaks at its ends.

        Raises FindingsError (`template-invalid`) if a template of the workspace fails.
        """
        name = TEMPLATES[type(context)]
        try:
            output = self._environment(name.endswith(".liquid.jinja")).get_template(name).render(vars(context))
        except Exception as error:
            if not self._own:
                raise
            from regal_braze.render.own_templates import explain_error

            raise FindingsError(explain_error(error, self._own, context)) from error
        return Code(output.strip("\n"))

    def render_body(
        self, context: Transformation | Bundle, helpers: Collection[str], region: Region | None = None
    ) -> Code:
        """Return the output of a body's template, with these helpers and those that the workspace's blocks call."""
        if self._own:
            helpers = self.needed(helpers, self.render(context))
        return self.render(replace(context, helpers=self.sources(helpers, region)))

    def replaces(self, context: type[Context]) -> bool:
        """Return whether the workspace replaces blocks of a context's template."""
        return TEMPLATES[context] in self._own

    def needed(self, helpers: Collection[str], source: str) -> set[str]:
        """Return these helpers and, if the workspace has templates, those that a source calls."""
        if not self._own:
            return set(helpers)
        defined = set(re.findall(r"^ *function (\w+)", source, re.MULTILINE))
        return needed_helpers({*helpers, *(HELPERS.keys() & set(_CALL.findall(source)) - defined)})

    def sources(self, helpers: Collection[str], region: Region | None) -> tuple[Code, ...]:
        """Return the source of these helpers, in the order of their file."""
        if region not in self._helpers:
            general = read_helpers("\n".join(map(self._text, HELPERS_FILES)))
            self._helpers[region] = with_region(general, self._text(REGION_FILE)) if region else general
        return tuple(source for name, source in self._helpers[region].items() if name in helpers)

    def _text(self, name: str) -> str:
        return (self._roots[0] / name).read_text(encoding="utf-8")

    def with_hint(self, finding: Finding) -> Finding:
        """Return a finding in generated code, with a hint if the workspace's templates are part of the code."""
        if not self._own or finding.code not in ("transformation-error", "webhook-invalid"):
            return finding
        return replace(finding, help=f"The workspace replaces blocks of {', '.join(self._own)}. Check those first.")

    def _environment(self, liquid: bool) -> Environment:
        """Return the environment for JavaScript or for Liquid, which has the delimiters of Jinja itself."""
        if liquid not in self._environments:
            self._environments[liquid] = self._make_environment(liquid)
        return self._environments[liquid]

    def _make_environment(self, liquid: bool) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

        kind: type[Environment] = Environment
        loader: BaseLoader = FileSystemLoader(self._roots[0], encoding="utf-8")
        bytecode = None
        if self._roots[1:]:
            from regal_braze.render.own_templates import OwnTemplatesLoader, Sandbox

            kind, loader = Sandbox, OwnTemplatesLoader(self._roots[0], self._own)
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
            loader=loader,
            bytecode_cache=bytecode,
            auto_reload=False,
            autoescape=select_autoescape(enabled_extensions=()),
            finalize=only_source,
            keep_trailing_newline=True,
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )


@cache
def built_in_templates() -> Templates:
    """Return the built-in templates, compiled once per process."""
    return Templates((templates_root(),))


def only_source(value: object) -> object:
    """Return a value that a template writes, and refuse what is not source text: the `finalize` of all templates."""
    if isinstance(value, Code) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # raises the error that names what is undefined
    raise TypeError(f"A template can write only source text that it is given, not {value!r:.60}")
