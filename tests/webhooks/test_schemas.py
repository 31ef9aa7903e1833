"""The shipped schemas of webhooks follow their dialect; schemas/regal/ takes what Regal documents, and only that."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from regal_braze.resources import schemas_root
from regal_braze.verify.webhooks import problem_of

FILES = sorted((schemas_root() / "webhooks").rglob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


DIALECT = Draft202012Validator(read(schemas_root() / "dialect" / "webhook.json"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_follows_the_dialect(path: Path) -> None:
    assert [error.message for error in DIALECT.iter_errors(read(path))] == []


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


BODY: dict[str, Any] = {
    "userId": "1",
    "traits": {
        "phones": {"+1": {"label": "Home", "isPrimary": True, "voiceOptIn": {"subscribed": False, "ip": "::1"}}},
        "emails": {"a@example.com": {"emailOptIn": {"subscribed": True}}},
        "phone": "+1",
        "email": "a@example.com",
        "optIn": [{"channel": "sms", "subscribed": False, "source": "form"}],
        "custom": {"anything": [1, None]},
    },
    "name": "Signed Up",
    "properties": {"anything": None},
    "eventSource": "braze",
    "originalTimestamp": "2026-03-01 09:30:00 -04:00",
}


def test_regal_takes_what_it_documents() -> None:
    assert problem_of(json.dumps(BODY)) is None
    few: tuple[Any, ...] = ({"userId": "1"}, {"traits": {"phone": "+1"}}, {"traits": {"phones": {"+1": {}}}})
    for body in few:
        assert problem_of(json.dumps(body)) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("userId", 1),
        ("traits/phone", 1),
        ("traits/phone", None),
        ("traits/firstName", False),
        ("traits/phones", []),
        ("traits/phones/+1/isPrimary", "true"),
        ("traits/phones/+1/voiceOptIn/subscribed", "true"),
        ("traits/phones/+1/voiceOptIn", {"ip": "::1"}),
        ("traits/optIn/0/subscribed", "false"),
        ("traits/optIn/0/channel", "fax"),
        ("traits/optIn/0", {"channel": "sms"}),
        ("properties", []),
        ("name", 5),
        ("eventSource", None),
    ],
)
def test_regal_refuses_a_value_of_another_type(path: str, value: Any) -> None:
    body = copy.deepcopy(BODY)
    node: Any = body
    *above, last = [int(part) if part == "0" else part for part in path.split("/")]
    for part in above:
        node = node[part]
    node[last] = value
    assert problem_of(json.dumps(body))


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"traits": {"firstName": "Ada"}}', '{"userId": "1",}'])
def test_regal_refuses_what_names_no_contact_or_is_no_json(body: str) -> None:
    assert problem_of(body)
