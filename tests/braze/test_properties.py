"""Track users: event and purchase properties (M9, M10, M11)."""

from __future__ import annotations

from braze.rules import EMOJI, TIME, Rule, assert_exact, each, event, object_of, properties, purchase

PROPERTIES = [
    Rule("null is a value", properties(a=None, b=[None], c={"d": None}), event(properties=None),
         "/events/0/properties"),
    Rule("time is reserved", properties(Time=1), properties(time=1), "/events/0/properties/time"),
    Rule("event_name is reserved", properties(name="x"), properties(event_name="x"),
         "/events/0/properties/event_name"),
    Rule("time is reserved in purchases too", purchase(properties={"a": 1}), purchase(properties={"time": 1}),
         "/purchases/0/properties/time"),
    Rule("time is reserved at the top only", properties(a={"time": 1}), properties(time={"a": 1}),
         "/events/0/properties/time"),
    Rule("__proto__ never", properties(proto=1), properties(__proto__=1), "/events/0/properties/__proto__"),
    Rule("__proto__ never, at any depth", properties(a=[{"proto": {}}]), properties(a=[{"__proto__": {}}]),
         "/events/0/properties/a/0/__proto__"),
    Rule("a key is not empty", properties(_=1), properties(**{"": 1}), "/events/0/properties"),
    Rule("a key is not empty, at any depth", properties(a={"_": 1}), properties(a={"": 1}),
         "/events/0/properties/a"),
    Rule("a key: 255 characters", properties(**{"k" * 255: 1}), properties(**{"k" * 256: 1}),
         "/events/0/properties"),
    Rule("a key: 255 UTF-16 units", properties(**{EMOJI * 127: 1}), properties(**{EMOJI * 128: 1}),
         f"/events/0/properties/{EMOJI * 128}"),
    Rule("a key: 255 characters, at any depth", properties(a=[{"k" * 255: 1}]),
         properties(a=[{"k" * 256: 1}]),
         "/events/0/properties/a/0"),
    Rule("a key: no leading $", properties(a_={"b$": 1}), properties(**{"$a": 1}), "/events/0/properties"),
    Rule("a key: no leading $, at any depth", properties(a={"b$": 1}), properties(a={"$b": 1}),
         "/events/0/properties/a"),
    Rule("a key: no leading space", properties(**{"a b": 1}), properties(**{" a": 1}),
         "/events/0/properties"),
    Rule("a key: no trailing space", properties(callback_timestamp=1),
         properties(**{"callback_timestamp ": 1}), "/events/0/properties"),
    Rule("a key: no outer spaces, at any depth", properties(a=[{"a b": 1}]), properties(a=[{"a ": 1}]),
         "/events/0/properties/a/0"),
    Rule("a string: 255 characters", properties(a="x" * 255), properties(a="x" * 256),
         "/events/0/properties/a"),
    Rule("a string: 255 UTF-16 units", properties(a=EMOJI * 127 + "x"), properties(a=EMOJI * 128),
         "/events/0/properties/a"),
    Rule("a string: 255 characters, at any depth", properties(a=[{"b": "x" * 255}]),
         properties(a=[{"b": "x" * 256}]), "/events/0/properties/a/0/b"),
    Rule("a string: 255 UTF-16 units, at any depth", properties(a=[{"b": EMOJI * 127}]),
         properties(a=[{"b": EMOJI * 128}]), "/events/0/properties/a/0/b"),
    Rule("an array: 500 items", properties(a=[1] * 500), properties(a=[1] * 501), "/events/0/properties/a"),
    Rule("an array: 500 items, at any depth", properties(a={"b": [1] * 500}), properties(a={"b": [1] * 501}),
         "/events/0/properties/a/b"),
    Rule("no date-time in an array", properties(a=TIME), properties(a=[TIME]), "/events/0/properties/a/0"),
    Rule("no date in an array", properties(a=["2024-02-30"]), properties(a=["2024-02-29"]),
         "/events/0/properties/a/0"),
    Rule("no date-time below an array", properties(a=[{"b": TIME}]), properties(a=[{"b": [TIME]}]),
         "/events/0/properties/a/0/b/0"),
    Rule("no date-time with a space in an array", properties(a=["2024-02-29 or so"]),
         properties(a=["2024-02-29 10:00"]), "/events/0/properties/a/0"),
    Rule("no date-time with a zone in an array", properties(a=["2024-02-29T10"]),
         properties(a=["2024-02-29T10:00:00.5+01:00"]), "/events/0/properties/a/0"),
    Rule("no date-time in an array of a purchase", purchase(properties={"a": TIME}),
         purchase(properties={"a": [TIME]}), "/purchases/0/properties/a/0"),
    Rule("100 KB of properties", event(properties=object_of(100_000)),
         event(properties=object_of(100_001)), "/events/0/properties"),
]  # fmt: skip


@each(PROPERTIES)
def test_properties(rule: Rule) -> None:
    assert_exact(rule)
