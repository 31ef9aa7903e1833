"""Track users: custom attributes and profile fields (M5, M12, M14)."""

from __future__ import annotations

from typing import Any

from braze.rules import EMOJI, TIME, Rule, assert_exact, attributes, each, object_of

GROUP = {"subscription_group_id": "YOUR SUBSCRIPTION GROUP ID", "subscription_state": "unsubscribed"}

ATTRIBUTES = [
    Rule("null clears at the top level only", attributes(a=None), attributes(a={"b": None}),
         "/attributes/0/a/b"),
    Rule("no null in an array", attributes(a=None), attributes(a=[None]), "/attributes/0/a/0"),
    Rule("no null deep down", attributes(a=[{"b": [1]}]), attributes(a=[{"b": [None]}]),
         "/attributes/0/a/0/b/0"),
    Rule("values of every type", attributes(a=None, b=True, c=1.5, d=["e"], f={"g": False}),
         attributes(a=[[None]]), "/attributes/0/a/0/0"),
    Rule("a string: 255 characters", attributes(a="x" * 255), attributes(a="x" * 256), "/attributes/0/a"),
    Rule("a string: 255 UTF-16 units", attributes(a=EMOJI * 127 + "x"), attributes(a=EMOJI * 128),
         "/attributes/0/a"),
    Rule("a string: 255 characters, at any depth", attributes(a={"b": "x" * 255}),
         attributes(a={"b": "x" * 256}),
         "/attributes/0/a/b"),
    Rule("a profile string: 255 characters", attributes(first_name="x" * 255),
         attributes(first_name="x" * 256),
         "/attributes/0/first_name"),
    Rule("a profile string: 255 UTF-16 units", attributes(last_name=EMOJI * 127),
         attributes(last_name=EMOJI * 128), "/attributes/0/last_name"),
    Rule("a key: 255 characters", attributes(**{"k" * 255: 1}), attributes(**{"k" * 256: 1}),
         "/attributes/0"),
    Rule("a key: 255 UTF-16 units", attributes(a={EMOJI * 127: 1}), attributes(a={EMOJI * 128: 1}),
         f"/attributes/0/a/{EMOJI * 128}"),
    Rule("a nested key: 255 characters", attributes(a={"k" * 255: 1}), attributes(a={"k" * 256: 1}),
         "/attributes/0/a"),
    Rule("a key: no leading $", attributes(**{"a$": 1}), attributes(**{"$a": 1}), "/attributes/0"),
    Rule("a key: no outer space", attributes(**{"a b": 1}), attributes(**{"a ": 1}), "/attributes/0"),
    Rule("a nested key: no space", attributes(**{"a b": 1}), attributes(a={"b c": 1}), "/attributes/0/a"),
    Rule("a nested key: no dot", attributes(**{"a.b": 1}), attributes(a={"b.c": 1}), "/attributes/0/a"),
    Rule("a nested key: no $", attributes(**{"a$b": 1}), attributes(a=[{"b": {"c$d": 1}}]),
         "/attributes/0/a/0/b"),
    Rule("a nested key is not empty", attributes(a={"b": 1}), attributes(a={"": 1}), "/attributes/0/a"),
    Rule("an array: 500 items", attributes(a=list(range(500))), attributes(a=list(range(501))),
         "/attributes/0/a"),
    Rule("an array: 500 items, at any depth", attributes(a={"b": list(range(500))}),
         attributes(a={"b": list(range(501))}), "/attributes/0/a/b"),
    Rule("an array: unique values", attributes(a=[1, True, "1"]), attributes(a=["b", 1, "b"]),
         "/attributes/0/a"),
    Rule("an array: unique values, at any depth", attributes(a={"b": [0, False]}),
         attributes(a={"b": [0, 0]}),
         "/attributes/0/a/b"),
    Rule("an array: objects may repeat", attributes(a=[{"b": 1}, {"b": 1}]), attributes(a=[{"b": 1}, 1, 1]),
         "/attributes/0/a"),
    Rule("{add} in 500", attributes(a={"add": list(range(500))}), attributes(a={"add": list(range(501))}),
         "/attributes/0/a/add"),
    Rule("100 KB per nested attribute", attributes(a=object_of(100_000), b=[1]),
         attributes(a=object_of(100_001), b=[1]), "/attributes/0/a"),
    Rule("100 KB per nested attribute, not in total",
         attributes(a=object_of(50_000), b=object_of(50_000), c=object_of(50_000)),
         attributes(a={"b": object_of(50_000), "c": object_of(50_000), "d": object_of(50_000)}),
         "/attributes/0/a"),
    Rule("__proto__ never", attributes(proto=1), attributes(__proto__=1), "/attributes/0/__proto__"),
    Rule("__proto__ never in a value", attributes(a={"proto": 1}), attributes(a={"__proto__": 1}),
         "/attributes/0/a/__proto__"),
    Rule("__proto__ never, at any depth", attributes(a={"b": {"proto": 1}}),
         attributes(a={"b": {"__proto__": 1}}),
         "/attributes/0/a/b/__proto__"),
    Rule("_merge_objects is a boolean", attributes(_merge_objects=True), attributes(_merge_objects=1),
         "/attributes/0/_merge_objects"),
]  # fmt: skip


