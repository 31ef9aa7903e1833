"""Braze's rules: limits and reserved names, and the check of a request by all of them.

What JSON Schema can say is in `schemas/braze/`; what needs UTF-16 units, bytes or a calendar is here.
Constants stand under their page, a path in Braze's documentation repository. Importing loads no validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import isfinite
from textwrap import shorten
from typing import TYPE_CHECKING, Any, TypeVar

from regal_braze.resources import schemas_root

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

_Kind = TypeVar("_Kind")

# _docs/_api/objects_filters/event_object.md
STRING_LIMIT = 255
"""Longest string in properties and attributes; among the meanings of "character", UTF-16 units are safe."""
KEY_LIMIT = 255
"""Longest key, in UTF-16 units."""
PROPERTIES_BYTES = 100_000
"""Largest properties object, in bytes of JSON; also of a nested attribute (_docs/_user_guide/data/activation/
attributes/nested_custom_attribute_support.md). 100 KB on the newer pages; a KB of 1,000 bytes is safe."""
RESERVED_EVENT_PROPERTIES = ("time", "event_name")
"""Keys that make the request fail."""
DATE_TIME_PATTERN = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,:][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$"
)
"""A date or date-time, in Python and JavaScript alike: where its date exists, arrays must not hold it."""

# _docs/_api/objects_filters/user_attributes_object.md
ARRAY_ITEMS = 500
"""Most items of an array. An old figure is 25; for properties none is documented: this is the safe side."""
PRIMARY_IDENTIFIERS = ("external_id", "user_alias", "braze_id")
"""Two of these reject the object; email and phone identify only where none of these is present."""
PROTECTED_ATTRIBUTES = (
    *PRIMARY_IDENTIFIERS, "alias_name", "alias_label",
    "_update_existing_only", "_merge_objects", "__proto__",
    "push_tokens", "push_token_import", "push_subscribe",
    "email_subscribe", "subscription_groups", "subscription_group_id", "subscription_state",
)  # fmt: skip
"""Identifier, control, push and subscription keys: no key of a payload may set them (M5)."""
PROFILE_FIELDS = (
    "country", "current_location", "date_of_first_session", "date_of_last_session", "dob", "email",
    "email_click_tracking_disabled", "email_open_tracking_disabled", "facebook", "first_name", "gender",
    "home_city", "image_url", "language", "last_name", "marked_email_as_spam_at", "phone", "time_zone",
    "twitter",
)  # fmt: skip
"""Fields with a meaning and a format of their own. Only the page of standard attributes has `image_url`
(_docs/_user_guide/data/activation/attributes/standard_attributes.md)."""
RESERVED_ATTRIBUTES = PROTECTED_ATTRIBUTES + PROFILE_FIELDS
"""No custom attribute can have these names."""

# _docs/_api/endpoints/user_data/post_user_track.md
EXTERNAL_ID_BYTES = 987
"""Longest external_id, in bytes of UTF-8."""
OBJECTS_PER_REQUEST = 50
"""Attributes, events and purchases together: the smallest of three documented figures."""

# _docs/_api/objects_filters/purchase_object.md
PURCHASE_QUANTITY = 100
"""Most of one purchase; it is counted as that many."""

# _docs/_api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items.md
CATALOG_ID_LIMIT = 250
"""Longest id of an item; letters, digits, hyphens, underscores."""
CATALOG_STRING_LIMIT = 5000
"""Longest string in an item, in UTF-16 units."""
CATALOG_ITEMS = 50
"""Most items a request."""
CATALOG_LEVELS = 50
"""Deepest nesting of an item."""

# _docs/_user_guide/data/unification/data_transformation/
FREE_TRANSFORMATIONS = 5
"""Active transformations of a company without Data Transformation Pro."""
PRO_TRANSFORMATIONS = 55
"""Active transformations of a company with it."""

EARLIEST_TIME = 946_684_800_000
"""2000-01-01T00:00:00Z in unix milliseconds: what lies before is no time of an event (M6)."""
LATEST_TIME = 4_102_444_800_000
"""2100-01-01T00:00:00Z in unix milliseconds: what lies after is no time of an event (M6)."""

_LEVELS = 100  # no rule of Braze's: deeper values could overflow the stack of what reads them next
_DATE_TIME = re.compile(DATE_TIME_PATTERN)
_DATE_FIELDS = ("dob", "date_of_first_session", "date_of_last_session", "marked_email_as_spam_at")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class RequestProblem:
    """Why Braze would refuse or distort a request; `pointer` is a JSON Pointer (RFC 6901) into it."""

    pointer: str
    message: str


def check_request(request: object) -> tuple[RequestProblem, ...]:
    """Return a problem for each of Braze's rules that `request` breaks; none means that it is valid.

    `request` is any value that `json.loads` returns: what a transformation returned, for track users or for a
    catalog. Nothing is raised for such a value. Where it holds what JSON cannot carry soundly (lone
    surrogates, NaN, endless nesting), that alone is reported.
    """
    problems = list(_json_problems(request))
    if problems:
        return tuple(problems)
    if isinstance(request, dict) and ("catalog_name" in request or "items" in request):
        problems += _schema_problems("catalog-items", request)
        problems += _catalog_problems(request)
    else:
        problems += _schema_problems("users-track", request)
        problems += _track_problems(request)
    return tuple(problems)


def _json_problems(request: object) -> Iterator[RequestProblem]:
    for parent, key, value, level, _ in _values([request], ""):
        kind = type(value)
        if kind is float and not isfinite(value):
            message = "NaN and Infinity are no JSON"
        elif kind is str and not value.isascii() and _LONE_SURROGATE.search(value):
            message = "holds a lone surrogate"
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
    validator, schema = _validator(name)
    if validator.is_valid(request):
        return
    for error in validator.iter_errors(request):
        pointer = ""
        for part in error.instance_path:
            pointer = _pointer(pointer, part)
        title, rule = schema["title"], schema
        for part in error.schema_path:
            rule = rule[part]
            title = rule.get("title", title) if isinstance(rule, dict) else title
        if error.kind.name not in ("not", "oneOf", "anyOf"):  # of these, the title says it all
            title = f"{title}: {shorten(error.message, 160, placeholder='…')}"
        yield RequestProblem(pointer, title)


@cache
def _validator(name: str) -> tuple[Draft202012Validator, Any]:
    from jsonschema_rs import Draft202012Validator

    schema = json.loads((schemas_root() / "braze" / f"{name}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, mask="value"), schema


def _track_problems(request: object) -> Iterator[RequestProblem]:
    objects = [
        (kind, f"/{kind}/{index}", item)
        for kind in ("attributes", "events", "purchases")
        for index, item in enumerate(_member(request, kind, list))
    ]
    if len(objects) > OBJECTS_PER_REQUEST:
        yield RequestProblem("", f"{len(objects)} objects together; at most {OBJECTS_PER_REQUEST}")
    for kind, pointer, item in objects:
        if len(_member(item, "external_id", str).encode()) > EXTERNAL_ID_BYTES:
            yield RequestProblem(f"{pointer}/external_id", f"longer than {EXTERNAL_ID_BYTES} bytes of UTF-8")
        if kind == "attributes":
            yield from _attribute_problems(item, pointer)
        else:
            yield from _time_problems(_member(item, "time", str), f"{pointer}/time")
            yield from _property_problems(_member(item, "properties", dict), f"{pointer}/properties")


def _attribute_problems(item: object, pointer: str) -> Iterator[RequestProblem]:
    if not isinstance(item, dict):
        return
    attributes = {key: value for key, value in item.items() if key not in PRIMARY_IDENTIFIERS}
    if not _ENCODER.encode(attributes).isascii():
        yield from _text_problems(attributes, pointer, STRING_LIMIT, KEY_LIMIT)
    for key, value in attributes.items():
        if isinstance(value, (dict, list)) and _size(value) > PROPERTIES_BYTES:
            yield RequestProblem(_pointer(pointer, key), f"larger than {PROPERTIES_BYTES:,} bytes of JSON")
    for field in _DATE_FIELDS:
        value = _member(item, field, str)
        if _DATE_TIME.fullmatch(value) and _moment(value) is None:
            yield RequestProblem(f"{pointer}/{field}", "there is no such date")
    for parent, key, value, _, _ in _values(attributes, pointer):
        if isinstance(value, list) and _repeats(value):
            yield RequestProblem(_pointer(parent, key), "values of an array must be unique")


def _property_problems(properties: dict[str, Any], pointer: str) -> Iterator[RequestProblem]:
    text = _ENCODER.encode(properties)
    if len(text.encode()) > PROPERTIES_BYTES:
        yield RequestProblem(pointer, f"larger than {PROPERTIES_BYTES:,} bytes of JSON")
    if not text.isascii():
        yield from _text_problems(properties, pointer, STRING_LIMIT, KEY_LIMIT)
    if "[" not in text:
        return  # no array, so none with a date-time: most requests
    for parent, key, value, _, in_array in _values(properties, pointer):
        if in_array and isinstance(value, str) and _DATE_TIME.fullmatch(value) and _moment(value[:10]):
            yield RequestProblem(_pointer(parent, key), "date-times are not supported within arrays")


def _time_problems(time: str, pointer: str) -> Iterator[RequestProblem]:
    if not _DATE_TIME.fullmatch(time):
        return  # absent, or the schema has said it
    moment = _moment(time)
    if moment is None:
        yield RequestProblem(pointer, "there is no such time")
    elif moment.tzinfo and not EARLIEST_TIME <= moment.timestamp() * 1000 <= LATEST_TIME:
        yield RequestProblem(pointer, "outside the years 2000 to 2100")


def _catalog_problems(request: object) -> Iterator[RequestProblem]:
    ids: set[str] = set()
    for index, item in enumerate(_member(request, "items", list)):
        pointer = f"/items/{index}"
        if not isinstance(item, dict):
            continue
        yield from _text_problems(item, pointer, CATALOG_STRING_LIMIT, CATALOG_STRING_LIMIT)
        item_id = _member(item, "id", str)
        if item_id and item_id in ids:
            yield RequestProblem(f"{pointer}/id", "ids must be unique within a request")
        ids.add(item_id)
        for parent, key, value, level, _ in _values(item, pointer):
            if level == CATALOG_LEVELS and isinstance(value, (dict, list)):
                yield RequestProblem(_pointer(parent, key), f"more than {CATALOG_LEVELS} levels of nesting")


def _text_problems(root: dict[str, Any], pointer: str, limit: int, key_limit: int) -> Iterator[RequestProblem]:
    """Yield what the schemas let pass because they count characters: text too long in UTF-16 units."""
    for parent, key, value, _, _ in _values(root, pointer):
        if type(value) is str and not value.isascii() and len(value) <= limit < _units(value):
            yield RequestProblem(_pointer(parent, key), f"longer than {limit} UTF-16 units")
        if type(key) is str and not key.isascii() and len(key) <= key_limit < _units(key):
            yield RequestProblem(_pointer(parent, key), f"its key is longer than {key_limit} UTF-16 units")


def _size(value: object) -> int:
    return len(_ENCODER.encode(value).encode())


def _values(root: Any, pointer: str) -> Iterator[tuple[str, str | int, Any, int, bool]]:
    """Yield every value below `root`: parent's pointer, key, value, level, whether in an array."""
    stack = [(root, pointer, 1, False)]
    while stack:
        container, where, level, in_array = stack.pop()
        is_array = type(container) is list
        for key, value in enumerate(container) if is_array else container.items():
            yield where, key, value, level, in_array or is_array
            if type(value) in (dict, list):
                stack.append((value, _pointer(where, key), level + 1, in_array or is_array))


def _member(parent: object, key: str, kind: type[_Kind]) -> _Kind:
    """Return the member if it is there and of that type, else an empty one: the schema reports that."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, kind) else kind()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _repeats(values: list[Any]) -> bool:
    """Tell whether a scalar stands in an array twice; 1 is not true, and objects may repeat."""
    scalars = [(type(value) is bool, value) for value in values if not isinstance(value, (dict, list))]
    return len(set(scalars)) < len(scalars)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _pointer(parent: str, key: str | int) -> str:
    name = str(key).encode("utf-8", "backslashreplace").decode().replace("~", "~0").replace("/", "~1")
    return f"{parent}/{name}"
