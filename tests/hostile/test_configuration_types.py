"""Every key of regal-braze.toml with a value of every wrong type, and unknown keys beside every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hostile import toml
from hostile.workspaces import places, refused
from support.schemas import write

SCHEMAS = dict(toml.places())
TABLES = {path: node for path, node in SCHEMAS.items() if node.get("additionalProperties") is False}


def test_the_walk_reaches_the_whole_file() -> None:
    paths = {".".join(path) for path in SCHEMAS}
    assert {"identity.order.0", "events.call.completed.purchases.0.when.talk_time.0", "bundles.calls.events.0"} <= paths
    assert {"events.call.completed.purchases.0.product.property", "catalogs.deals.time", "recipes.mine.0"} <= paths
    assert len(SCHEMAS) > 70


@pytest.mark.parametrize("path", [path for path in SCHEMAS if path], ids=".".join)
def test_a_value_of_a_wrong_type(workspace: Path, path: toml.Path) -> None:
    wanted = toml.types(SCHEMAS[path])
    for kind, values in toml.WRONG.items():
        for value in values if kind not in wanted else ():
            write(workspace, {toml.CONFIG: "# \n" + toml.document(toml.nested(path, value))})
            ended = refused(workspace, code=2)
            assert set(places(ended)) == {("config-invalid", toml.CONFIG, None, 2)}
            last = next(part for part in reversed(path) if part != "0")
            said = [each["message"] for each in ended.findings]
            assert any(last in message for message in said), (value, said)
            assert not any(re.search(r"\bnull\b", message) for message in said), "TOML has no null"


@pytest.mark.parametrize("path", TABLES, ids=".".join)
def test_an_unknown_key_with_the_nearest_known_one(workspace: Path, path: toml.Path) -> None:
    for known in TABLES[path]["properties"]:
        key = known[:1] + known[2:] if len(known) > 3 else f"{known}s"
        write(workspace, {toml.CONFIG: "\n\n" + toml.document(toml.nested((*path, key), 1))})
        found = [
            each for each in refused(workspace, code=2).findings if each["message"].endswith(f".{key}".lstrip("."))
        ]
        (finding,) = [each for each in found if each["message"].startswith("There is no key ")]
        assert finding["help"] == f"Did you mean {known}?"
        assert (finding["code"], finding["file"], finding["line"]) == ("config-invalid", toml.CONFIG, 3)


@pytest.mark.parametrize("path", TABLES, ids=".".join)
def test_a_key_that_is_near_to_none(workspace: Path, path: toml.Path) -> None:
    write(workspace, {toml.CONFIG: toml.document(toml.nested((*path, "zzzzzzzz"), 1))})
    found = [each for each in refused(workspace, code=2).findings if "zzzzzzzz" in each["message"]]
    (finding,) = found
    for known in TABLES[path]["properties"]:
        assert known in finding["help"]
