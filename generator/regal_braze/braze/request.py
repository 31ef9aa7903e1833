"""Check a request against all of Braze's rules.

The schemas in `schemas/braze/` hold the rules that JSON Schema can express. The rules in this module need UTF-16 units,
bytes or a calendar. Importing the module loads no validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from textwrap import shorten
from typing import Any, TypeVar

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import pointer as json_pointer
from regal_braze.documents.validators import json_schema, validator
from regal_braze.immutable import Immutable

_Type = TypeVar("_Type")

_LEVELS = 100  # not Braze's limit: deeper values could overflow the stack of the code that reads them next
_DATE_TIME = re.compile(limits.DATE_TIME_PATTERN)
_DATE_FIELDS = ("dob", "date_of_first_session", "date_of_last_session", "marked_email_as_spam_at")
_CURRENCY = re.compile("[A-Z]{3}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class RequestProblem(Immutable):
    """Why Braze would refuse or distort a request; `pointer` is a JSON Pointer (RFC 6901) into it."""

    pointer: str
    message: str


def check_request(request: object) -> tuple[RequestProblem, ...]:
    """Return a problem for each of Braze's rules that `request` breaks; the request is valid if there are none.

    `request` is any value that `json.loads` returns: the result of a transformation, for track users or for a
    catalog. Such a value never raises an exception. If it contains something that JSON cannot hold (a lone surrogate,
    NaN, endless nesting), only that is reported.
    """
    problems = list(_json_problems(request))
    if problems:
        return tuple(problems)
    if isinstance(request, dict) and ("catalog_name" in request or "items" in request):
        problems += _schema_problems("braze/catalog-items", request)
        problems += _catalog_problems(request)
    else:
        problems += _schema_problems("braze/users-track", request)
        problems += _track_problems(request)
    return tuple(problems)


def _json_problems(request: object) -> Iterator[RequestProblem]:
    for parent, key, value, level, _ in _values([request], ""):
        kind = type(value)
        if kind is float and not isfinite(value):
            message = "JSON cannot hold NaN or Infinity"
        elif kind is str and not value.isascii() and _LONE_SURROGATE.search(value):
            message = "contains a lone surrogate"
        elif type(key) is str and not key.isascii() and _LONE_SURROGATE.search(key):
            message = "has a lone surrogate in its key"
        elif level > _LEVELS and kind in (dict, list):
            message = f"is nested more than {_LEVELS} levels deep"
        else:
            continue
        yield RequestProblem(_pointer(parent, key).removeprefix("/0"), message)
        if level > _LEVELS:
            return


def _schema_problems(name: str, request: object) -> Iterator[RequestProblem]:
    if validator(name).is_valid(request):
        return
    schema = json_schema(name)
    for error in validator(name).iter_errors(request):
        pointer = ""
        for part in error.instance_path:
            pointer = _pointer(pointer, part)
        title, rule = schema["title"], schema
        for part in error.schema_path:
            rule = rule[part]
            title = rule.get("title", title) if isinstance(rule, dict) else title
        if error.kind.name not in ("not", "oneOf", "anyOf"):  # the validator's message on these adds nothing
            title = f"{title}: {shorten(error.message, 160, placeholder='…')}"
        yield RequestProblem(pointer, title)


def _track_problems(request: object) -> Iterator[RequestProblem]:
    objects = [
        (kind, f"/{kind}/{index}", item)
        for kind in ("attributes", "events", "purchases")
        for index, item in enumerate(_member(request, kind, list))
    ]
    if len(objects) > limits.OBJECTS_PER_REQUEST:
        yield RequestProblem("", f"{len(objects)} objects in one request; at most {limits.OBJECTS_PER_REQUEST}")
    for kind, pointer, item in objects:
        if len(_member(item, "external_id", str).encode()) > limits.EXTERNAL_ID_BYTES:
            message = f"longer than {limits.EXTERNAL_ID_BYTES} bytes of UTF-8"
            yield RequestProblem(f"{pointer}/external_id", message)
        if kind == "attributes":
            yield from _attribute_problems(item, pointer)
        else:
            is_order = kind == "events" and _member(item, "name", str) in limits.ORDER_PROPERTIES
            priced, place = (
                (_member(item, "properties", dict), f"{pointer}/properties") if is_order else (item, pointer)
            )
            currency = _member(priced, "currency", str)
            if _CURRENCY.fullmatch(currency) and currency not in limits.CURRENCY_CODES:
                yield RequestProblem(f"{place}/currency", "not an ISO 4217 code of a currency")
            yield from _time_problems(_member(item, "time", str), f"{pointer}/time")
            yield from _property_problems(_member(item, "properties", dict), f"{pointer}/properties")


def _attribute_problems(item: object, pointer: str) -> Iterator[RequestProblem]:
    if not isinstance(item, dict):
        return
    attributes = {key: value for key, value in item.items() if key not in limits.PRIMARY_IDENTIFIERS}
    if not _ENCODER.encode(attributes).isascii():
        yield from _text_problems(attributes, pointer, limits.STRING_LIMIT, limits.KEY_LIMIT)
    for key, value in attributes.items():
        if isinstance(value, (dict, list)):
            yield from _size_problems(_ENCODER.encode(value), _pointer(pointer, key))
    for field in _DATE_FIELDS:
        value = _member(item, field, str)
        if _DATE_TIME.fullmatch(value) and _moment(value) is None:
            yield RequestProblem(f"{pointer}/{field}", "the date does not exist")
    for parent, key, value, _, _ in _values(attributes, pointer):
        if isinstance(value, list) and _repeats(value):
            yield RequestProblem(_pointer(parent, key), "values of an array must be unique")


def _property_problems(properties: dict[str, Json], pointer: str) -> Iterator[RequestProblem]:
    text = _ENCODER.encode(properties)
    yield from _size_problems(text, pointer)
    if not text.isascii():
        yield from _text_problems(properties, pointer, limits.STRING_LIMIT, limits.KEY_LIMIT)
    if "[" not in text:
        return  # most requests: without an array there is no date-time in an array
    for parent, key, value, _, is_item in _values(properties, pointer):
        if is_item and isinstance(value, str) and _DATE_TIME.fullmatch(value) and _moment(value[:10]):
            yield RequestProblem(_pointer(parent, key), "date-times are not supported within arrays")


def _size_problems(text: str, pointer: str) -> Iterator[RequestProblem]:
    if len(text.encode()) > limits.PROPERTIES_BYTES:
        yield RequestProblem(pointer, f"larger than {limits.PROPERTIES_BYTES:,} bytes of JSON")


def _time_problems(time: str, pointer: str) -> Iterator[RequestProblem]:
    if not _DATE_TIME.fullmatch(time):
        return  # it is absent, or the schema has reported it
    moment = _moment(time)
    if moment is None:
        yield RequestProblem(pointer, "the time does not exist")
    elif moment.tzinfo and not limits.EARLIEST_TIME <= moment.timestamp() * 1000 <= limits.LATEST_TIME:
        yield RequestProblem(pointer, "outside the years 2000 to 2100")


def _catalog_problems(request: object) -> Iterator[RequestProblem]:
    ids: set[str] = set()
    for index, item in enumerate(_member(request, "items", list)):
        pointer = f"/items/{index}"
        if not isinstance(item, dict):
            continue
        yield from _text_problems(item, pointer, limits.CATALOG_STRING_LIMIT, limits.CATALOG_STRING_LIMIT)
        item_id = _member(item, "id", str)
        if item_id and item_id in ids:
            yield RequestProblem(f"{pointer}/id", "ids must be unique within a request")
        ids.add(item_id)
        for parent, key, value, level, _ in _values(item, pointer):
            if level == limits.CATALOG_LEVELS and isinstance(value, (dict, list)):
                yield RequestProblem(_pointer(parent, key), f"more than {limits.CATALOG_LEVELS} levels of nesting")


def _text_problems(root: dict[str, Json], pointer: str, limit: int, key_limit: int) -> Iterator[RequestProblem]:
    """Yield a problem for each text that is too long in UTF-16 units. The schemas count characters."""
    for parent, key, value, _, _ in _values(root, pointer):
        if type(value) is str and not value.isascii() and len(value) <= limit < _units(value):
            yield RequestProblem(_pointer(parent, key), f"longer than {limit} UTF-16 units")
        if type(key) is str and not key.isascii() and len(key) <= key_limit < _units(key):
            yield RequestProblem(_pointer(parent, key), f"its key is longer than {key_limit} UTF-16 units")


def _values(root: Json, pointer: str) -> Iterator[tuple[str, str | int, Any, int, bool]]:
    """Yield each value below `root` as its parent's pointer, its key, itself, its level and whether an array holds it.

    Depth costs memory, never the stack.
    """
    stack = [(root, pointer, 1)]
    while stack:
        container, parent, level = stack.pop()
        is_array = type(container) is list
        for key, value in enumerate(container) if is_array else container.items():
            yield parent, key, value, level, is_array
            if type(value) in (dict, list):
                stack.append((value, _pointer(parent, key), level + 1))


def _member(parent: object, key: str, kind: type[_Type]) -> _Type:
    """Return the member if it exists and has that type, else an empty value. The schema reports a wrong type."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, kind) else kind()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _repeats(values: list[Json]) -> bool:
    """Return whether a scalar occurs twice in an array. 1 and true differ, and objects may repeat."""
    scalars = [(type(value) is bool, value) for value in values if not isinstance(value, (dict, list))]
    return len(set(scalars)) < len(scalars)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _pointer(parent: str, key: str | int) -> str:
    """Return the pointer of a member of the value at `parent`; a lone surrogate in the key becomes its escape."""
    return parent + json_pointer(str(key).encode("utf-8", "backslashreplace").decode())
