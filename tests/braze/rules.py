"""Requests to vary, and the type of a rule: a valid request next to one that breaks the rule."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from regal_braze.braze.request import check_request

EMOJI = "\U0001f600"  # two UTF-16 units, four bytes of UTF-8
E_MAIL = "xxx@example.com"
PHONE = "+17625555555"
ALIAS = {"alias_name": PHONE, "alias_label": "regal_phone"}
TIME = "2022-07-15T03:17:39.000Z"


def event(**members: Any) -> dict[str, Any]:
    base = {"external_id": "123", "name": "Call Completed", "time": TIME, "_update_existing_only": False}
    return {"events": [merged(base, members)]}


def attributes(**members: Any) -> dict[str, Any]:
    return {"attributes": [merged({"external_id": "123", "_update_existing_only": False}, members)]}


def purchase(**members: Any) -> dict[str, Any]:
    base = {
        "external_id": "123", "product_id": "Quote", "currency": "USD", "price": 1.5, "time": TIME,
        "_update_existing_only": False,
    }  # fmt: skip
    return {"purchases": [merged(base, members)]}


def item(**members: Any) -> dict[str, Any]:
    return {"catalog_name": "regal_agents", "items": [merged({"id": "agent-1"}, members)]}


def properties(**members: Any) -> dict[str, Any]:
    return event(properties=members)


def identified(**identifiers: Any) -> dict[str, Any]:
    """Return members that replace the external_id with these identifiers."""
    return {"external_id": ..., **identifiers}


def nested_object(levels: int) -> Any:
    """Return objects within objects, `levels` deep."""
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


def nested_array(levels: int, within: Any = 1) -> Any:
    """Return arrays within arrays, `levels` deep."""
    value = within
    for _ in range(levels):
        value = [value]
    return value


def merged(base: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    """Merge two objects; a member whose value is `...` is left out."""
    return {key: value for key, value in {**base, **members}.items() if value is not ...}


def object_of(size: int) -> dict[str, Any]:
    """Return an object whose compact JSON has `size` bytes, most of them in letters of two bytes."""
    value: dict[str, Any] = {"array": [f"{number:05}" + "é" * 245 for number in range((size - 1000) // 498)]}
    while size - length(value) > 250:
        value[f"fill{len(value)}"] = "x" * 200
    value["last"] = ""
    value["last"] = "x" * (size - length(value))
    return value


def length(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


class Rule(NamedTuple):
    """A rule in words, a request that keeps it, one that breaks it, and the pointer of the problem."""

    says: str
    kept: Any
    broken: Any
    pointer: str


def each(rules: Iterable[Rule]) -> pytest.MarkDecorator:
    """Parametrize a test with each rule as `rule`."""
    return pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.says) for rule in rules])


def assert_exact(rule: Rule) -> None:
    """Assert that one request is valid and that the other breaks only this rule."""
    assert check_request(rule.kept) == ()
    problems = check_request(rule.broken)
    assert {problem.pointer for problem in problems} == {rule.pointer}
    assert all(problem.message and len(problem.message) < 300 for problem in problems)
