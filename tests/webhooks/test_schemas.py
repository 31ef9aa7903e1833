"""The shipped schemas of webhooks are complete; schemas/regal/ takes what Regal documents, and only that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from regal_braze.resources import schemas_root
from regal_braze.verify.webhooks import problem_of
from schema.changes import changed
from support.examples import Example, each

FILES = sorted((schemas_root() / "webhooks").rglob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_field_says_where_it_comes_from_and_what_happens_without(path: Path) -> None:
    waiting = [read(path)]
    fields = 0
    while waiting:
        node = waiting.pop()
        below = node.get("properties", node.get("$defs", {}))
        waiting += [*below.values(), *node.get("prefixItems", [])]
        if node.get("type") in ("string", "boolean"):
            fields += 1
            annotation = node["x-braze"]
            assert annotation["presence"] in ("required", "optional", "decisive")
            assert "source" in annotation or annotation["setting"] in ("label", "primary")
    assert fields or path.stem != "contact"


FOLDER: Final = Path(__file__).with_name("bodies")
BODY: Final = FOLDER / "body.json"


def said(example: Example) -> str:
    """Return what is wrong with the body after a change."""
    return f"  {problem_of(json.dumps(changed(read(BODY), example.title)))}\n"


def test_regal_takes_what_it_documents() -> None:
    few: tuple[Any, ...] = ({"userId": "1"}, {"traits": {"phone": "+1"}}, {"traits": {"phones": {"+1": {}}}})
    for body in (read(BODY), *few):
        assert problem_of(json.dumps(body)) is None


@each(FOLDER)
def test_regal_refuses_a_value_of_another_type(example: Example) -> None:
    assert said(example) == example.text


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"traits": {"firstName": "Ada"}}', '{"userId": "1",}'])
def test_regal_refuses_what_names_no_contact_or_is_no_json(body: str) -> None:
    assert problem_of(body)
