"""Output is byte-identical on every run, machine, hash seed and locale, in whatever order the keys of the file are."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import pytest

from support import shipped
from support.command import run, run_apart, tree
from support.schemas import write
from support.settings.fragments import FRAGMENTS, Document, combined
from support.settings.offered import offered, used
from support.settings.toml import to_toml

WEBHOOKS: Final = shipped.ROOT / "examples" / "partner-page" / "regal-braze.toml"
ELSEWHERE: dict[str, dict[str, str]] = {
    "a hash seed": {"PYTHONHASHSEED": "1"},
    "another hash seed": {"PYTHONHASHSEED": "4294967295"},
    "the C locale, without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "a time zone": {"TZ": "Asia/Kathmandu"},
    "an optimized Python": {"PYTHONOPTIMIZE": "2"},
}


@cache
def _document() -> Document:
    """Return a document with all settings that can be combined: of those that contradict each other, the first."""
    document: Document = tomllib.loads(WEBHOOKS.read_text(encoding="utf-8"))
    for fragment in FRAGMENTS.values():
        document = combined(document, fragment) or document
    del document["events"]["object.*"]  # with catalogs, none of these events takes its settings
    return document


def _generated(folder: Path, text: str) -> dict[str, bytes]:
    write(folder, {"regal-braze.toml": text})
    ended = run("generate", "-C", folder)
    assert ended.code == 0, ended.err
    return tree(folder / "output")


def test_the_document_has_every_setting() -> None:
    keys = {path for path, _ in offered() if not path.startswith(".recipes.*")}
    keys -= {path for path in keys if path.startswith(".subscription_groups") and path.endswith(".attribute")}
    # A channel has either an attribute or a group, and the document has the group.
    document = {key: value for key, value in _document().items() if key != "webhooks"}
    assert sorted(keys - {path for path, _ in used(document)}) == []


@pytest.mark.parametrize("document", ["no settings", pytest.param("all settings", marks=pytest.mark.proof)])
@pytest.mark.parametrize("case", ELSEWHERE)
def test_output_is_the_same_everywhere(tmp_path: Path, case: str, document: str) -> None:
    text = "" if document == "no settings" else to_toml(_document())
    expected = _generated(tmp_path / "here", text)
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, {"regal-braze.toml": text})
    # Also from another current folder.
    assert run_apart("generate", "-C", elsewhere, cwd=tmp_path, env=ELSEWHERE[case]).code == 0
    assert tree(elsewhere / "output") == expected


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(1, 6))])
def test_the_order_of_keys_and_tables_and_how_they_are_written_do_not_matter(tmp_path: Path, seed: int) -> None:
    text = to_toml(_document(), Random(seed))
    assert tomllib.loads(text) == _document()
    assert _generated(tmp_path / "another-order", text) == _generated(tmp_path / "in-order", to_toml(_document()))


def test_a_default_that_is_written_out_changes_nothing(tmp_path: Path) -> None:
    case = shipped.ROOT / "tests/cases/settings/call.completed/defaults-spelt-out/regal-braze.toml"
    written_out, without = _generated(tmp_path / "written-out", case.read_text()), _generated(tmp_path / "without", "")
    for files in (written_out, without):  # the page quotes the settings
        for name in ("index.html", "manifest.json"):
            del files[name]
    assert written_out == without
