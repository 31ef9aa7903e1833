"""Render the templates: the built-in ones, with the blocks that a workspace replaces."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.render.contexts import TEMPLATES, Bundle, Context, Transformation
from regal_braze.render.helpers import HELPERS_FILES, REGION_FILE, read_helpers, with_region
from regal_braze.render.literals import Code
from regal_braze.resources import templates_root
from regal_braze.workspace.settings import Region

if TYPE_CHECKING:
    from jinja2 import Environment

    from regal_braze.render.process import OwnTemplate

_CALL = re.compile(r"(?<![\w$.])(?<!function )(\w+)\(")
_PARAMETER = re.compile(r"(?:\(|, |\{ )(\w+)")


class Templates:
    """The built-in templates and, if there is a second root, the blocks that a workspace replaces in them.

    `findings` are the mistakes in the workspace's templates that show before anything is rendered.
    """

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._roots = roots
        self._environments: dict[bool, Environment] = {}
        self._helpers: dict[Region | None, dict[str, Code]] = {}
        self._called: dict[tuple[str, Region | None], set[str]] = {}
        self._own: Mapping[str, OwnTemplate] = {}
        self.findings: tuple[Finding, ...] = ()
        if roots[1:]:
            from regal_braze.render.process import Renderer, find_own_templates

            self._own, findings = find_own_templates(roots[1])
            self._renderer = Renderer(self._own)
            found = (*findings, *self._renderer.check())
            self.findings = tuple(sorted(found, key=lambda finding: finding.file or ""))

    def render(self, context: Context) -> Code:
        """Return the output of the context's template, without line breaks at its ends.

        Raises FindingsError (`template-invalid`, or a limit) if a template of the workspace fails.
        """
        if self._own:
            output = self._renderer.render(context)
        else:
            name = TEMPLATES[type(context)]
            output = self._environment(name).get_template(name).render(vars(context))
        return Code(output.strip("\n"))

    def render_body(self, context: Transformation | Bundle, called: Collection[str], region: Region | None) -> Code:
        """Return the output of a body's template, with the helpers that it needs: see `needed`."""
        helpers = self.needed(called, self.render(context) if self._own else "", region)
        return self.render(replace(context, helpers=tuple(helpers.values())))

    @property
    def has_own(self) -> bool:
        """Whether a workspace replaces blocks."""
        return bool(self._own)

    def replaces(self, context: type[Context]) -> bool:
        """Return whether the workspace replaces blocks of a context's template."""
        return TEMPLATES[context] in self._own

    def needed(self, called: Collection[str], source: str, region: Region | None) -> dict[str, Code]:
        """Return the helpers in `called`, those that a source calls if the workspace has templates, and all theirs.

        Each comes with its source, in the order of their file.
        """
        helpers = self._helpers_in(region)
        names = {*called}
        if self._own:
            defined = set(re.findall(r"^ *function (\w+)", source, re.MULTILINE))
            names |= helpers.keys() & set(_CALL.findall(source)) - defined
        names = names.union(*(self._with_called(name, region) for name in names))
        return {name: source for name, source in helpers.items() if name in names}

    def _with_called(self, name: str, region: Region | None) -> set[str]:
        """Return a helper with all that it calls itself, also through others."""
        if (name, region) not in self._called:
            helpers = self._helpers_in(region)
            names = {name}
            while more := {used for each in names for used in _names_in(helpers[each]) & helpers.keys()} - names:
                names |= more
            self._called[name, region] = names
        return self._called[name, region]

    def _helpers_in(self, region: Region | None) -> dict[str, Code]:
        if region not in self._helpers:
            general = read_helpers("\n".join(map(self._text, HELPERS_FILES)))
            self._helpers[region] = with_region(general, self._text(REGION_FILE)) if region else general
        return self._helpers[region]

    def _text(self, name: str) -> str:
        return (self._roots[0] / name).read_text(encoding="utf-8")

    def with_hint(self, finding: Finding) -> Finding:
        """Return a finding in generated code, with a hint if the workspace's templates are part of the code."""
        if not self._own or finding.code not in ("transformation-error", "request-invalid", "webhook-invalid"):
            return finding
        return replace(finding, help=f"The workspace replaces blocks of {', '.join(self._own)}. Check those first.")

    def _environment(self, name: str) -> Environment:
        """Return the environment for a template."""
        from jinja2 import Environment, FileSystemLoader

        from regal_braze.render.environments import TemplateBytecode, is_liquid, make_environment

        liquid = is_liquid(name)
        if liquid not in self._environments:
            loader = FileSystemLoader(self._roots[0], encoding="utf-8")
            self._environments[liquid] = make_environment(Environment, loader, liquid, TemplateBytecode())
        return self._environments[liquid]


@cache
def _names_in(function: str) -> set[str]:
    """Return the names that a helper uses: no keys, members and parameters."""
    code = re.sub(r'"[^"]*"|//.*', "", function)
    parameters = _PARAMETER.findall(code.partition(") {\n")[0])
    return {*re.findall(r"(?<![\w$.])\w+(?![\w:])", code)} - {*parameters}


@cache
def built_in_templates() -> Templates:
    """Return the built-in templates, compiled once per process."""
    return Templates((templates_root(),))
