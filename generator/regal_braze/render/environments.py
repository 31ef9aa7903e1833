"""The settings of Jinja with which all templates are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regal_braze.render.literals import Code

if TYPE_CHECKING:
    from jinja2 import BaseLoader, BytecodeCache, Environment


def is_liquid(name: str) -> bool:
    """Return whether a template writes Liquid, which has the delimiters of Jinja itself."""
    return name.endswith(".liquid.jinja")


def make_environment(
    kind: type[Environment], loader: BaseLoader, liquid: bool, bytecode: BytecodeCache | None = None
) -> Environment:
    """Return an environment for templates that write JavaScript or Liquid."""
    from jinja2 import StrictUndefined, select_autoescape

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


def only_source(value: object) -> object:
    """Return a value that a template writes, and refuse what is not source text: the `finalize` of all templates."""
    if isinstance(value, Code) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # raises the error that names what is undefined
    raise TypeError(f"A template can write only source text that it is given, not {value!r:.60}")
