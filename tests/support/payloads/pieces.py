"""The pieces that payloads are made of: what stands at, just before and just beyond each boundary."""

from __future__ import annotations

import math
from typing import Final

ENDLESS: Final = math.inf
CLOWN: Final = "\U0001f921"  # two UTF-16 units


def nested(levels: int, *, in_objects: bool = False) -> object:
    """Return a value within that many arrays or objects."""
    value: object = "deep"
    for _ in range(levels):
        value = {"a": value} if in_objects else [value]
    return value


DEPTH: Final = 2000
DEEP_ARRAY: Final = nested(DEPTH)
DEEP_OBJECT: Final = nested(DEPTH, in_objects=True)

TEXTS: Final[tuple[object, ...]] = (
    "Rebecca", "", " ", " outer spaces ", "Ünïcödé", "Let's hop on a call ☺️", "line\nbreak",
    "tab\tand \x00 and \x7f", "a" * 254, "a" * 255, "a" * 256, "é" * 255, "é" * 256, "a" * 1000,
    "a" * 253 + CLOWN, "a" * 253 + CLOWN + "b", "a" * 252 + CLOWN + "bb", "a" * 254 + CLOWN,
    CLOWN * 127 + "a", CLOWN * 128, "\ud800", CLOWN + "\udc00b", "\udc00\ud800", "a" * 253 + "\ud800bc",
    "a" * 254 + "\udc00b", "\ud800" * 256, "</script>", "\u2028\u2029", "*/ // `${payload}`", "{{ x }}",
    "\\\"'", "__proto__", "constructor", "null", "2022-07-15", "2022-07-15 03:17:50", "2022-07-15T03:17",
    "2022-07-15t03:17:50Z", "2022-07-15x", "x2022-07-15", "2022-07-15T03:", "2022-07-15T03:1", "2022-07-15\n",
    "12", "true", "0", "-0", "1e999",
)  # fmt: skip

NUMBERS: Final[tuple[object, ...]] = (
    0, -0.0, 1, -1, 12, 12.0, 12.5, -3.75, 0.1, 1e-6, 1e-7, 1.5e-7, 5e-324, 123456.789, 600, 1657855059,
    2**31, 2**53 - 1, 1 - 2**53, 2**53, 2**53 + 2, 10**16, 10**20, 10**21, 1.5e300, 1.7976931348623157e308,
    10**400, ENDLESS, -ENDLESS,
)  # fmt: skip

NUMERIC_TEXTS: Final[tuple[object, ...]] = (
    "12", "12.0", "12.5", " 12 ", "\u00a012\ufeff", "-12", "+12", "-0", "0012", "1e3", "1E+3", "1e-3",
    "1e400", "-1e400", "12.", ".5", "1,000", "0x10", "1_000", "١٢", "Infinity", "NaN", "9007199254740991",
    "9007199254740993", "12\n", "1 2", "12a",
)  # fmt: skip

BOOLEANS: Final = (True, False, "true", "false", "True", "TRUE", " true", "yes", 1, 0, "1", "0", "")

USABLE_TIMES: Final[tuple[object, ...]] = (
    "1657855059", 1657855059, 1657855059.123, "1657855059.5", 1657855059123, "1657855059123",
    1657855059123.9, " 1657855059\n", "2022-07-15T03:17:39Z", "2022-07-15 03:17:39",
    "2022-07-15t03:17:39.5Z", "2022-07-15T03:17:39.123456+02:00", "2022-07-15T03:17:39 -0530",
    "2025-01-17 15:35:16 +00:00", "2022-07-15T17:17:39+14:00", " 2022-07-15T03:17:39Z\u2028", "2022-07-15",
    "2022-07-15+02:00", "2022-07-15 03:17", "2022-07-15 03:17:39 UTC", "2022-07-15utc", "2022-07-15T05:17+02:00",
    "+1657855059", "1e9", "1.657855059e9", "0x62D0DC53", "2024-02-29",
    "2000-02-29T23:59:59.999Z", 946684800, 946684800000, "2000-01-01T00:00:00Z",
    "1999-12-31T23:59:59-00:01", 4102444800, 4102444800000, "2100-01-01T00:00:00.000Z",
    "2100-01-01T00:59:00+01:00",
)  # fmt: skip

