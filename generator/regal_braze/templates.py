"""Templates: the built-in ones, and a workspace's own on top of them. They hold syntax only.

A workspace's own template says in its first line which version of the context it was written for; `docs/templates.md`
lists what is in the context.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from regal_braze import braze, model
from regal_braze.documents import display
from regal_braze.findings import Finding, FindingsError
from regal_braze.literals import Source, js_number, js_strings
from regal_braze.resources import templates_root

if TYPE_CHECKING:
    from jinja2 import Environment

Context: TypeAlias = dict[str, object]

CONTEXT_VERSION = 1
"""Raised whenever a name leaves a context or changes its meaning."""

HELPERS_FILE = "transformation/helpers.js"

_VERSION = re.compile(r"(?:\{#|<#|//) regal-braze context (\d+)\b")
_CONSTANTS = {
    "STRING_LIMIT": js_number(braze.STRING_LIMIT),
    "STRING_CUT": js_number(braze.STRING_LIMIT - 1),
    "KEY_LIMIT": js_number(braze.KEY_LIMIT),
    "EXTERNAL_ID_BYTES": js_number(braze.EXTERNAL_ID_BYTES),
    "ARRAY_ITEMS": js_number(braze.ARRAY_ITEMS),
    "CATALOG_ID_LIMIT": js_number(braze.CATALOG_ID_LIMIT),
    "PURCHASE_QUANTITY": js_number(braze.PURCHASE_QUANTITY),
    "EARLIEST_TIME": js_number(braze.EARLIEST_TIME),
    "LATEST_TIME": js_number(braze.LATEST_TIME),
    "ATTRIBUTE_ROOM": js_number(model.ATTRIBUTE_ROOM),
    "RESERVED_ATTRIBUTES": js_strings(braze.RESERVED_ATTRIBUTES, indent="  "),
}
"""What the names in capitals stand for in the file of helpers."""


class Templates:
    """The templates of some roots; a later root's file replaces an earlier one's."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self._own = {name: root / name for root in roots[1:] for name in _names(root)}
        self._helpers: dict[str, Source] | None = None
        findings = [finding for name in sorted(self._own) for finding in self._judge(name)]
        if findings:
            raise FindingsError(*findings)

    def render(self, name: str, context: Context) -> str:
        """Return what a template makes of a context.

        Raises FindingsError (`template-invalid`) where that fails and the workspace has templates of its own.
        """
        if not self._own:
            return self._rendered(name, context)
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._rendered(name, context)
        except (TemplateError, TypeError, ValueError, AttributeError) as error:
            place, line = self._place(error)
            if isinstance(error, TemplateSyntaxError):
                place, line = Path(error.filename or place), error.lineno
            help_text = "docs/templates.md lists what a template is given."
            raise FindingsError(
                Finding("template-invalid", str(error), help_text, display(place), None, line)
            ) from error

    @property
    def helpers(self) -> dict[str, Source]:
        """The source of every helper function by its name, in the order of the file."""
        if self._helpers is None:
            file = self._own.get(HELPERS_FILE, self.roots[0] / HELPERS_FILE)
            text = re.sub(
                r"\b[A-Z]+(?:_[A-Z]+)+\b",
                lambda name: _CONSTANTS.get(name[0], name[0]),
                file.read_text(encoding="utf-8"),
            )
            blocks = (Source(block.strip("\n")) for block in text.split("\n\n"))
            self._helpers = {
                found[1]: block for block in blocks if (found := re.search(r"^function (\w+)", block, re.MULTILINE))
            }
        return self._helpers

    def _rendered(self, name: str, context: Context) -> str:
        return str(_environment(self.roots, name.endswith(".liquid.jinja")).get_template(name).render(context))

    def _place(self, error: Exception) -> tuple[Path, int | None]:
        """Return the workspace's template in which an error arose, and the line; the first one where it was in none."""
        own = {str(path): path for path in self._own.values()}
        found: tuple[Path, int | None] = (next(iter(own.values())), None)
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name in own:
                found = own[name], trace.tb_lineno
            trace = trace.tb_next
        return found

    def _judge(self, name: str) -> list[Finding]:
        """Return what is wrong with one of the workspace's own templates, before anything is rendered."""
        place = self._own[name]
        try:
            said = _VERSION.match(place.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return [Finding("unreadable-file", "It cannot be read", "Save it as UTF-8.", display(place))]
        if said and int(said[1]) == CONTEXT_VERSION:
            return []
        mark = "// {}" if name == HELPERS_FILE else "<# {} #>" if name.endswith(".liquid.jinja") else "{{# {} #}}"
        message = f"It is written for version {said[1]} of the context" if said else "It does not say its version"
        first = mark.format(f"regal-braze context {CONTEXT_VERSION}")
        help_text = f"Compare it with docs/templates.md, then let it begin with {first}"
        return [Finding("template-invalid", message, help_text, display(place), None, 1)]


@cache
def templates_of(roots: tuple[Path, ...] = ()) -> Templates:
    """Return the templates of some roots, the built-in ones without any."""
    return Templates(roots or (templates_root(),))


def only_source(value: object) -> object:
    """Refuse what is not source text already: the `finalize` of all templates."""
    if isinstance(value, Source) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"not source text: {value!r}")


def _names(root: Path) -> list[str]:
    return [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.suffix == ".jinja" or path.relative_to(root).as_posix() == HELPERS_FILE
    ]


@cache
def _environment(roots: tuple[Path, ...], liquid: bool) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    # Liquid has Jinja's own delimiters, so its templates use others.
    block, variable, comment = (
        (("<%", "%>"), ("<<", ">>"), ("<#", "#>")) if liquid else (("{%", "%}"), ("{{", "}}"), ("{#", "#}"))
    )
    return Environment(
        block_start_string=block[0],
        block_end_string=block[1],
        variable_start_string=variable[0],
        variable_end_string=variable[1],
        comment_start_string=comment[0],
        comment_end_string=comment[1],
        loader=FileSystemLoader(roots[::-1]),
        autoescape=select_autoescape(enabled_extensions=()),
        finalize=only_source,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
