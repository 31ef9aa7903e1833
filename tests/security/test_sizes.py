"""Input of any size ends in findings within seconds: it is measured first, and read once."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from itertools import product
from pathlib import Path
from typing import IO, Any

import pytest

from depth import some
from regal_braze.commands.new.recorded import MOST_KEYS
from regal_braze.documents.files import MOST_BYTES
from regal_braze.documents.json_text import MOST_VALUES
from regal_braze.documents.schema_errors import MOST_ERRORS
from regal_braze.schema.files import MOST_CHARACTERS, MOST_FILES
from support.command import CALL, run
from support.schemas import FILE, TEXT, errors_in, places, schema, write
from support.seconds import within

SECONDS = 15.0  # on a busy machine
READERS = (
    ("run", "call.completed"), ("verify", "--payloads"), ("drift",), ("new", "my.event", "--from"),
)  # fmt: skip


# --- Payloads


@pytest.mark.parametrize(("reader", "line"), some(product(READERS, ['{"a": 1,}', "{", "text", '{"a": 1, "a": 2}']), 3))
def test_20000_broken_lines(few: Path, monkeypatch: pytest.MonkeyPatch, reader: tuple[str, ...], line: str) -> None:
    write(few, {"payloads.ndjson": f"{line}\n" * 20_000})
    with within(SECONDS):
        ended = run(*reader, "payloads.ndjson", "--format", "json")
    assert ended.code == 1
    counted = [finding["message"] for finding in ended.findings if "more like these" in finding["message"]]
    assert len(counted) <= 2
    assert len(ended.findings) < 20_000


def test_a_file_with_broken_lines_is_opened_once(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from regal_braze.payloads import sources

    opened: list[str] = []
    open_file = sources._opened

    def counted(name: str) -> AbstractContextManager[IO[bytes]]:
        opened.append(name)
        return open_file(name)

    monkeypatch.setattr(sources, "_opened", counted)
    write(few, {"payloads.ndjson": '{"a": 1,}\n' * 300})
    assert run("run", "call.completed", "payloads.ndjson").code == 1
    assert opened == ["payloads.ndjson"]


@pytest.mark.slow
@pytest.mark.parametrize("reader", some(READERS, 1), ids=lambda reader: reader[0])
def test_a_text_of_100_megabytes(few: Path, reader: tuple[str, ...]) -> None:
    text = "x" * 100_000_000
    write(few, {"payload.json": f'{{"userId": "1", "name": "call.completed", "properties": {{"notes": "{text}"}}}}'})
    with within(SECONDS):
        ended = run(*reader, "payload.json")
    assert ended.code == 1
    assert "The payload has more than 4 MB and was skipped" in ended.err


@pytest.mark.parametrize(("payloads", "nested"), some(product([1, 40], [False, True]), 2))
def test_new_on_millions_of_keys(few: Path, payloads: int, nested: bool) -> None:
    """40 payloads of 100,000 keys are four million."""
    for number in range(payloads):
        keys = {f"k{number}_{key}": 1 for key in range(100_000 if number == 0 else 10)}
        properties = {"map": [keys]} if nested else keys
        write(few, {f"recorded/{number:02}.json": json.dumps({**CALL, "name": "my.event", "properties": properties})})
    with within(SECONDS):
        ended = run("new", "my.event", "--from", "recorded")
    assert ended.code == 1
    assert "The payloads have more than 5,000 different keys; the rest was not read" in ended.err
    assert not Path(FILE).exists()


@pytest.mark.proof
def test_new_on_as_many_keys_as_are_allowed(few: Path) -> None:
    keys = {f"key_{number}": 1 for number in range(MOST_KEYS - 10)}
    write(few, {"p.json": {**CALL, "name": "my.event", "properties": keys}})
    with within(SECONDS):
        assert run("new", "my.event", "--from", "p.json").code == 0


# --- Workspaces


def test_20000_mistakes_in_a_schema(small: Path) -> None:
    typo = {"description": "A text.", "typ": "string", "type": "string"}
    write(small, {FILE: schema({f"p{number}": typo for number in range(20_000)})})
    with within(SECONDS):
        errors = errors_in(small)
    assert len(errors) == MOST_ERRORS + 1
    assert "There are more than 1,000 mistakes, of which these are the first" in {error.message for error in errors}
    assert all(error.line for error in errors)


def test_10000_mistakes_in_the_settings(few: Path) -> None:
    write(few, {"regal-braze.toml": "".join(f"key{number} = {number}\n" for number in range(10_000))})
    with within(SECONDS):
        ended = run("check", "--format", "json")
    assert ended.code == 2
    assert len(ended.findings) == MOST_ERRORS + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" + ".a" * 20_000 + " = 1\n", "A key has too many parts"),
        ('"a"' + " . 'a'" * 20_000 + " = 1\n", "A key has too many parts"),
        ("[a" + ".a" * 20_000 + "]\n", "A key has too many parts"),
        ("#" * 200_001, "It has more than 200 KB"),
    ],
)
def test_settings_that_are_too_large(few: Path, text: str, message: str) -> None:
    write(few, {"regal-braze.toml": text})
    with within(SECONDS):
        ended = run("check")
    assert ended.code == 2
    assert message in ended.err


def test_a_schema_has_a_size(small: Path) -> None:
    write(small, {FILE: " " * (MOST_BYTES + 1)})
    (error,) = errors_in(small)
    assert (error.code, error.message) == ("unreadable-file", "It cannot be read: It has more than 6,000 KB")


def test_a_schema_has_a_number_of_values(small: Path) -> None:
    write(small, {FILE: "[" + "{}," * MOST_VALUES + "{}]"})
    with within(SECONDS):
        (error,) = errors_in(small)
    assert (error.code, error.message) == ("unreadable-file", "It cannot be read: It has more than 400,000 values")


def test_all_schemas_together_have_a_size(small: Path) -> None:
    for name in "abcde":
        more: dict[str, Any] = {"$comment": "x" * (MOST_CHARACTERS // 4)}
        write(small, {f"schemas/events/{name}.x.json": schema(event=f"{name}.x", **more)})
    with within(SECONDS):
        errors = errors_in(small)
    assert {place[:2] for place in places(errors)} == {
        ("unreadable-file", "schemas/events/d.x.json"), ("unreadable-file", "schemas/events/e.x.json"),
    }  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("count", [MOST_FILES, MOST_FILES + 1])
def test_a_folder_has_a_number_of_schemas(small: Path, count: int) -> None:
    write(small, {f"schemas/events/e{number}.x.json": schema(event=f"e{number}.x") for number in range(count)})
    with within(SECONDS):
        found = places(errors_in(small))
    assert [place[:2] for place in found] == [("unreadable-file", "schemas/events")] * (count - MOST_FILES)


def test_a_description_of_megabytes_is_cut_in_the_code(small: Path) -> None:
    write(small, {FILE: schema({"a": TEXT}) | {"description": "x" * 5_000_000}})
    with within(SECONDS):
        ended = run("show", "my.event")
    assert ended.code == 0
    assert 2_000 < len(ended.out) < 20_000


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"version": 1, "files": [' + "{}," * 900_000 + "{}]}", " " * 2_000_001]
)
def test_a_manifest_that_is_too_large(few: Path, text: str) -> None:
    assert run("generate").code == 0
    write(few, {"output/manifest.json": text, "regal-braze.toml": '[names]\nprefix = "My "\n'})
    with within(SECONDS):
        ended = run("generate")
    assert ended.code == 1
    assert "error[manifest-invalid]" in ended.err


def test_many_files_in_output_are_not_kept_in_memory(generated: Path) -> None:
    write(generated, {f"output/{number}.js": "\U0001f600" * 250_000 for number in range(30)})
    ended = run("check", "--diff")
    assert ended.code == 1
    assert ended.err.count("error[orphan]") == 30
    assert len(ended.out) < 20_000_000
