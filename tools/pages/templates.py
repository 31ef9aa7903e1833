"""docs/templates.md: the blocks of the templates, and their contexts from regal_braze.render.contexts."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator

from pages.markdown import code, example, fill, prose, table
from regal_braze.immutable import Immutable
from regal_braze.render import contexts
from regal_braze.render.literals import Code
from regal_braze.resources import templates_root


def page() -> str:
    """Return the page."""
    return fill(
        "templates.md",
        example=example("header.liquid.jinja"),
        blocks=table(("template", "block", "output"), list(_block_rows())),
        contexts="\n".join(_contexts()),
    )


def blocks(name: str) -> list[tuple[str, str]]:
    """Return each block of a built-in template with the comment on its first line."""
    source = (templates_root() / name).read_text(encoding="utf-8")
    return re.findall(r"[{<]% block (\w+) %[>}]\n[{<]# (.*) #[>}]\n", source)


def _block_rows() -> Iterator[tuple[str, str, str]]:
    for name in contexts.TEMPLATES.values():
        template = f"[{code(name)}](../templates/{name})"
        for block, about in blocks(name):
            yield template, code(block), prose(about)
            template = ""


def _contexts() -> Iterator[str]:
    for context, name in contexts.TEMPLATES.items():
        yield f"### {code(name)}\n"
        yield prose(context.__doc__ or "") + "\n"
        yield table(("name", "what it is", "kind"), list(rows(context)))


def rows(context: type[Immutable], within: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield name, meaning and kind of each name in a context, and of the names in its records."""
    hints = typing.get_type_hints(context, include_extras=True)
    for name in context.__match_args__:
        annotated, about = typing.get_args(hints[name])
        kind, record = _kind(annotated)
        yield code(within + name), prose(about), kind
        if record is not None:
            yield from rows(record, f"{within}{name}{'[]' if kind.startswith('list') else ''}.")


def _kind(annotated: object) -> tuple[str, type[Immutable] | None]:
    """Return the kind of value in words, and the type of the records in it."""
    if annotated in (Code, bool):
        return ("source text" if annotated is Code else "true or false"), None
    if isinstance(annotated, type) and issubclass(annotated, Immutable):
        return "record", annotated
    of = typing.get_args(annotated)[0]
    if isinstance(annotated, types.UnionType):
        kind, record = ("source text", None) if of is Code else ("record", of)
        return f"{kind} or nothing", record
    return ("list of source texts", None) if of is Code else ("list of records", of)
