"""docs/templates.md: the templates and their contexts, from regal_braze.render.contexts."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator

from pages.markdown import code, example, fill, prose, table
from regal_braze.immutable import Immutable
from regal_braze.render import contexts
from regal_braze.render.helpers import CONSTANTS, HELPERS_FILE
from regal_braze.render.literals import Code
from regal_braze.render.own_templates import CONTEXT_VERSION
from regal_braze.resources import templates_root


def page() -> str:
    """Return the page."""
    return fill(
        "templates.md",
        version=str(CONTEXT_VERSION),
        example=example("header.liquid.jinja"),
        templates=table(
            ("template", "output"),
            [
                (f"[{code(name)}](../templates/{name})", prose(context.__doc__ or ""))
                for context, name in contexts.TEMPLATES.items()
            ],
        ),
        contexts="\n".join(_contexts()),
        constants=table(
            ("name", "value"),
            [(code(name), "a list of texts" if "[" in value else code(value)) for name, value in CONSTANTS.items()],
        ),
        functions=table(("function", "what it gives, or why"), list(_functions())),
    )


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


def _functions() -> Iterator[tuple[str, str]]:
    """Yield the signature of every helper function with the comment above it."""
    text = (templates_root() / HELPERS_FILE).read_text(encoding="utf-8")
    for comment, signature in re.findall(r"^((?://.*\n)*)function (.*) \{$", text, re.MULTILINE):
        yield code(signature), prose(" ".join(line.removeprefix("//").strip() for line in comment.splitlines()))
