"""Templates rendered under liquidjs agree byte for byte, but where Braze documents another meaning than it has.

liquidjs comes from the npm registry, for tests only. `make test` installs it in tests/support/liquidjs if npm is
installed.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from regal_braze.engines.liquid import Aborted, compile_template
from regal_braze.verify.profiles import one_by_one, profile, states, usual
from regal_braze.workspace.webhook_settings import BrazeValue
from webhooks.templates import ROOT, TEMPLATES, plans, template, text

FOLDER = ROOT / "tests" / "support" / "liquidjs"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules" / "liquidjs").is_dir(),
    reason="node or liquidjs is missing; with npm there, make test installs liquidjs",
)

RANDOM = 200

ODD: tuple[Any, ...] = (
    0,
    1,
    -0.5,
    "1",
    "-0.5",
    "12.5",
    "007",
    "1e5",
    "0x10",
    "true",
    "false",
    "False",
    "nil",
    [],
    {},
    [1, "a"],
    {"a": 1},
)
"""Values that a field of another type may hold; both engines agree on all of them."""


def under_liquidjs(jobs: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> list[list[str | Aborted]]:
    """Return what each template gives for each of its profiles."""
    given = json.dumps([{"template": template, "profiles": profiles} for template, profiles in jobs])
    done = subprocess.run(["node", "render.mjs"], input=given, capture_output=True, text=True, cwd=FOLDER, check=False)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    return [[each["body"] if "body" in each else Aborted(each["aborted"]) for each in result] for result in results]


def profiles(workspace: str, name: str) -> list[dict[BrazeValue, Any]]:
    variables = plans(workspace)[name].variables
    found = list(one_by_one(variables))
    generator = random.Random(name)
    found += [{each.source: generator.choice(states(each)) for each in variables} for _ in range(RANDOM // 2)]
    required = {each.variable.source: usual(each.variable) for each in plans(workspace)[name].required}
    found += [
        {each.source: generator.choice((*states(each), *_odd(each.type))) for each in variables} | required
        for _ in range(RANDOM // 2)
    ]
    return found


def _odd(kind: str) -> tuple[Any, ...]:
    """What Braze prints of a list or an object is not documented, so none stands where a text is declared."""
    return tuple(each for each in ODD if kind not in ("string", "phone") or not isinstance(each, list | dict))


@pytest.mark.parametrize("workspace", sorted({workspace for workspace, _ in TEMPLATES}))
def test_both_engines_agree_byte_for_byte(workspace: str) -> None:
    names = list(plans(workspace))
    values = {name: profiles(workspace, name) for name in names}
    theirs = under_liquidjs((text(workspace, name), [profile(each) for each in values[name]]) for name in names)
    for name, results in zip(names, theirs, strict=True):
        ours = template(workspace, name)
        for each, result in zip(values[name], results, strict=True):
            assert ours.render(profile(each)) == result, (name, each)


ATTRIBUTE = BrazeValue("attribute", "x")

TOTAL = "{% assign number = custom_attribute.${x} | plus: 0 %}{{ number }}"
BLANK = "{% if custom_attribute.${x} == blank %}blank{% endif %}"
TEXT = '{% assign text = custom_attribute.${x} | append: "" %}{{ text }}'
SIZE = "{% assign size = custom_attribute.${size} %}{{ size }}"
JSON = "{% assign json = custom_attribute.${x} | as_json_string %}{{ json }}"

DIFFERENCES = {
    "JavaScript has one type of numbers: 1.0 is 1": (TOTAL, 1.0, "1.0", "1"),
    "and so is the text 1.0, once it is a number": (TOTAL, "1.0", "1.0", "1"),
    "it spells large numbers out": (TOTAL, 1e20, "1e+20", "100000000000000000000"),
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
"""Each place where the engines differ, with its reason: the template, a value, and what each of them makes of it."""


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_where_they_differ_and_why(reason: str) -> None:
    """Braze runs Shopify's Liquid in Ruby; where it documents nothing else, that is what the dialect follows."""
    source, value, in_braze, in_liquidjs = DIFFERENCES[reason]
    assert compile_template(source).render(profile({ATTRIBUTE: value})) == in_braze
    assert differences_under_liquidjs()[reason] == in_liquidjs


@cache
def differences_under_liquidjs() -> dict[str, str | Aborted]:
    jobs = [(source, [profile({ATTRIBUTE: value})]) for source, value, _, _ in DIFFERENCES.values()]
    return {reason: result for reason, (result,) in zip(DIFFERENCES, under_liquidjs(jobs), strict=True)}


def test_the_version_is_pinned_and_no_address_is_recorded() -> None:
    package = json.loads(Path(FOLDER, "package.json").read_text(encoding="utf-8"))
    lock = Path(FOLDER, "package-lock.json").read_text(encoding="utf-8")
    assert package["dependencies"] == {"liquidjs": json.loads(lock)["packages"]["node_modules/liquidjs"]["version"]}
    assert "://" not in lock