FORMATS: list[tuple[str, Any, Any, str]] = [
    ("email_subscribe", "opted_in", "opted_out", ""),
    ("email_subscribe", "subscribed", None, ""),
    ("push_subscribe", "unsubscribed", True, ""),
    ("subscription_groups", [GROUP], [], ""),
    ("subscription_groups", [GROUP], [{**GROUP, "subscription_state": "opted_in"}],
     "/0/subscription_state"),
    ("subscription_groups", [GROUP], [{**GROUP, "subscription_group_id": ""}],
     "/0/subscription_group_id"),
    ("subscription_groups", [GROUP], [{"subscription_group_id": "g"}], "/0"),
    ("subscription_groups", [GROUP], [{"subscription_state": "subscribed"}], "/0"),
    ("subscription_groups", [GROUP], [{**GROUP, "channel": "sms"}], "/0"),
    ("subscription_groups", [GROUP] * 500, [GROUP] * 501, ""),
    ("subscription_groups", [GROUP], None, ""),
    ("dob", "1980-12-21", "21/12/1980", ""),
    ("dob", "2024-02-29", "2023-02-29", ""),
    ("dob", None, "", ""),
    ("dob", "1980-12-21", 1980, ""),
    ("gender", "M", "", ""),
    ("gender", "F", "W", ""),
    ("gender", "O", "other", ""),
    ("gender", "N", False, ""),
    ("first_name", None, 5, ""),
    ("last_name", "Greene", 5, ""),
    ("country", "GB", 44, ""),
    ("language", None, 5, ""),
    ("current_location", {"longitude": 0, "latitude": 0.5}, "London", ""),
    ("current_location", {"longitude": 180, "latitude": 1}, {"longitude": 181, "latitude": 1}, "/longitude"),
    ("current_location", {"longitude": 1, "latitude": 90}, {"longitude": 1, "latitude": 91}, "/latitude"),
    ("current_location", {"longitude": 1, "latitude": 1}, {"longitude": "", "latitude": 1}, "/longitude"),
    ("current_location", {"longitude": 1, "latitude": 1}, {"longitude": 1, "latitude": "1"}, "/latitude"),
    ("current_location", {"longitude": 1, "latitude": 1}, {"latitude": 1}, ""),
    ("subscription_groups", [GROUP], ["YOUR SUBSCRIPTION GROUP ID"], "/0"),
    ("date_of_first_session", None, "yesterday", ""),
    ("date_of_last_session", "2024-02-29T10:00:00Z", 1709200800, ""),
    ("facebook", None, "x", ""),
    ("facebook", {"likes": []}, {"likes": "x"}, "/likes"),
    ("facebook", {"likes": ["1"]}, {"likes": [1]}, "/likes/0"),
    ("facebook", {"likes": ["x" * 255]}, {"likes": ["x" * 256]}, "/likes/0"),
    ("facebook", {"num_friends": 1}, {"num_friends": 1.5}, "/num_friends"),
    ("facebook", {"id": "1"}, {"name": "1"}, ""),
    ("twitter", None, "x", ""),
    ("twitter", {"id": 1}, {"id": "1"}, "/id"),
    ("twitter", {"screen_name": "x"}, {"screen_name": 1}, "/screen_name"),
    ("twitter", {"followers_count": 1}, {"followers_count": "1"}, "/followers_count"),
    ("twitter", {"friends_count": 1}, {"friends_count": "1"}, "/friends_count"),
    ("twitter", {"statuses_count": 1}, {"statuses_count": "1"}, "/statuses_count"),
    ("gender", "P", "female", ""),
    ("gender", None, "m", ""),
    ("country", "US", "USA", ""),
    ("country", None, "us", ""),
    ("language", "en", "en-US", ""),
    ("time_zone", "America/New_York", 5, ""),
    ("home_city", "London", ["London"], ""),
    ("image_url", "https://example.com/a.png", "x" * 256, ""),
    ("current_location", {"longitude": -180, "latitude": 90}, {"longitude": -180.1, "latitude": 90},
     "/longitude"),
    ("current_location", {"longitude": 180, "latitude": -90}, {"longitude": 180, "latitude": -90.1},
     "/latitude"),
    ("current_location", None, {"longitude": 1}, ""),
    ("current_location", {"longitude": 1, "latitude": 1}, {"longitude": 1, "latitude": 1, "altitude": 1},
     ""),
    ("email_open_tracking_disabled", True, "true", ""),
    ("email_click_tracking_disabled", None, 0, ""),
    ("date_of_first_session", "2024-02-29", "2023-02-29", ""),
    ("date_of_last_session", "2024-02-29T10:00:00-05:00", "02/29/2024", ""),
    ("marked_email_as_spam_at", TIME, "yesterday", ""),
    ("facebook", {"id": "1", "likes": ["x"], "num_friends": 1}, {"id": 1}, "/id"),
    ("facebook", {"likes": [str(n) for n in range(500)]}, {"likes": [str(n) for n in range(501)]},
     "/likes"),
    ("twitter", {"id": 1, "screen_name": "x", "followers_count": 1}, {"handle": "x"}, ""),
]  # fmt: skip
"""A profile field, a value that it takes, one that it does not, and where in that one the problem is."""

PROFILE = [
    Rule(f"{field}: {kept!r}, not {broken!r}", attributes(**{field: kept}), attributes(**{field: broken}),
         f"/attributes/0/{field}{below}")
    for field, kept, broken, below in FORMATS
]  # fmt: skip


KEPT_OUT = [
    Rule(f"M5: {key} is never set", attributes(**{f"my_{key}": "x"}), attributes(**{key: "x"}),
         f"/attributes/0/{key}")
    for key in ("push_tokens", "push_token_import", "alias_name", "alias_label", "subscription_group_id",
                "subscription_state")
]  # fmt: skip


@each(ATTRIBUTES)
def test_custom_attribute(rule: Rule) -> None:
    assert_exact(rule)


@each(PROFILE)
def test_profile_field(rule: Rule) -> None:
    assert_exact(rule)


@each(KEPT_OUT)
def test_protected_key_is_refused(rule: Rule) -> None:
    assert_exact(rule)
