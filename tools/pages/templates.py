"""docs/templates.md: what each template is given, from regal_braze.render.contexts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.markdown import code, example, fill, prose, table
from regal_braze.render.contexts import CONSTANTS, CONTEXT_VERSION, HELPERS, TEMPLATES, Name
from regal_braze.render.helpers import CONSTANTS as VALUES
from regal_braze.render.helpers import HELPERS_FILE
from regal_braze.resources import templates_root


def page() -> str:
    """Return the page."""
    return fill(
        "templates.md",
        version=str(CONTEXT_VERSION),
        example=example("header.liquid.jinja"),
        templates=table(
            ("template", "what it makes"),
            [(f"[{code(name)}](../templates/{name})", prose(each.about)) for name, each in TEMPLATES.items()],
        ),
        contexts="\n".join(_contexts()),
        constants=table(
            ("name", "what it is", "value"),
            [
                (code(name), about, "a list of texts" if "[" in VALUES[name] else code(VALUES[name]))
                for name, about in CONSTANTS.items()
            ],
        ),
        functions=table(("function", "what it gives, or why"), list(_functions())),
    )


def _contexts() -> Iterator[str]:
    for name, template in TEMPLATES.items():
        yield f"### {code(name)}\n"
        yield prose(template.about) + "\n"
        yield table(("name", "what it is", "kind"), list(_rows(template.names, "")))


def _rows(names: tuple[Name, ...], within: str) -> Iterator[tuple[str, str, str]]:
    for each in names:
        yield code(within + each.name), prose(each.about), each.kind
        yield from _rows(each.members, f"{within}{each.name}{'[]' if each.kind == 'list of records' else ''}.")


def _functions() -> Iterator[tuple[str, str]]:
    """Yield the signature of every helper function with the comment above it, or what is said of it elsewhere."""
    text = (templates_root() / HELPERS_FILE).read_text(encoding="utf-8")
    for comment, signature in re.findall(r"^((?://.*\n)*)function (.*) \{$", text, re.MULTILINE):
        said = " ".join(line.removeprefix("//").strip() for line in comment.splitlines())
        yield code(signature), prose(said or HELPERS[signature.partition("(")[0]])