UNUSABLE_TIMES: Final[tuple[object, ...]] = (
    None, "", " ", 0, "0", -1, -1657855059, "-1657855059", True, False, [], {}, [1657855059], "yesterday",
    "1e8", "0x10", "Infinity", 946684799, 946684799.999, 946684799999, 4102444801,
    4102444800001, "4102444800001", 10**18, ENDLESS, "9" * 400, "1999-12-31T23:59:59Z", "2101-01-01",
    "2100-01-01T00:00:00.001Z", "2000-01-01T00:30:00+01:00", "0000-01-01", "2022-07-15T03:17:39.5.5Z",
    "2022-07-15T03", "2022-07-15T03:17.5Z", "2022-7-15", "20220715", "2022-07-15T03:17:39,5Z",
    "2022-07-15T03:17:39+2", "2022-07-15T03:17:39 +", "Fri, 15 Jul 2022 03:17:39 GMT", "٢٠٢٢-٠٧-١٥",
    "2022-07-15  03:17:39", "2022-07-15T03:17:39 CET", "x2022-07-15T03:17:39Z", "2022-07-15T03:17:39.Z",
)  # fmt: skip

EDGES_OF_TIME: Final = (
    "2022-07-15t03:17:39z", "2022-07-15z", "2022-13-01T00:00:00Z", "2022-00-10", "2022-01-00", "2022-01-32",
    "2022-02-30", "2023-02-29", "2022-04-31T12:00:00-0500", "2022-07-15T24:00:00Z", "2022-07-15T24:01:00Z",
    "2022-07-15T25:00", "2022-07-15T03:60:00Z", "2022-07-15T03:17:60Z", "2022-07-15T03:17:3", "2022-07-15T03:170",
    "2022-07-15T03:17:390Z", "2022-07-15T03:17:39+02", "2022-07-15T03:17:39+02:", "2022-07-15T03:17:39+23:59",
    "2022-07-15T03:17:39+24:00", "2022-07-15T03:17:39-0060", "2022-07-15T03:17:39+99:99",
    "2000-02-29T23:59:59.999999Z",
)  # fmt: skip
"""Where engines have read times differently: generated payloads have none of these; a separate test has all of them."""

USABLE_IDS: Final[tuple[object, ...]] = (
    "123", 123, 12.5, 0, -0.0, 1e-7, 2**53 - 1, " 123 ", "\ufeff123\u3000", "jane", "é", CLOWN, "a" * 987,
    "é" * 493 + "a", "字" * 329, CLOWN * 246 + "abc", " " + "a" * 987, "__proto__", "</script>", "NULL",
)  # fmt: skip

UNUSABLE_IDS: Final[tuple[object, ...]] = (
    None, "", "null", " undefined ", " \t\u2028", True, False, [], ["123"], {}, {"toString": 1}, "a" * 988, "é" * 494,
    "字" * 329 + "a", CLOWN * 247, "\ud800", "a\udc00", 2**53, -(2**53), 10**21, ENDLESS,
)  # fmt: skip

USABLE_EMAILS: Final[tuple[object, ...]] = (
    "jane.doe@example.com", " jane@example.com ", "j@e", "\u00a0jane@example.com\n", "ü@exämple.com",
    "a'b\"c<d>@example.com", "a" * 243 + "@example.com", CLOWN + "@example.com",
)  # fmt: skip

UNUSABLE_EMAILS: Final[tuple[object, ...]] = (
    None, "", "@", "jane@", "@example.com", "jane@doe@example.com", "jane doe@example.com", "jane@exam ple.com",
    "jane\u2028@example.com", "jane", 5, "a" * 244 + "@example.com", CLOWN * 122 + "@example.com",
    "\ud800@example.com", True, ["jane@example.com"],
)  # fmt: skip

USABLE_PHONES: Final[tuple[object, ...]] = (
    "+17625551796", "+1 762 555-1796", "+1 (762) 555.1796", " +17625551796\u00a0", "+1\u2011762\u2013555\u22121796",
    "\u202a+1\u200b7625551796\u202c", "+44 (0)20 7946 0958", "+353 (0)1 679 6000", "+1\xad762555\u20601796",
    "(+44(0)2079460958)", "(+44)(0)2079460958", "((+44)(0)2079460958", "+4420(0)79460958", "+7 (0)495 1234567",
    "+2345678", "+234567890123456", "+(1)-2\ufeff345678901",
)  # fmt: skip

