"""Requests in short: what differs from a usual object, with marks for what is long.

`attributes {"a": "<256 x>"}` is a request with one attributes object, whose only attribute is a text of 256 letters.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from regal_braze.verify.requests import RequestProblem, check_requests
from support.examples import Example

FOLDER: Final = Path(__file__).with_name("rules")
TIME: Final = "2022-07-15T03:17:39.000Z"
_USUAL: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "event": ("events", {"external_id": "123", "name": "Call Completed", "time": TIME}),
    "attributes": ("attributes", {"external_id": "123"}),
    "purchase": ("purchases", {"external_id": "123", "product_id": "Q", "currency": "USD", "price": 1.5, "time": TIME}),
}
_ORDER: Final[dict[str, Any]] = {
    "order_id": "7",
    "total_value": 1.5,
    "currency": "USD",
    "source": "regal",
    "cancel_reason": "late",
    "products": [{"product_id": "p", "product_name": "P", "variant_id": "v", "quantity": 1, "price": 1.5}],
}
_TEXT_OR_NOT_FINITE: Final = re.compile(r'("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity)')
_TOO_LARGE: Final = "1e999"  # JavaScript reads it as Infinity
_MARK: Final = re.compile(r"<(\d+) (bytes|lists|objects|times|numbers|texts|items|.)>", re.DOTALL)


def said(example: Example) -> str:
    """Return the requests of an example, with the problems of the bad one below it; the good one has none."""
    good, bad, *_ = example.text.splitlines()
    texts = [json_text(request(line.partition(" ")[2])) for line in (good, bad)]
    no_problems, problems = check_requests(texts)
    assert no_problems == ()
    assert len({problem.pointer for problem in problems}) == 1, "the bad one breaks this rule and no other"
    text = "".join(f"  {problem.pointer}: {problem.message}\n" for problem in problems)
    return f"{good}\n{bad}\n" + text.encode(errors="backslashreplace").decode()


def check_request(value: object) -> tuple[RequestProblem, ...]:
    """Return the problems of a request that is given as a value."""
    return check_requests([json_text(value)])[0]


def json_text(value: object) -> str:
    """Return a value as JSON. NaN and infinity become a number that JavaScript cannot hold either."""
    return _TEXT_OR_NOT_FINITE.sub(lambda found: found[1] or _TOO_LARGE, json.dumps(value))


def request(text: str) -> Any:
    """Return the request that a text stands for."""
    kind, _, document = text.partition(" ")
    value = _expanded(json.loads(document))
    return value if kind == "request" else usual(kind, **value)


def usual(kind: str, **members: Any) -> dict[str, Any]:
    """Return a request with one usual object and other members; one that is "<removed>" is left out."""
    if kind == "properties":
        return usual("event", properties=members)
    if kind == "order":
        name = members.pop("name", "ecommerce.order_placed")
        return usual("event", name=name, properties=_merged(_ORDER, members))
    if kind == "item":
        return {"catalog_name": "regal_agents", "items": [_merged({"id": "agent-1"}, members)]}
    key, base = _USUAL[kind]
    return {key: [_merged({**base, "_update_existing_only": False}, members)]}


def nested(levels: int, value: Any = 1, *, objects: bool = False) -> Any:
    """Return a value within lists or objects."""
    for _ in range(levels):
        value = {"a": value} if objects else [value]
    return value


def _merged(base: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**base, **members}.items() if value != "<removed>"}


def _expanded(value: Any) -> Any:
    if isinstance(value, dict):
        return {_expanded(key): _expanded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        form = _MARK.fullmatch(str(value[0])) if value else None
        repeats = form is not None and form[2] in ("times", "numbers", "texts", "items")
        items = _repeated(form[2], int(form[1]), value) if form and repeats else value
        return [_expanded(item) for item in items]
    if not isinstance(value, str):
        return value
    match form := _MARK.fullmatch(value):
        case re.Match() if form[2] == "bytes":
            return _object_of(int(form[1]))
        case re.Match() if form[2] in ("lists", "objects"):
            return nested(int(form[1]), objects=form[2] == "objects")
    return _MARK.sub(lambda found: found[2] * int(found[1]), value)


def _repeated(kind: str, count: int, value: list[Any]) -> list[Any]:
    if kind == "times":
        return [value[1]] * count
    return [{"numbers": number, "texts": str(number), "items": {"id": str(number)}}[kind] for number in range(count)]


def _object_of(size: int) -> dict[str, Any]:
    """Return an object whose compact JSON has `size` bytes, most of them in letters of two bytes."""
    value: dict[str, Any] = {"array": [f"{number:05}" + "é" * 245 for number in range((size - 1000) // 498)]}
    while size - _length(value) > 250:
        value[f"fill{len(value)}"] = "x" * 200
    value["last"] = ""
    value["last"] = "x" * (size - _length(value))
    return value


def _length(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
