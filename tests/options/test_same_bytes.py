"""The same decisions give the same bytes: on another machine, and in whatever order the keys of the file stand."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import pytest

from cli.test_same_bytes import ELSEWHERE
from options.registry import FRAGMENTS, Document, combined
from options.settings import offered, used
from options.toml import to_toml
from support import shipped
from support.command import run, run_apart, tree

WEBHOOKS: Final = shipped.ROOT / "examples" / "partner-page" / "regal-braze.toml"


@cache
def _document() -> Document:
    """Return a file that says all that goes together: of what contradicts itself, the first."""
    document: Document = tomllib.loads(WEBHOOKS.read_text(encoding="utf-8"))
    for fragment in FRAGMENTS.values():
        document = combined(document, fragment) or document
    del document["events"]["object.*"]  # with catalogs, none of these events takes what it says
    return document


def _generated(folder: Path, text: str) -> dict[str, bytes]:
    folder.mkdir()
    (folder / "regal-braze.toml").write_text(text, encoding="utf-8")
    ended = run("generate", "-C", folder)
    assert ended.code == 0, ended.err
    return tree(folder / "output")


def test_the_file_says_something_of_every_key() -> None:
    keys = {path for path, _ in offered() if not path.startswith(".recipes.*")}
    assert (
        sorted(keys - {path for path, _ in used({key: each for key, each in _document().items() if key != "webhooks"})})
        == []
    )


def test_the_order_of_keys_and_tables_and_their_spelling_do_not_matter(tmp_path: Path) -> None:
    expected = _generated(tmp_path / "as-it-is", to_toml(_document()))
    for seed in range(6):
        text = to_toml(_document(), Random(seed))
        assert tomllib.loads(text) == _document()
        assert _generated(tmp_path / str(seed), text) == expected


@pytest.mark.slow
@pytest.mark.parametrize("case", ELSEWHERE)
def test_output_is_the_same_everywhere(tmp_path: Path, case: str) -> None:
    expected = _generated(tmp_path / "here", to_toml(_document()))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "regal-braze.toml").write_text(to_toml(_document()), encoding="utf-8")
    assert run_apart("generate", "-C", elsewhere, cwd=tmp_path, env=ELSEWHERE[case]).code == 0
    assert tree(elsewhere / "output") == expected


def test_a_default_that_is_written_out_changes_nothing(tmp_path: Path) -> None:
    text = (shipped.ROOT / "tests/cases/settings/call.completed/defaults-spelt-out/regal-braze.toml").read_text()
    assert _generated(tmp_path / "written-out", text) == _generated(tmp_path / "without", "")
