"""W5: templates use only Liquid that Braze documents. They are read with patterns, not with the dialect under test."""

from __future__ import annotations

import re
from typing import Final

import pytest

from regal_braze.braze.liquid_names import STANDARD
from support.webhooks import TEMPLATES, plans, text

TAGS: Final = {"comment", "endcomment", "assign", "if", "elsif", "endif", "abort_message"}
FILTERS: Final = {"append", "plus", "json_escape", "as_json_string", "slice"}
NAMESPACES: Final = {"custom_attribute", "event_properties", "api_trigger_properties", "context", "subscribed_state"}
COMMENT: Final = re.compile(r"\{%- comment -%\}.*?\{%- endcomment -%\}", re.DOTALL)


def tags(template: str) -> list[tuple[str, str]]:
    """Return the name and the rest of every tag outside comments."""
    found = re.findall(r"\{%-? *(\w+)(.*?)-?%\}", COMMENT.sub("", template))
    return [(name, rest.strip()) for name, rest in found]


def outputs(template: str) -> list[str]:
    return [output.strip() for output in re.findall(r"\{\{(.*?)\}\}", COMMENT.sub("", template))]


def unquoted(rest: str) -> str:
    return re.sub(r'"[^"]*"|\'[^\']*\'', '""', rest)


@pytest.mark.parametrize(("workspace", "webhook"), TEMPLATES)
def test_a_template_is_documented_liquid(workspace: str, webhook: str) -> None:
    template = text(plans(workspace)[webhook])
    assert {tag for tag, _ in tags(template)} <= TAGS
    piped = [*outputs(template), *(rest for tag, rest in tags(template) if tag == "assign")]
    assert {part.split(":")[0].strip() for rest in piped for part in unquoted(rest).split("|")[1:]} <= FILTERS
    for rest in [*outputs(template), *(rest for _, rest in tags(template))]:
        names = re.findall(r"(\w+\.)?\$\{([^}]*)\}", rest.replace("}.${", "."))  # ${details}.${color} is one value
        assert len(names) <= 1, f"a tag reads one name: {rest}"
        for namespace, name in names:
            assert namespace.rstrip(".") in NAMESPACES if namespace else name in STANDARD
    for quoted in re.findall(r'"\{\{(.*?)\}\}"', template):
        assert quoted.strip().endswith("| json_escape"), f"a string is escaped: {quoted}"
    check_conditions(template)
    check_variables(template)


def check_conditions(template: str) -> None:
    """Check that conditions have no filters, parentheses, bare truths or a mix of `and` and `or`.

    `blank` and `default` take false for missing, so `blank` is asked only of texts and structures.
    """
    assert "default" not in template
    for tag, rest in tags(template):
        if tag in ("if", "elsif"):
            assert not re.search(r"[|()]", unquoted(rest)), rest
            assert "and" not in rest or " or " not in rest, "the order of `and` and `or` is not documented"
            assert all(re.search(r"==|!=| contains ", part) for part in re.split(r" and | or ", rest)), rest
            if re.match(r"given\b", rest):
                assert "blank" not in rest or "given != text" in rest, rest


def check_variables(template: str) -> None:
    """Check that variables have ASCII names and are assigned before they are used."""
    assigned: set[str] = set()
    for tag, rest in tags(template):
        if tag == "assign":
            variable = rest.split("=")[0].strip()
            assert re.fullmatch(r"[a-z][a-z0-9_]*", variable)
            used = unquoted(re.sub(r"[a-z_]*\.?\$\{[^}]*\}[^ ]*", "", rest.split("=", 1)[1].split("|")[0]))
            assert set(re.findall(r"[a-z]\w*", used)) <= assigned
            assigned.add(variable)
