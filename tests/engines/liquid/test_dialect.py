"""Braze's dialect of Liquid, as documented; what is not documented is refused."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.engines.liquid.environment import Aborted, LiquidError, compile_template
from regal_braze.engines.liquid.profile import namespaces
from regal_braze.engines.liquid.rewrite import RewriteError, rewrite

PROFILE: dict[str, Any] = {
    "first_name": "Ada",
    "user_id": "123",
    "custom_attributes": {
        "zip code": "02134", "yes": True, "no": False, "ten": 10, "half": 0.5, "empty": "", "spaces": " \t\u00a0",
        "null": None, "list": ["a", 1], "hash": {"a": 42, "b": 0}, "nothing": [], "size": 3, "größe": 7,
    },
    "event_properties": {"price": "12.50"},
    "context": {"step": "two"},
    "api_trigger_properties": {"x": 1},
    "subscription_groups": {"8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02": "unsubscribed"},
    "subscribed_state": {"email_global": "opted_in"},
}  # fmt: skip


def render(template: str) -> str | Aborted:
    profile, findings = namespaces(PROFILE, "profile.json")
    assert not findings
    return compile_template(template).render(profile)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{${first_name}}}", "Ada"),
        ("{{ ${first_name} }}", "Ada"),
        ("{{${missing}}}", ""),
        ("{{custom_attribute.${zip code}}}", "02134"),
        ("{{custom_attribute.${größe}}}", "7"),
        ("{{custom_attribute.${size}}}{{custom_attribute.${first}}}{{custom_attribute.${last}}}", "3"),
        ("{{event_properties.${price}}}", "12.50"),
        ("{{context.${step}}}", "two"),
        ("{{api_trigger_properties.${x}}}", "1"),
        ("{{subscribed_state.${8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02}}}", "unsubscribed"),
        ("{{subscribed_state.${email_global}}}", "opted_in"),
        ("${first_name} {x} {%- comment -%} {{ ${y {%- endcomment -%}", "${first_name} {x}"),
        ("{% raw %}{{${first_name}}}{% endraw %}", "{{${first_name}}}"),
        ("{{ '${first_name}' }}", "${first_name}"),
        ("{% if {{custom_attribute.${ten}}} == 10 %}yes{% endif %}", "yes"),
        ("{% if custom_attribute.${ten} == 10 %}yes{% endif %}", "yes"),
        ("{% assign x = {{custom_attribute.${ten}}} | plus: 1 %}{{ x }}", "11"),
        ("{% assign x = 5 %}{{custom_attribute.${ten} | plus: {{x}}}}", "15"),
        ("{% for each in custom_attribute.${list} %}{{ each }},{% endfor %}", "a,1,"),
        ("{% capture x %}{{${first_name}}}!{% endcapture %}{{ x }}", "Ada!"),
        (" {{- ${first_name} -}} ", "Ada"),
    ],
)
def test_names_are_read_where_braze_reads_them(template: str, text: str) -> None:
    assert render(template) == text


@pytest.mark.parametrize("name", ["null", "missing", "no", "empty", "spaces", "nothing"])
def test_blank_is_nothing_false_white_space_and_empty(name: str) -> None:
    """Braze: `blank` also matches false and white space."""
    assert render(f"{{% if custom_attribute.${{{name}}} == blank %}}blank{{% endif %}}") == "blank"
    assert render(f"{{% if blank != custom_attribute.${{{name}}} %}}not{{% endif %}}") == ""


@pytest.mark.parametrize("name", ["yes", "ten", "half", "zip code", "list", "hash"])
def test_nothing_else_is_blank(name: str) -> None:
    assert render(f"{{% if custom_attribute.${{{name}}} != blank %}}there{{% endif %}}") == "there"


def test_blank_keeps_its_meaning_in_every_branch_and_operand() -> None:
    template = (
        "{% assign no = custom_attribute.${no} %}{% assign ten = custom_attribute.${ten} %}"
        "{% if ten == blank %}1{% elsif no == blank and ten != blank %}2{% endif %}"
        "{% if no != blank or ten == blank %}3{% else %}4{% endif %}"
    )
    assert render(template) == "24"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("custom_attribute.${no} | default: 'x'", "x"),
        ("custom_attribute.${empty} | default: 'x'", "x"),
        ("custom_attribute.${missing} | default: 'x'", "x"),
        ("custom_attribute.${yes} | default: 'x'", "true"),
        ("custom_attribute.${hash} | property_accessor: 'a'", "42"),
        ("custom_attribute.${hash} | property_accessor: 'c'", ""),
        ("custom_attribute.${ten} | property_accessor: 'c'", ""),
        ("custom_attribute.${hash} | as_json_string", '{"a":42,"b":0}'),
        ("custom_attribute.${list} | as_json_string", '["a",1]'),
        ("event_properties.${price} | plus: 0", "12.5"),
        ("' 12 Euro' | plus: 0", "12"),
        ("'x' | plus: 0", "0"),
        ("custom_attribute.${yes} | plus: 0", "0"),
        ("custom_attribute.${no} | append: ''", "false"),
        ("custom_attribute.${missing} | append: '!'", "!"),
        ("' x ' | strip", "x"),
        ("'Ada' | slice: 0", "A"),
        ("'Ada' | slice: 1, 5", "da"),
        ("'Ada' | slice: -1", "a"),
        ("'Ada' | slice: -2, 2", "da"),
        ("'Ada' | slice: -4, 2", ""),
        ("'Ada' | slice: 1, -1", ""),
        ("'a\"b\\c\td' | json_escape", 'a\\"b\\\\c\\td'),
        ("custom_attribute.${ten} | json_escape", "10"),
    ],
)
def test_filters_do_what_braze_documents(expression: str, text: str) -> None:
    assert render(f"{{{{ {expression} }}}}") == text


@pytest.mark.parametrize(
    ("left", "right"), [("1", "true"), ("0", "false"), ("'true'", "true"), ("nil", "false"), ("'1'", "1")]
)
def test_values_of_two_types_are_never_equal(left: str, right: str) -> None:
    assert render(f"{{% assign x = {left} %}}{{% if x == {right} %}}equal{{% endif %}}") == ""


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("{% abort_message('no phone') %}", "no phone"),
        ('{% abort_message("no phone") %}', "no phone"),
        ("{% abort_message() %}", ""),
        ("{% abort_message () %}", ""),
    ],
)
def test_abort_message_ends_the_rendering(tag: str, reason: str) -> None:
    assert render(f"before {{% if ${{missing}} == blank %}}{tag}{{% endif %}} after") == Aborted(reason)
    assert render(f"{{% if ${{first_name}} == blank %}}{tag}{{% endif %}}sent") == "sent"


@pytest.mark.parametrize(
    "template",
    [
        *("{{ ${first_name} | upcase }}", "{{ ${first_name} | json }}", "{{ ${first_name} | lstrip }}"),
        *("{% unless ${first_name} == 'x' %}{% endunless %}", "{% include 'x' %}"),
        "{% connected_content https://example.com %}",
        *("{% if (${first_name} == 'x') %}{% endif %}", "{% if ${first_name} | append: 'x' == 'Adax' %}{% endif %}"),
        "{% if ${first_name} == 'x' and ${user_id} == 'y' %}{% endif %}",
        *("{{ ${first_name} | append: {{${user_id}}} }}", "{% assign größe = 1 %}"),
        *("{% abort_message('no {{${first_name}}}') %}", "{% abort_message(reason) %}", "{% abort_message %}"),
        *("{{ ${first_name", "{% if ${first_name} == 'x'", "{% if ${first_name} == 'x' %}"),
        *("{{ ${} }}", '{{ ${a"b} }}', "{{ ${a|b} }}"),
        "{% if ${first_name} == 'x' %}{% else if %}{% endif %}",
    ],
)
def test_what_braze_does_not_document_is_refused(template: str) -> None:
    with pytest.raises(LiquidError) as error:
        render(template)
    assert "\n" not in str(error.value)


def test_rewriting_leaves_text_outside_of_tags_alone() -> None:
    assert rewrite("{ ${x} } {{${x}}} {%- if a.${y z} -%}") == '{ ${x} } {{braze["x"]}} {%- if a["y z"] -%}'
    with pytest.raises(RewriteError, match="line 2"):
        rewrite("\n{{ ${x}")


@pytest.mark.parametrize(
    "groups", [{"g": "subscribed"}, [{"subscription_group_id": "g", "subscription_state": "subscribed"}]]
)
def test_subscription_groups_may_be_saved_as_an_object_or_as_a_list(groups: Any) -> None:
    profile, findings = namespaces({"subscription_groups": groups}, "profile.json")
    assert not findings
    assert profile["subscribed_state"]["g"] == "subscribed"


def test_fields_may_have_the_names_of_braze_s_export() -> None:
    profile, findings = namespaces({"external_id": "1", "email": "a@example.com", "phone": "+1"}, "profile.json")
    assert not findings
    assert profile["braze"] == {"user_id": "1", "email_address": "a@example.com", "phone_number": "+1"}
