"""W5: templates hold only Liquid that Braze documents. Read by patterns of its own, not by the dialect under test."""

from __future__ import annotations

import re

import pytest

from regal_braze.braze.liquid_names import STANDARD
from webhooks.templates import TEMPLATES, text

TAGS = {"comment", "endcomment", "assign", "if", "elsif", "endif", "abort_message"}
FILTERS = {"append", "plus", "json_escape", "as_json_string"}
NAMESPACES = {"custom_attribute", "event_properties", "api_trigger_properties", "context", "subscribed_state"}

_COMMENT = re.compile(r"\{%- comment -%\}.*?\{%- endcomment -%\}", re.DOTALL)


def tags(template: str) -> list[tuple[str, str]]:
    """Return the name and the rest of every tag, but for comments."""
    found = re.findall(r"\{%-? *(\w+)(.*?)-?%\}", _COMMENT.sub("", template))
    return [(name, rest.strip()) for name, rest in found]


def outputs(template: str) -> list[str]:
    return [each.strip() for each in re.findall(r"\{\{(.*?)\}\}", _COMMENT.sub("", template))]


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
class TestTemplate:
    def test_tags_are_documented_ones(self, workspace: str, name: str) -> None:
        assert {tag for tag, _ in tags(text(workspace, name))} <= TAGS

    def test_filters_are_documented_ones(self, workspace: str, name: str) -> None:
        template = text(workspace, name)
        piped = [*outputs(template), *(rest for tag, rest in tags(template) if tag == "assign")]
        filters = {each.split(":")[0].strip() for rest in piped for each in _unquoted(rest).split("|")[1:]}
        assert filters <= FILTERS

    def test_conditions_have_no_filters_and_no_parentheses(self, workspace: str, name: str) -> None:
        for tag, rest in tags(text(workspace, name)):
            if tag in ("if", "elsif"):
                assert not re.search(r"[|()]", _unquoted(rest)), rest
                assert "and" not in rest or " or " not in rest, "the order of `and` and `or` is not documented"

    def test_variables_are_assigned_in_ascii_before_they_are_used(self, workspace: str, name: str) -> None:
        assigned: set[str] = set()
        for tag, rest in tags(text(workspace, name)):
            if tag == "assign":
                variable = rest.split("=")[0].strip()
                assert re.fullmatch(r"[a-z][a-z0-9_]*", variable)
                used = _unquoted(re.sub(r"[a-z_]*\.?\$\{[^}]*\}", "", rest.split("=", 1)[1].split("|")[0]))
                assert set(re.findall(r"[a-z]\w*", used)) <= assigned
                assigned.add(variable)

    def test_a_tag_reads_one_name_of_a_documented_namespace(self, workspace: str, name: str) -> None:
        template = text(workspace, name)
        for rest in [*outputs(template), *(rest for _, rest in tags(template))]:
            names = re.findall(r"(\w+\.)?\$\{([^}]*)\}", rest)
            assert len(names) <= 1
            for namespace, field in names:
                assert namespace.rstrip(".") in NAMESPACES if namespace else field in STANDARD

    def test_every_string_is_escaped(self, workspace: str, name: str) -> None:
        """Between quotes stands only what went through `json_escape`."""
        for quoted in re.findall(r'"\{\{(.*?)\}\}"', text(workspace, name)):
            assert quoted.strip().endswith("| json_escape")

    def test_neither_default_nor_a_bare_truth_decides(self, workspace: str, name: str) -> None:
        """Both take false for missing (the traps); so each condition compares with something."""
        for tag, rest in tags(text(workspace, name)):
            if tag in ("if", "elsif"):
                assert all(re.search(r"==|!=", part) for part in re.split(r" and | or ", rest))
        assert "default" not in text(workspace, name)

    def test_blank_is_only_asked_of_texts(self, workspace: str, name: str) -> None:
        """`blank` takes false for missing: what is asked of is text, but for phone numbers and structures."""
        template = text(workspace, name)
        for tag, rest in tags(template):
            if tag in ("if", "elsif") and re.match(r"given\b", rest):
                assert "blank" not in rest or rest == "given != blank" or "given != text" in rest


def _unquoted(rest: str) -> str:
    return re.sub(r'"[^"]*"|\'[^\']*\'', '""', rest)
