"""docs/templates.md is right: every name that a template is given is documented with its kind, and the reverse."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from regal_braze.findings.finding import has_errors
from regal_braze.pipeline import all_artifacts, plan_workspace
from regal_braze.render import expressions, helpers
from regal_braze.render.contexts import CONSTANTS, HELPERS, TEMPLATES, Name
from regal_braze.render.literals import Code
from regal_braze.render.templates import Context, Templates
from regal_braze.resources import templates_root
from regal_braze.webhooks.render import Line
from regal_braze.workspace.workspace import open_workspace

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
ANY_KEY = """
[identity]
order = ["email", "user_alias"]
missing = "skip"

[properties]
undeclared = "properties"

[events."call.completed"]
undeclared = "attributes"
attributes = { disposition = "last_disposition" }

[events."call.placed"]
rename = { direction = "way" }

[events."agent.activity.updated"]
rename = { agent_email = "email" }

[bundles.subscriptions]
events = ["contact.subscribed", "contact.unsubscribed"]

[catalogs.policies]
object_type = "Policy"
fields = ["premium"]
"""
Recorded = dict[str, list[Context]]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Every context that a template is given: by default, with every option, and with some that exclude those."""
    found: Recorded = defaultdict(list)
    render = Templates.render

    def recording(self: Templates, name: str, context: Context) -> str:
        found[name].append(context)
        return render(self, name, context)

    every_option = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((EXAMPLES / "settings").glob("*.toml"))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Templates, "render", recording)
        for toml in ("", every_option, ANY_KEY):
            folder = tmp_path_factory.mktemp("workspace")
            (folder / "regal-braze.toml").write_text(toml, encoding="utf-8")
            (folder / "schemas" / "events").mkdir(parents=True)
            shutil.copy(EXAMPLES / "policy.renewed.json", folder / "schemas" / "events")
            plans = plan_workspace(open_workspace(folder))
            assert not has_errors(plans.findings), plans.findings
            all_artifacts(plans)
    return found


def templates() -> list[str]:
    root = templates_root()
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.jinja"))


def contexts(name: str, recorded: Recorded) -> list[Context]:
    """What a template is given, with what the template around it gives, where it is included."""
    if name == "transformation/contact_fields.js.jinja":
        return [each for each in recorded["transformation/transformation.js.jinja"] if "drops_addresses" in each]
    included = recorded["transformation/transformation.js.jinja"]
    return recorded.get(name, []) + [each for each in included if each["destination"] == name]


def test_every_template_is_documented() -> None:
    assert sorted(TEMPLATES) == templates()


@pytest.mark.parametrize("name", templates())
def test_what_is_documented_is_given(name: str, recorded: Recorded) -> None:
    given = contexts(name, recorded)
    assert given
    check(TEMPLATES[name].names, given, name)


@pytest.mark.parametrize("name", templates())
def test_what_is_given_is_documented(name: str, recorded: Recorded) -> None:
    own = {each.name for each in TEMPLATES[name].names}
    for context in recorded.get(name, []):
        allowed = set(own)
        if TEMPLATES[name].destination:
            allowed |= {each.name for each in TEMPLATES[str(context["destination"])].names}
        assert set(context) == allowed, name


def check(names: tuple[Name, ...], records: list[Context], place: str) -> None:
    """Each name is in each record, as what it is said to be; lists and what may be nothing are so at least once."""
    for each in names:
        values = [record[each.name] for record in records]
        inner = f"{place}: {each.name}"
        match each.kind:
            case "source text":
                assert all(isinstance(value, Code) for value in values), inner
            case "source text or nothing":
                assert {type(value) for value in values} == {Code, type(None)}, inner
            case "true or false":
                assert {type(value) for value in values} == {bool}, inner
            case "name of a template":
                assert set(values) <= set(TEMPLATES), inner
            case "record or nothing":
                assert None in values, inner
                members(each, [value for value in values if value is not None], inner)
            case "list of records":
                members(each, [item for value in values for item in listed(value)], inner)
            case "list of pairs":
                pairs = [pair for value in values for pair in listed(value)]
                assert pairs, inner
                assert all(isinstance(part, Code) for pair in pairs for part in pair), inner
            case "list of source texts":
                items = [item for value in values for item in listed(value)]
                assert items, inner
                assert all(isinstance(item, Code) for item in items), inner


def members(name: Name, found: list[Any], place: str) -> None:
    records = [dataclasses.asdict(each) if isinstance(each, Line) else each for each in found]
    assert records, place
    assert all(set(record) == {each.name for each in name.members} for record in records), place
    check(name.members, records, place)


def listed(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value


def test_every_name_of_a_built_in_template_is_documented() -> None:
    """What the templates themselves read: nothing else is promised, nothing promised is for nobody."""
    from jinja2.meta import find_undeclared_variables

    for name in templates():
        environment = Templates((templates_root(),))._environment(name.endswith(".liquid.jinja"))
        read = find_undeclared_variables(environment.parse((templates_root() / name).read_text(encoding="utf-8")))
        assert read <= {each.name for each in TEMPLATES[name].names}, name


def test_every_helper_and_constant_is_documented() -> None:
    text = (templates_root() / helpers.HELPERS_FILE).read_text(encoding="utf-8")
    source = helpers.read_helpers(text)
    assert source.keys() == expressions.HELPERS.keys()
    assert HELPERS.keys() == {name for name, block in source.items() if not block.startswith("//")}
    assert CONSTANTS.keys() == helpers.CONSTANTS.keys()
    assert set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", text)) <= CONSTANTS.keys()
