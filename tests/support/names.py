"""Hostile names, and for each place in a schema what must become of them there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from support.schemas import MAP, TEXT, Json, schema

MEMBERS = ("__proto__", "constructor", "toString", "valueOf", "hasOwnProperty")
NAMES = (
    *MEMBERS,
    *('a"b', "a'b", "a\\b", "\\", "\\u0041", "*/", "/*", "//", "-->", "<!--", "</script>", "]]>"),
    *("{{ x }}", "{% x %}", "{# x", "${x}", "`", "${`${x}`}", "%s", "{0}"),
    *("a\nb", "a\r\nb", "a\tb", "a\0b", "a\x1b[31mb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b"),
    *("a\u202eb", "a\u200bb", "\u200b", "a\ufeffb", "\ufeff", "\ufeffa", "\ue000", "\U000e0041"),
    *("", " ", "\t", "\xa0", "\u3000a", " outer ", "tab\t", "callback_timestamp "),
    *("$", "$$", "$x", "$ x", "$$x ", "x$"),
    *("../", "../../x", "/etc/passwd", "a/b", "a~b", "a~1b", "a.b", "a[0]", "#"),
    *("time", "event_name", "regal_time", "regal_event_id", "name", "properties", "payload", "then", "length"),
    *("0", "1", "-1", "1e3", "true", "null", "undefined", "NaN", "return", "class", "await", "arguments", "eval"),
    *("é", "e\u0301", "ß", "ı", "ſ", "日本", "😀", "😀😀", "x" * 255, "x" * 256, "x" * 300, "😀" * 127, "😀" * 128),
    *("\ud800", "a\udfff", "\ude00\ud83d"),
)
_BLANK = " \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000\ufeff"
STAMP = {"userId": "u", "originalTimestamp": 1657855059}
TIME = "2022-07-15T03:17:39.000Z"
DEFAULT = "the event's own name in Title Case"


def legal(name: str) -> str | None:
    """What Braze takes of a name; None for nothing."""
    left = name.strip(_BLANK).lstrip("$" + _BLANK)
    return left if left and len(left.encode("utf-16-le", "surrogatepass")) <= 2 * 255 else None


def title_case(event: str) -> str:
    return event.replace(".", " ").replace("_", " ").title()


def has_half(name: str) -> bool:
    return any(unicodedata.category(character) == "Cs" for character in name)


def is_marked(name: str) -> bool:
    return name.strip("\ufeff") != name


def is_readable(name: str) -> bool:
    """Whether x-braze can speak of a property of that name."""
    return name.strip(_BLANK) != "" and not has_half(name)


def is_property(name: str) -> bool:
    """Whether a declared property of that name can be sent."""
    return legal(name) is not None and name not in MEMBERS and not is_marked(name) and not has_half(name)


def is_given(name: str) -> bool:
    """Whether a name may be given to something in Braze."""
    return legal(name) == name and name != "__proto__" and not has_half(name)


def is_catalog_name(name: str) -> bool:
    return re.fullmatch("[A-Za-z0-9_-]{1,250}", name) is not None and name != "__proto__"


def sent_as(name: str) -> str:
    left = legal(name) or ""
    return f"regal_{left}" if left in ("time", "event_name", "regal_event_id") else left


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True)
class Case:
    """A schema with a hostile name; `request` is what a payload with `properties` becomes, None where it is refused."""

    schema: Json
    properties: Json
    request: Json | None
    arrives_as: str | None = None


def tracked(properties: Json, event: str | None = None, **more: Json) -> Json:
    custom = {
        "name": event or DEFAULT,
        "time": TIME,
        "properties": properties,
        "external_id": "u",
        "_update_existing_only": False,
    }
    return {"events": [custom]} | more


def attributes(values: Json) -> Json:
    return [values | {"external_id": "u", "_update_existing_only": False}]


def as_property(name: str) -> Case:
    request = tracked({"first": "1", sent_as(name): "2", "last": "3"}) if is_property(name) else None
    return Case(schema({"first": TEXT, name: TEXT, "last": TEXT}), {"first": "1", name: "2", "last": "3"}, request)


def as_nested_property(name: str) -> Case:
    request = tracked({"o": {name: "1", "k": "2"}}) if is_given(name) else None
    return Case(schema({"o": MAP | {"properties": {name: TEXT, "k": TEXT}}}), {"o": {name: "1", "k": "2"}}, request)


def as_rename(name: str) -> Case:
    is_fine = is_given(name) and name not in ("time", "event_name", "regal_event_id")
    request = tracked({name: "1", "b": "2"}) if is_fine else None
    return Case(schema({"a": TEXT, "b": TEXT}, {"rename": {"a": name}}), {"a": "1", "b": "2"}, request)


def as_event(name: str) -> Case:
    is_fine = is_readable(name) and name.strip(_BLANK) == name and "\n" not in name and len(name) <= 255
    return Case(schema(annotation={"event": name}), {"a": "1"}, tracked({"a": "1"}, name) if is_fine else None)


def as_attribute(name: str) -> Case:
    request = tracked({"a": "1"}, attributes=attributes({name: "1"})) if is_given(name) else None
    return Case(schema(annotation={"attributes": {"a": name}}), {"a": "1"}, request)


def as_source_of_an_attribute(name: str) -> Case:
    annotation = {"omit": [name], "attributes": {escaped(name): "x"}}
    request = tracked({"a": "2"}, attributes=attributes({"x": "1"})) if is_readable(name) else None
    return Case(schema({"a": TEXT, name: TEXT}, annotation), {name: "1", "a": "2"}, request)


def as_catalog(name: str) -> Case:
    request = {"catalog_name": name, "items": [{"a": "1", "at": TIME, "id": "1"}]}
    annotation = {"catalog": {"name": name, "id": "a", "time": "at"}}
    is_fine = is_catalog_name(name) or name == "__proto__"
    return Case(schema(annotation=annotation), {"a": "1"}, request if is_fine else None)


def as_time_of_a_catalog(name: str) -> Case:
    request = {"catalog_name": "c", "items": [{"a": "1", name: TIME, "id": "1"}]} if is_catalog_name(name) else None
    return Case(schema(annotation={"catalog": {"name": "c", "id": "a", "time": name}}), {"a": "1"}, request)


def as_catalog_field(name: str) -> Case:
    request = {"catalog_name": "c", "items": [{"a": "1", name: "2", "at": TIME, "id": "1"}]}
    is_fine = is_catalog_name(name) and name not in MEMBERS
    # Names that get another one are tested below.
    declared = {"a": TEXT, name: TEXT} if legal(name) == name or not is_property(name) else {"a": TEXT, "?": TEXT}
    annotation = {"catalog": {"name": "c", "id": "a", "time": "at"}}
    return Case(schema(declared, annotation), {"a": "1", name: "2"}, request if is_fine else None)


def as_description(name: str) -> Case:
    text = TEXT | {"description": f"{name}x", "title": f"{name}x", "examples": [name]}
    return Case(schema({"a": text}, description=name), {"a": "1"}, tracked({"a": "1"}) if is_readable(name) else None)


def as_sample(name: str) -> Case:
    """A text that is too long is cut (M9); 255 of 😀 is 510 units."""
    sample = STAMP | {"userId": name, "properties": {"a": name, name: [name, {name: name}]}}
    fitting = {256: "x" * 254 + "…", 300: "x" * 254 + "…", 128: "😀" * 127 + "…"}.get(len(name), name)
    request = None if has_half(name) else tracked({"a": fitting})
    return Case(schema(examples=[sample]), {"a": name}, request)


def as_cell(name: str) -> Case:
    rows = {"description": "R.", "type": "array", "items": {"type": "array", "prefixItems": [TEXT, TEXT]}}
    request = tracked({"r": [{name: "1", "z": "2"}]}) if is_given(name) else None
    return Case(schema({"r": rows}, {"rows": {"r": [name, "z"]}}), {"r": [["1", "2"]]}, request)


def as_flattened_map(name: str) -> Case:
    is_fine = is_readable(name) and name not in MEMBERS and not is_marked(name)
    request = tracked({"a": "1", "z": "2"}) if is_fine else None
    return Case(schema({"a": TEXT, name: MAP}, {"flatten": [name]}), {"a": "1", name: {"z": "2"}}, request)


def as_undeclared_key(name: str) -> Case:
    """A name of the payload only: M9 and M10."""
    key = sent_as("".join("\ufffd" if has_half(character) else character for character in name))
    kept = {key: "2"} if key and key != "__proto__" else {}
    request = tracked({"first": "1"} | kept)
    return Case(schema({"first": TEXT}, {"undeclared": "properties"}), {"first": "1", name: "2"}, request)


def as_what_tells_an_event(name: str) -> Case:
    annotation = {"names": [{"name": "your.event", "property": name, "value": name}], "omit": [name]}
    request = tracked({"a": "1"}) if is_readable(name) else None
    return Case(schema({"a": TEXT, name: TEXT}, annotation), {"a": "1", name: name}, request, "your.event")


PLACES: tuple[Callable[[str], Case], ...] = tuple(each for name, each in globals().items() if name.startswith("as_"))
"""Every function above that puts a name into a place."""
