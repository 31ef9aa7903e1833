"""Every key of regal-braze.toml with a value of every wrong type, and unknown keys in every table."""

from __future__ import annotations

import re

import pytest

from depth import some
from support import toml
from workspace.planning import mistakes

SCHEMAS = toml.places()
TABLES = {
    path: node
    for path, node in SCHEMAS.items()
    if node.get("additionalProperties") is False
    or any("unevaluatedProperties" in branch for branch in node.get("anyOf", []))
}


def test_the_paths_cover_the_whole_file() -> None:
    paths = {".".join(path) for path in SCHEMAS}
    assert {"identity.order.0", "events.call.completed.purchases.0.when.talk_time.0", "bundles.calls.events.0"} <= paths
    assert {"events.call.completed.purchases.0.product.property", "catalogs.deals.time", "recipes.mine.0"} <= paths
    assert {"webhooks.consent.voice.ip", "webhooks.phones.0.label", "webhooks.traits.talk_time.webhooks.0"} <= paths
    assert len(SCHEMAS) > 100


@pytest.mark.parametrize("path", some([path for path in SCHEMAS if path], 50), ids=".".join)
def test_a_value_of_a_wrong_type_is_reported_at_its_line(path: toml.Path) -> None:
    accepted = toml.types(SCHEMAS[path])
    for kind, values in toml.WRONG.items():
        for value in values if kind not in accepted else ():
            found = mistakes("# \n" + toml.document(toml.nested(path, value)))
            assert {(finding.code, finding.line) for finding in found} == {("config-invalid", 2)}
            last = next(part for part in reversed(path) if part != "0")
            messages = [finding.message for finding in found]
            assert any(last in message for message in messages), (value, messages)
            assert not any(re.search(r"\bnull\b", message) for message in messages), "TOML has no null"


@pytest.mark.parametrize("path", TABLES, ids=".".join)
def test_an_unknown_key_is_reported_with_the_nearest_known_key(path: toml.Path) -> None:
    for known in known_keys(path):
        key = known[:1] + known[2:] if len(known) > 3 else f"{known}s"
        found = mistakes("\n\n" + toml.document(toml.nested((*path, key), 1)))
        (finding,) = [finding for finding in found if finding.message.endswith(f".{key}".lstrip("."))]
        assert finding.message.startswith("There is no key ")
        assert finding.help == f"Did you mean {known}?"
        assert (finding.code, finding.line) == ("config-invalid", 3)


@pytest.mark.parametrize("path", TABLES, ids=".".join)
def test_a_key_that_is_like_no_other_is_reported_with_all_known_keys(path: toml.Path) -> None:
    found = mistakes(toml.document(toml.nested((*path, "zzzzzzzz"), 1)))
    (finding,) = [finding for finding in found if "zzzzzzzz" in finding.message]
    for known in known_keys(path):
        assert known in finding.help


def known_keys(path: toml.Path) -> list[str]:
    return [
        *TABLES[path].get("properties", {}),
        *(key for node in TABLES[path].get("anyOf", []) for key in toml.resolved(node).get("properties", {})),
    ]
