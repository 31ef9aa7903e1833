"""The pages of docs/ that are made: current, complete, and their examples do what they say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from typer.main import get_command

from documentation.pages import blocks
from pages.all_pages import left_over, pages
from pages.configuration import recipes_table
from pages.markdown import anchor, code, prose
from regal_braze.cli.app import app
from regal_braze.findings.finding import has_errors
from regal_braze.pipeline import plan_workspace
from regal_braze.resources import schemas_root
from regal_braze.verify.requests import check_requests
from regal_braze.workspace.read import read_settings
from regal_braze.workspace.workspace import open_workspace
from support.command import run

Json: TypeAlias = Any

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
CONFIGURATION, DIALECT = ((ROOT / f"docs/{name}.md").read_text("utf-8") for name in ("configuration", "dialect"))


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Return the text of every page, as it is made now."""
    return pages()


def dialect(name: str) -> Json:
    return json.loads((schemas_root() / "dialect" / f"{name}.json").read_text(encoding="utf-8"))


def without_blocks(page: str) -> str:
    return re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)


def tables(page: str) -> list[dict[str, list[str]]]:
    """The tables of a page: for each, the cells of every row by the code in its first."""
    found: list[dict[str, list[str]]] = []
    for lines in re.findall(r"(?:^\|.*\n)+", without_blocks(page), re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines.splitlines()[2:]]
        found.append({row[0].strip().strip("`"): [cell.strip() for cell in row] for row in rows})
    return found


def objects(node: Json) -> Iterator[dict[str, Json]]:
    """The properties of every object that a schema describes by its keys, wherever in it."""
    if not isinstance(node, dict):
        return
    if "properties" in node:
        yield node["properties"]
    inner = [*node.get("properties", {}).values(), *node.get("$defs", {}).values(), *node.get("anyOf", ())]
    for each in (*inner, node.get("additionalProperties"), node.get("items")):
        yield from objects(each)


def shown(schema: Json, document: Json) -> set[tuple[int, str]]:
    """The keys that a document has: each by the identity of the properties that describe it, and its name."""
    found: set[tuple[int, str]] = set()

    def walk(node: Json, value: Json) -> None:
        if not isinstance(node, dict):
            return
        if "$ref" in node:
            target = schema
            for key in node["$ref"].removeprefix("#/").split("/"):
                target = target[key]
            walk(target, value)
        for branch in node.get("anyOf", ()):
            walk(branch, value)
        for inner in value if isinstance(value, list) else ():
            walk(node.get("items"), inner)
        for key, inner in value.items() if isinstance(value, dict) else ():
            properties = node.get("properties", {})
            if key in properties:
                found.add((id(properties), key))
            walk(properties.get(key, node.get("additionalProperties")), inner)

    walk(schema, document)
    return found


