"""Each context has what its template reads and nothing else; a template writes source text only."""

from __future__ import annotations

import re
import typing

import pytest
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import Getattr, Include, Name

from pages.templates import rows
from regal_braze.render import contexts, helpers
from regal_braze.render.literals import Code
from regal_braze.render.templates import Templates
from regal_braze.render.webhook_contexts import WebhookHeader
from regal_braze.resources import templates_root

CONTEXTS = sorted(contexts.TEMPLATES, key=lambda context: contexts.TEMPLATES[context])


def source(name: str) -> str:
    return (templates_root() / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_template_reads_its_context(context: type[contexts.Context]) -> None:
    name = contexts.TEMPLATES[context]
    environment = Templates((templates_root(),))._environment(name)
    tree = environment.parse(source(name))
    included = [node.template.as_const() for node in tree.find_all(Include)]
    trees = [tree, *(environment.parse(source(other)) for other in included)]
    assigned = {node.name for node in tree.find_all(Name) if node.ctx == "store"}
    read = {(name,) for tree in trees for name in find_undeclared_variables(tree) - assigned}
    read |= {(node.attr,) for tree in trees for node in tree.find_all(Getattr)}
    documented = {tuple(re.findall(r"\w+", path)) for path, *_ in rows(context)}
    assert {name for (name,) in read} == {name for path in documented for name in path}


def test_every_template_is_rendered_from_a_context_or_included() -> None:
    names = {path.relative_to(templates_root()).as_posix() for path in templates_root().rglob("*.jinja")}
    included = {name for text in map(source, names) for name in re.findall(r'{% include "(.+?)" %}', text)}
    assert names == {*contexts.TEMPLATES.values(), *included}


def test_text_that_is_not_source_is_refused() -> None:
    header = WebhookHeader((typing.cast(Code, "plain"),))
    with pytest.raises(TypeError, match="not 'plain'"):
        Templates((templates_root(),)).render(header)


def test_every_function_in_the_files_is_a_helper() -> None:
    text = "\n".join(map(source, helpers.HELPERS_FILES))
    assert [*helpers.read_helpers(text)] == re.findall(r"^function (\w+)", text, re.MULTILINE)


def test_a_helper_comes_with_those_that_it_calls_itself() -> None:
    templates = Templates((templates_root(),))
    assert templates.needed({"newest"}, "", None).keys() == {"newest", "list", "jsonBytes"}
    # The parameter `convert` of `legalEntries` is not the helper of that name.
    entries = {"flattened", "legalEntries", "hasOwn", "legalKey", "text"}
    values = {"anyValue", "anyItem", "textInList", "number", "list", "jsonBytes"}
    assert templates.needed({"flattened"}, "", "US").keys() == entries | values
