"""Look at one payload: count what the schemas do not know, and what Braze does not get."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from regal_braze.commands.drift.examples import look_at, part, safe_name
from regal_braze.commands.drift.expected import SHORT, Expectation, Known, Property, compare, compile_event
from regal_braze.commands.drift.losses import Lose, keep, keep_attributes, spread
from regal_braze.commands.drift.tally import Notice, Tally
from regal_braze.commands.drift.usable import (
    SAFE_INTEGER,
    WHITE_SPACE,
    external_id,
    is_email,
    is_item_id,
    is_phone,
    is_time,
)
from regal_braze.documents.pointer import escape
from regal_braze.plan import conversions, model
from regal_braze.plan.recognise import Recogniser
from regal_braze.workspace.settings import IdentifierKind

_ALWAYS_IDENTITY = ("userId", "external_id")
_LONGEST_NAME = 100


class Observer:
    """Looks at payloads, and counts into the tally that it is given."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._expected = {each.plan.event: compile_event(each) for each in known}
        self._recogniser = Recogniser(each.plan for each in self._expected.values())

    def observe(self, payload: dict[str, object], tally: Tally, file: str, line: int) -> None:
        """Count one payload, which begins at `line` of `file`."""
        event = self._recogniser.event_of(payload)
        if event is None:
            name = payload.get("name")
            tally.unknown_event(safe_name(name)[:_LONGEST_NAME] if isinstance(name, str) else "", file, line)
            return
        counts = tally.event(event)
        counts.payloads += 1
        seen = notices_of(self._expected[event], payload)
        for notice, (value, key) in seen.items():
            sighting = counts.sighting(notice, file, line)
            if sighting:
                look_at(sighting, value, key)


def notices_of(expected: Expectation, payload: dict[str, object]) -> dict[Notice, tuple[object, str]]:
    """Return what there is to report of a payload, each with the value and its key."""
    seen: dict[Notice, tuple[object, str]] = {}

    def note(notice: Notice, value: object, key: str) -> None:
        seen.setdefault(notice, (value, key))

    def lose(pointer: str, kind: str, value: object) -> None:
        if value is not None:
            seen.setdefault(Notice("loss", pointer, kind), (value, pointer))

    found = payload.get("properties")
    properties: dict[str, object] = found if isinstance(found, dict) else {}
    plan = expected.plan
    refusal = _refusal(plan, payload, properties)
    if refusal:
        lose("", refusal, payload)
    for key, value in payload.items():
        known = expected.envelope.get(key)
        if known is None:
            note(Notice("property", f"/{part(key)}", ""), value, key)
        elif not _is_plain(known, value):
            compare(known.shape, value, f"/{escape(key)}", key, note)
    for key, value in properties.items():
        known = expected.properties.get(key)
        if known is None:
            if not expected.is_open:
                note(Notice("property", f"/properties/{part(key)}", ""), value, key)
        elif not _is_plain(known, value):
            pointer = f"/properties/{escape(key)}"
            compare(known.shape, value, pointer, key, note)
            if known.conversion and value is not None and not refusal:
                keep(known.conversion, value, pointer, lose)
    if not refusal:
        if not any(is_time(_read(payload, path)) for path in plan.times):
            lose("", "no-time", payload)
        _lose_by_destination(expected, payload, properties, lose)
    return seen


def _is_plain(known: Property, value: object) -> bool:
    """Tell at a glance that a value is as declared, and reaches Braze whole."""
    kind = type(value)
    if kind not in known.plain:
        return False
    if type(value) is str:
        return len(value) <= SHORT
    return type(value) is not int or -SAFE_INTEGER <= value <= SAFE_INTEGER


def _refusal(plan: model.Transformation, payload: dict[str, object], properties: dict[str, object]) -> str | None:
    """Return why the transformation refuses a payload, if it does (M4, M15)."""
    if isinstance(plan.destination, model.Catalog):
        return None if is_item_id(properties.get(plan.destination.id_source)) else "no-item-id"
    if plan.identity is None or identifier_of(plan.identity, payload):
        return None
    return "no-identity"