def anchors(page: str) -> list[str]:
    """The anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.*)$", without_blocks(page), re.MULTILINE)
    return [re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_every_page_is_current(made: dict[str, str]) -> None:
    old = [path for path, page in made.items() if (ROOT / path).read_text(encoding="utf-8") != page]
    assert old == [], "run make pages"


def test_no_page_outlives_its_event(made: dict[str, str]) -> None:
    assert left_over(made) == [], "run make pages"


def test_every_event_has_a_page_with_what_its_samples_become(made: dict[str, str]) -> None:
    for file in (schemas_root() / "events").glob("*.json"):
        page = made[f"docs/events/{file.stem}.md"]
        shown_blocks = [json.loads(block) for block in blocks(page, "json")]
        samples = json.loads(file.read_text(encoding="utf-8"))["examples"]
        assert [each for each in shown_blocks if each in samples] == samples
        requests = [each for each in shown_blocks if each not in samples]
        assert all(problems == () for problems in check_requests(list(map(json.dumps, requests))))
        assert len(requests) + len(blocks(page, "text")) == len(samples)
        assert f"[`{file.stem}`]({file.stem}.md)" in made["docs/events/index.md"]


def test_every_command_and_option_is_described(made: dict[str, str]) -> None:
    page = made["docs/commands.md"]
    commands = [*getattr(get_command(app), "commands", {})]
    assert re.findall(r"^## `(.*)`$", page, re.MULTILINE) == commands
    for name in commands:
        section = page.partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]
        options = re.findall(r"(?<![\w-])--[a-z-]+", run(name, "--help").out)
        for option in {*options} - {"--format", "--quiet", "--help"}:
            assert f"`{option}" in section, f"{name} {option}"


def test_links_lead_somewhere(made: dict[str, str]) -> None:
    for path, page in made.items():
        assert len(set(anchors(page))) == len(anchors(page)), path
        for target in re.findall(r"\]\((?!https://)([^)]+)\)", without_blocks(page)):
            file, _, place = target.partition("#")
            other = (ROOT / path).parent / file if file else ROOT / path
            assert other.is_file(), (path, target)
            assert not place or place in anchors(other.read_text(encoding="utf-8")), (path, target)


@pytest.mark.parametrize(("name", "page"), [("workspace", CONFIGURATION), ("event", DIALECT)])
def test_every_key_of_the_schema_is_described(name: str, page: str) -> None:
    found = tables(page)
    schema = dialect(name)
    for properties in objects(schema):
        if name == "workspace" and properties is schema["properties"]:  # each section has a heading
            assert {f"`[{section}]`" for section in properties} == set(re.findall(r"^## (`.*`)$", page, re.MULTILINE))
            continue
        assert any(properties.keys() <= table.keys() for table in found), sorted(properties)
    for table in found:
        for key, cells in table.items():
            assert all(cells[:3]), f"{key} lacks a description or values"


def test_defaults_and_allowed_values_are_the_schema_s() -> None:
    (identity,) = (table for table in tables(CONFIGURATION) if "missing" in table)
    assert identity["missing"][2:] == ["`error` or `skip`", '`"error"`']
    assert identity["order"][3] == '`["external_id", "email", "user_alias"]`'
    (event,) = (table for table in tables(CONFIGURATION) if "enabled" in table and "nulls" in table)
    assert event["nulls"][3] == "as in `[properties]`"
    assert event["limits"][2] == "a table of whole numbers, 1 to 500"


@pytest.mark.parametrize("toml", blocks(CONFIGURATION, "toml"))
def test_what_is_shown_is_taken(tmp_path: Path, toml: str) -> None:
    (tmp_path / "regal-braze.toml").write_text(toml, encoding="utf-8")
    read_settings(tmp_path / "regal-braze.toml")
    plans = plan_workspace(open_workspace(tmp_path))
    assert not has_errors(plans.findings), plans.findings


def test_the_examples_show_every_key() -> None:
    schema = dialect("workspace")
    used = {
        key for name in schema["properties"] for key in shown(schema, tomllib.loads(text_of(f"settings/{name}.toml")))
    }
    every = {(id(properties), key) for properties in objects(schema) for key in properties}
    assert {key for _, key in every - used} == set(), "add them to examples/settings/"


def text_of(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_example_of_a_schema_gives_a_request(tmp_path: Path) -> None:
    (shown_schema,) = blocks(DIALECT, "json")
    event = json.loads(shown_schema)
    file = tmp_path / "schemas" / "events" / f"{event['title']}.json"
    file.parent.mkdir(parents=True)
    file.write_text(shown_schema, encoding="utf-8")
    sample = json.dumps(event["examples"][0]).encode()
    ended = run("-C", tmp_path, "run", event["title"], stdin=sample)
    assert ended.code == 0, ended
    request = json.loads(ended.out)
    assert request["events"][0]["name"] == "Policy Renewed by Phone"
    assert request["purchases"][0]["price"] == 480


def test_every_keyword_of_x_braze_is_shown_somewhere() -> None:
    files = [EXAMPLES / "policy.renewed.json", *(ROOT / "schemas" / "events").glob("*.json")]
    used = {key for file in files for key in json.loads(file.read_text(encoding="utf-8")).get("x-braze", {})}
    assert used == set(dialect("event")["$defs"]["x-braze"]["properties"])


def test_recipes_cost_what_they_write() -> None:
    made = tables(recipes_table(schemas_root() / "events"))[0]
    declared = dialect("workspace")["properties"]["recipes"]["properties"]
    assert made.keys() == declared.keys()
    for name, (_, event, writes, points, state) in made.items():
        assert event in declared[name]["description"]
        assert points == "1 for each chosen key" or int(points) == writes.count(",") + 1
        assert (state == "on") is (declared[name]["default"] is True)


@pytest.mark.parametrize(
    ("plain", "shown_as"),
    [
        ("with *, several: sms.*", "with \\*, several: sms.\\*"),
        ("a <b> in `<code> *`", "a \\<b> in `<code> *`"),
        ('["a"]', '\\["a"\\]'),
    ],
)
def test_plain_text_stays_plain(plain: str, shown_as: str) -> None:
    assert prose(plain) == shown_as


def test_headings_are_linked_as_github_does() -> None:
    assert anchor('`[events."<event>".purchases]`') == "eventseventpurchases"
    assert anchor("`x-braze`: what Braze gets") == "x-braze-what-braze-gets"
    assert code("a`b") == "``a`b``"