UNUSABLE_PHONES: Final[tuple[object, ...]] = (
    None, "", "+", "+1", "+234567", "+2345678901234567", "+176255517965", "+11625551796", "+256 2533", "+86282452253",
    "+266696687", "+7378742833", "+8656696", "+(0)442079460958", "0+44(0)2079460958",
    "+07625551796", "17625551796", "(762) 555‑1796", "1-762.555.1796", "(1) 762 555 1796", "7378742833",
    "(0)762 555 1796", "7625551796 x", "762155179", "7621551796", "27625551796", "762+5551796",
    "11625551796", "++17625551796",
    "+1XXXXXXXXXX", "+1762555179a", 17625551796, "+1–762", "+١٢٣٤٥", True, ["+17625551796"], {},
)  # fmt: skip

HOSTILE_OBJECTS: Final[tuple[dict[str, object], ...]] = (
    {"toString": 1, "valueOf": 1, "toJSON": 1, "length": -1},
    {"__proto__": {"a": 1}, "constructor": {"prototype": {"a": 1}}}, {"length": 3, "0": "a", "1": "b"},
    {"hasOwnProperty": 1, "isPrototypeOf": None, "get": "a", "set": "b", "value": 1},
    {"then": 1, "new_value": 5, "old_value": 4},
)  # fmt: skip

HOSTILE_KEYS: Final[tuple[str, ...]] = (
    "__proto__", " __proto__", "$__proto__", "constructor", "prototype", "toString", "toJSON", "valueOf",
    "hasOwnProperty", "length", "time", "event_name", " time", "$time", "name", "properties", "external_id",
    " external_id", "user_alias", "braze_id", "_update_existing_only", "_merge_objects", "push_tokens",
    "email_subscribe", "subscription_groups", "regal_event_id", "$", "$a", "$ $a", "a", " a", " a ", "a ",
    "\u00a0a", "\ufeffa", "$$", "", " ", "a.b", "a.b c.d", "a b", "a_b", "a$b", "..", "b. $c", "0", "1", "10", "-1",
    "01", "é", CLOWN, "\ud800", "a\udc00", "\ufffd", "a" * 255, "a" * 256, " " + "a" * 255, "é" * 255,
    CLOWN * 128, "b" * 250, "callback_timestamp ", "</script>", "\u2028", "\n", "dob", "gender",
    "first_name", "firstName", " firstName", "lastName", "email", "phone", "regal_email", "regal_dob",
    "regal_external_id", "alias_name", "date_of_first_session",
)  # fmt: skip

JUNK: Final[tuple[object, ...]] = (
    True, False, [], {}, [[]], [None], [None, "a", None], {"a": None}, "", ENDLESS,
    [1, "a", True, {"b": [1, [2]]}], nested(4), nested(5), nested(6), nested(4, in_objects=True),
    nested(5, in_objects=True), nested(6, in_objects=True), [5, 5.0, "5", 5],
    [["2022-07-15 03:17:50", "Agent", "sent", "Hi"]], [{"a": 1, " a": 2}, {"a": 1}], *HOSTILE_OBJECTS,
)  # fmt: skip

LONG_LISTS: Final = tuple(["item"] * count for count in (499, 500, 501, 1000)) + tuple(
    [f"item {index}" for index in range(count)] for count in (500, 501)
)
LARGE_LISTS: Final[tuple[list[str], ...]] = (
    ["a" * 255] * 450, [CLOWN * 127] * 500, [f"{index}" + "é" * 240 for index in range(200)],
    ["\x7f\x01\"" * 80] * 400,
)  # fmt: skip
LARGE_OBJECTS: Final[tuple[dict[str, object], ...]] = (
    {f"key {index}": "a" * 300 for index in range(450)},
    {f"key{index}": [index] * 100 for index in range(400)},
    {f"é{index}": "é" * 200 for index in range(120)},
    {"first": "a" * 255, "long": ["b" * 255] * 400, "zuletzt": 1},
)
