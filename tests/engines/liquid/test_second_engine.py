"""Where ruby-liquid differs from Braze's dialect in Python, and that both agree on what generated templates do.

Braze uses the Liquid of Ruby. The templates avoid everything that is listed here. The tests of W2 to W4 compare the
bodies that both engines give.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

from regal_braze.engines.liquid.environment import LiquidError, compile_template
from regal_braze.losses.profiles import profile
from regal_braze.webhooks.settings import BrazeValue
from support import ruby_liquid

ATTRIBUTE: Final = BrazeValue("attribute", "x")

PRINTED: Final = "{{ custom_attribute.${x} }}"
TEXT: Final = '{% assign text = custom_attribute.${x} | append: "" %}{{ text }}'
JSON: Final = "{% assign json = custom_attribute.${x} | as_json_string %}{{ json }}"
SUM: Final = "{% assign sum = custom_attribute.${x} | plus: 0.2 %}{{ sum }}"
CONTAINS: Final = '{% if custom_attribute.${x} contains "1" %}yes{% else %}no{% endif %}'
EACH: Final = "{% for item in custom_attribute.${x} %}{{ item }},{% endfor %}"
SIZE: Final = "{{ custom_attribute.${x}.size }}"
FIRST: Final = "{{ custom_attribute.${x}.first }}"

DIFFERENCES: Final[dict[str, tuple[str, Any, str | type[LiquidError], str]]] = {
    "Ruby prints 1e16 as 1.0e+16": (PRINTED, 1e16, "1e+16", "1.0e+16"),
    "Ruby prints a whole float with an exponent from 10^15 on": (PRINTED, 1e15, "1000000000000000.0", "1.0e+15"),
    "Ruby does so in JSON too": (JSON, [1e15], "[1000000000000000.0]", "[1.0e+15]"),
    "Ruby adds decimal numbers exactly": (SUM, 0.1, "0.30000000000000004", "0.3"),
    "In Ruby, null in a list becomes nil": (TEXT, [None], "[null]", "[nil]"),
    "In Ruby, an object as text has arrows": (TEXT, {"a": 1}, '{"a": 1}', '{"a"=>1}'),
    "Ruby prints no null of a list": (PRINTED, ["a", None], "aNone", "a"),
    "Ruby prints true of a list in lower case": (PRINTED, ["a", True], "aTrue", "atrue"),
    "Ruby prints an object with arrows": (PRINTED, {"a": "b"}, "{'a': 'b'}", '{"a"=>"b"}'),
    "Ruby prints the key and the value of an item of an object": (EACH, {"a": 1}, "('a', 1),", "a1,"),
    "Ruby prints the key and the value of the first item of an object": (FIRST, {"a": 1}, "('a', 1)", "a1"),
    "In Ruby, a number has a size in bytes": (SIZE, 1, "", "8"),
    "In Ruby, a number contains nothing; here, that is an error": (CONTAINS, 1, LiquidError, "no"),
}
"""The differences: a template, a value, and what this dialect and Ruby make of it."""

SCALARS: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 12.5, 1.0, 0.0, -0.0, 0.1, 1e14, 1e15, 9999999999999998.0, 1000000000000000.5, 1e16),
    *(1e20, -1.5e300, 1e-4, 1e-5, -1.25e-7, 2**53 + 1, 2**63, 2**70, "", " ", "\t\u00a0\u3000", "\u0085", "\ufeff"),
    *("\u200b", "\u180e", "a", "Ada", "1", "12", "12.5", " 12.5\n", "12.50", "007", "-0", "-0.0", "+5", "1e5", "1_000"),
    *("1__0", "_1", "12 Euro", " 12", "0x10", "1.", ".5", "١٢", "9" * 30, "9" * 400, "9" * 400 + ".5", "true", "nil"),
    *("NaN", '\u2028\b\x01\x7f"\\/</script>', "😀é"),
)
STRUCTURES: Final[tuple[Any, ...]] = ([], ["a"], [1, "a"], [[1], {"a": None}], {}, {"a": 1}, {"a": {"b": [1, "x"]}})

CONDITIONS: Final = (
    *("given == text", "given == number", "given == digits", "given == true", "given == false", 'given == "true"'),
    *("given != blank", 'digits contains "e"', 'text == ""', 'given == blank and text != ""'),
)
USES: Final = (
    '{% assign given = custom_attribute.${x} %}{% assign text = given | append: "" %}'
    "{% assign number = given | plus: 0 %}{% assign json = given | as_json_string %}"
    '{% assign start = json | slice: 0 %}{% assign digits = number | append: "" %}{{ start }}'
    + "".join(f"{{% if {condition} %}}{number},{{% endif %}}" for number, condition in enumerate(CONDITIONS))
)
"""How the generated templates use a value, whatever it is."""
OF_SCALARS: Final = USES + "{{ digits }}|{{ text | json_escape }}|{{ text | slice: -2, 5 }}|{{ text | strip }}"


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_each_difference(reason: str) -> None:
    source, value, here, in_ruby = DIFFERENCES[reason]
    if isinstance(here, str):
        assert compile_template(source).render(profile({ATTRIBUTE: value})) == here
    else:
        with pytest.raises(here):
            compile_template(source).render(profile({ATTRIBUTE: value}))
    ruby_liquid.need()
    assert ruby_liquid.render_many(source, [profile({ATTRIBUTE: value})]) == [in_ruby]


@pytest.mark.parametrize(("source", "values"), [(OF_SCALARS, SCALARS), (USES, STRUCTURES)], ids=["scalars", "others"])
def test_the_engines_agree_on_what_templates_do_with_a_value(source: str, values: tuple[Any, ...]) -> None:
    ruby_liquid.need()
    profiles = [profile({ATTRIBUTE: value}) for value in values]
    found = dict(zip(map(repr, values), ruby_liquid.render_many(source, profiles), strict=True))
    assert found == {repr(value): compile_template(source).render(profile({ATTRIBUTE: value})) for value in values}


def test_an_error_in_ruby_is_an_error() -> None:
    ruby_liquid.need()
    with pytest.raises(LiquidError, match="undefined filter"):
        ruby_liquid.render_many("{{ 1 | unknown }}", [{}])
    with pytest.raises(LiquidError, match="syntax"):
        ruby_liquid.render_many("{% if %}{% endif %}", [{}])


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_ruby_the_tests_are_skipped_but_fail_in_continuous_integration(
    ci: str, outcome: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruby_liquid, "_process", lambda: None)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="apt-get install ruby ruby-liquid"):
        ruby_liquid.need()
