"""Catalog items (M15)."""

from __future__ import annotations

from braze.rules import EMOJI, Rule, assert_exact, each, item, nested_object

CATALOG = [
    Rule("values of every type", item(a=None, b=True, c=1.5, d=["e"]), item(id=None), "/items/0/id"),
    Rule("a list of items", {"catalog_name": "c", "items": []}, {"catalog_name": "c", "items": {}}, "/items"),
    Rule("items are objects", item(), {"catalog_name": "c", "items": ["agent-1"]}, "/items/0"),
    Rule("a catalog's name is text", {"catalog_name": "5", "items": []}, {"catalog_name": 5, "items": []},
         "/catalog_name"),
    Rule("an id", item(), item(id=...), "/items/0"),
    Rule("id: 250 characters", item(id="x" * 250), item(id="x" * 251), "/items/0/id"),
    Rule("id is not empty", item(id="_"), item(id=""), "/items/0/id"),
    Rule("id: letters, digits, hyphens, underscores", item(id="Az09-_"), item(id="a@b.c"), "/items/0/id"),
    Rule("id: ASCII letters", item(id="e"), item(id="é"), "/items/0/id"),
    Rule("id is text", item(id="1"), item(id=1), "/items/0/id"),
    Rule("ids are unique", {"catalog_name": "c", "items": [{"id": "a"}, {"id": "A"}]},
         {"catalog_name": "c", "items": [{"id": "a"}, {"id": "a"}]}, "/items/1/id"),
    Rule("50 items", {"catalog_name": "c", "items": [{"id": str(n)} for n in range(50)]},
         {"catalog_name": "c", "items": [{"id": str(n)} for n in range(51)]}, "/items"),
    Rule("a value: 5,000 characters", item(a="x" * 5000), item(a="x" * 5001), "/items/0/a"),
    Rule("a value: 5,000 UTF-16 units", item(a=EMOJI * 2500), item(a=EMOJI * 2501), "/items/0/a"),
    Rule("a value: 5,000 characters, at any depth", item(a={"b": ["x" * 5000]}), item(a={"b": ["x" * 5001]}),
         "/items/0/a/b/0"),
    Rule("a key: no dot", item(a={"b-c": 1}), item(a={"b.c": 1}), "/items/0/a"),
    Rule("a key: no $", item(a={"b c": 1}), item(a={"$b": 1}), "/items/0/a"),
    Rule("a key is not empty", item(a={"b": 1}), item(a={"": 1}), "/items/0/a"),
    Rule("a field's name: 250 characters", item(**{"k" * 250: 1}), item(**{"k" * 251: 1}), "/items/0"),
    Rule("a field's name: no dot", item(agent_email=1), item(**{"agent.email": 1}), "/items/0"),
    Rule("__proto__ never", item(proto=1), item(__proto__=1), "/items/0/__proto__"),
    Rule("__proto__ never, at any depth", item(a={"b": 1}), item(a={"__proto__": 1}), "/items/0/a/__proto__"),
    Rule("an array: 100 items", item(a=["1"] * 100), item(a=["1"] * 101), "/items/0/a"),
    Rule("an array: texts", item(a=["1"]), item(a=[1]), "/items/0/a/0"),
    Rule("50 levels", item(a=nested_object(49)), item(a=nested_object(50)), "/items/0/a" + "/a" * 49),
    Rule("a catalog's name", item(), {"items": []}, ""),
    Rule("a catalog's name: 250 characters", {"catalog_name": "c" * 250, "items": []},
         {"catalog_name": "c" * 251, "items": []}, "/catalog_name"),
    Rule("a catalog's name: letters, digits, hyphens, underscores", item(),
         {"catalog_name": "regal agents", "items": []}, "/catalog_name"),
    Rule("items", {"catalog_name": "c", "items": []}, {"catalog_name": "c"}, ""),
    Rule("no other members", item(), {**item(), "events": []}, ""),
]  # fmt: skip


@each(CATALOG)
def test_catalog_item(rule: Rule) -> None:
    assert_exact(rule)