def identifier_of(identity: model.Identity, payload: dict[str, object]) -> IdentifierKind | None:
    """Return which identifier Braze gets, or None where none is usable (M4)."""
    enveloped = isinstance(payload.get("properties"), dict)
    for identifier in identity.identifiers:
        is_usable = _USABLE[identifier.kind]
        for path in identifier.paths:
            if (enveloped or len(path) > 1 or path[0] in _ALWAYS_IDENTITY) and is_usable(_read(payload, path)):
                return identifier.kind
    return None


_USABLE: dict[IdentifierKind, Callable[[object], bool]] = {
    "external_id": lambda value: external_id(value) != "",
    "email": is_email,
    "phone": is_phone,
    "user_alias": is_phone,
}


def _lose_by_destination(
    expected: Expectation, payload: dict[str, object], properties: dict[str, object], lose: Lose
) -> None:
    plan = expected.plan
    match plan.destination:
        case model.Track(event, attributes):
            _lose_of_event(event, payload, properties, lose)
            if attributes is not None:
                _lose_of_attributes(attributes, properties, lose)
            has_room = any(each.source is None for each in event.open_maps)
            if not has_room and (attributes is None or attributes.undeclared_except is None):
                _lose_undeclared(expected, properties, lose)
        case model.Catalog():
            _lose_undeclared(expected, properties, lose)
        case model.Changes(source):
            kind = identifier_of(plan.identity, payload) if plan.identity else None
            _lose_of_changes(properties.get(source), kind, f"/properties/{escape(source)}", lose)
        case model.Subscription(channel, _, groups):
            name = properties.get(channel)
            if not isinstance(name, str) or name.strip(WHITE_SPACE).lower() not in dict(groups):
                lose(f"/properties/{escape(channel)}", "unknown-channel", name or payload)


def _lose_undeclared(expected: Expectation, properties: dict[str, object], lose: Lose) -> None:
    for key, value in properties.items():
        if key not in expected.properties:
            lose(f"/properties/{part(key)}", "dropped", value)


def _lose_of_event(
    event: model.CustomEvent, payload: dict[str, object], properties: dict[str, object], lose: Lose
) -> None:
    for path in event.event_id:
        found = _read(payload, path)
        if found is not None:
            if not isinstance(found, str) or len(found) > SHORT:
                keep(conversions.Text(), found, "/" + "/".join(path), lose)
            break
    for each in event.open_maps:
        if each.source is None:
            undeclared = {key: value for key, value in properties.items() if key not in each.declared}
            spread(each, undeclared, "/properties", lose)
        else:
            entries = properties.get(each.source)
            pointer = f"/properties/{escape(each.source)}"
            if isinstance(entries, dict):
                spread(each, entries, pointer, lose)
            elif entries is not None:
                lose(pointer, "left-out", entries)


def _lose_of_attributes(plan: model.Attributes, properties: dict[str, object], lose: Lose) -> None:
    if plan.undeclared_except is not None:
        undeclared = [(key, value) for key, value in properties.items() if key not in plan.undeclared_except]
        keep_attributes(undeclared, "/properties", lose, frozenset(field.name for field in plan.fields))
    for field in plan.fields:
        value = _read(properties, field.path)
        if value is None or (field.when is not None and _read(properties, field.when) not in (True, "true")):
            continue
        keep(field.conversion, value, "/properties/" + "/".join(map(escape, field.path)), lose)


def _lose_of_changes(changes: object, identifier: IdentifierKind | None, pointer: str, lose: Lose) -> None:
    """Tell what of an agent's edit cannot be held (M13)."""
    single: dict[str, object] = {}
    mapped: dict[str, object] = {}
    sections = changes if isinstance(changes, dict) else {}
    for key in sorted(sections):
        section = sections[key]
        if not isinstance(section, dict):
            continue
        if "new_value" in section:
            single[key] = section["new_value"]
            continue
        for name, pair in section.items():
            if isinstance(pair, dict) and "new_value" in pair:
                mapped[name] = pair["new_value"]
    kept = keep_attributes({**mapped, **single}.items(), pointer, lose, frozenset())
    if identifier in {"email", "phone"}:  # beside these, both would be identifiers and no attributes
        kept -= {"email", "phone"}
    if not kept:
        lose(pointer, "no-change", changes or sections)


def _read(value: object, path: model.Path) -> object:
    """Return what stands at the path, None where nothing does."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
