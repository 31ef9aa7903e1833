"""Where liquidjs differs from Braze's dialect, and why. Elsewhere, the tests of W2 to W4 hold both equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regal_braze.engines.liquid import compile_template
from regal_braze.losses.profiles import profile
from regal_braze.webhooks.settings import BrazeValue
from support import liquidjs

ATTRIBUTE = BrazeValue("attribute", "x")

TOTAL = "{% assign number = custom_attribute.${x} | plus: 0 %}{{ number }}"
BLANK = "{% if custom_attribute.${x} == blank %}blank{% endif %}"
TEXT = '{% assign text = custom_attribute.${x} | append: "" %}{{ text }}'
SIZE = "{% assign size = custom_attribute.${size} %}{{ size }}"
JSON = "{% assign json = custom_attribute.${x} | as_json_string %}{{ json }}"

DIFFERENCES: dict[str, tuple[str, Any, str, str]] = {
    "JavaScript has one type of numbers: 1.0 is 1": (TOTAL, 1.0, "1.0", "1"),
    "and so is the text 1.0, once it is a number": (TOTAL, "1.0", "1.0", "1"),
    "it writes large numbers with all digits": (TOTAL, 1e20, "1e+20", "100000000000000000000"),
    "and small ones shorter": (TOTAL, 1e-7, "1e-07", "1e-7"),
    "it holds whole numbers up to 2^53 only": (TOTAL, 2**53 + 1, "9007199254740993", "9007199254740992"),
    "Liquid's plus takes a text for the number that it begins with": (TOTAL, "12 Euro", "12", "0"),
    "JavaScript reads more texts as numbers": (TOTAL, "1e5", "1", "100000"),
    "and counts true as 1": (TOTAL, True, "0", "1"),
    "Ruby's white space has U+0085": (BLANK, "\u0085", "blank", ""),
    "JavaScript's has U+FEFF": (BLANK, "\ufeff", "", "blank"),
    "what is printed of a list is not documented": (TEXT, ["a", 1], '["a", 1]', "a1"),
    "nor of an object": (TEXT, {"a": 1}, '{"a": 1}', "[object Object]"),
    "liquidjs counts the attributes, where none is called size": (SIZE, "one attribute", "", "1"),
    "JavaScript puts keys that are whole numbers first": (JSON, {"b": 1, "2": 3}, '{"b":1,"2":3}', '{"2":3,"b":1}'),
}
"""Where the engines differ, by the reason: a template, a value, and what each engine makes of it."""


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_where_they_differ_and_why(reason: str) -> None:
    """Braze runs Shopify's Liquid in Ruby; where it documents nothing else, that is what the dialect follows."""
    source, value, in_braze, in_liquidjs = DIFFERENCES[reason]
    assert compile_template(source).render(profile({ATTRIBUTE: value})) == in_braze
    if liquidjs.INSTALLED:
        assert liquidjs.render_many(source, [profile({ATTRIBUTE: value})]) == [in_liquidjs]


def test_the_version_is_pinned_and_no_address_is_recorded() -> None:
    package = json.loads(Path(liquidjs.FOLDER, "package.json").read_text(encoding="utf-8"))
    lock = Path(liquidjs.FOLDER, "package-lock.json").read_text(encoding="utf-8")
    assert package["dependencies"] == {"liquidjs": json.loads(lock)["packages"]["node_modules/liquidjs"]["version"]}
    assert "://" not in lock
