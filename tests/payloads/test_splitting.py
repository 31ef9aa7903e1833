"""A stream is split into objects, in every layout and in chunks of any size."""

from __future__ import annotations

import json

import pytest

from regal_braze.payloads.splitting import JsonText, Splitter

DOCUMENTS = [{"a": 'x"{[', "b": [{"c": 1}, []]}, {"q": {"é": "\\"}}, {}]


def _texts(text: bytes, size: int = 1_000_000, limit: int = 2_000) -> list[JsonText]:
    splitter = Splitter(limit=limit)
    chunks = [text[start : start + size] for start in range(0, len(text), size)]
    return [*(found for chunk in chunks for found in splitter.feed(chunk)), *splitter.finish()]


def _lines(text: bytes) -> list[tuple[int, str]]:
    return [(found.line, found.problem or found.text.decode()) for found in _texts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(map(json.dumps, DOCUMENTS)),
        "".join(map(json.dumps, DOCUMENTS)),
        "\x1e" + "\n\x1e".join(map(json.dumps, DOCUMENTS)),
        json.dumps(DOCUMENTS),
        json.dumps(DOCUMENTS, indent=2),
        json.dumps(DOCUMENTS, indent=0),
        "\n\n".join(json.dumps(each, indent=4) for each in DOCUMENTS).replace("\n", "\r\n"),
        "[" + ",\n".join(map(json.dumps, DOCUMENTS)) + "]\n",
    ],
    ids=["lines", "joined", "sequence", "array", "pretty array", "not indented", "pretty documents", "array of lines"],
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_objects_are_found_in_every_layout_and_in_chunks_of_any_size(text: str, size: int) -> None:
    texts = _texts(text.encode(), size)
    assert [json.loads(found.text) for found in texts] == DOCUMENTS
    assert texts == _texts(text.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":1}\n{"a": "b\n{"c":2}\n', [(1, '{"a":1}'), (2, "unfinished"), (3, '{"c":2}')]),
        (b'{\n "a": [\n  1\n{"c":2}', [(1, "unfinished"), (4, '{"c":2}')]),
        (b'{"a":1}}\nlog: {"b":2}\n', [(1, '{"a":1}'), (1, "text"), (2, "text"), (2, '{"b":2}')]),
        (b'[{"a":1},', [(1, '{"a":1}'), (1, "unfinished")]),
        (b'{"a": ]}\n{"b":[1}{"c":2}', [(1, '{"a": ]}'), (2, '{"b":[1}'), (2, '{"c":2}')]),
        (b'5\n"text"\nnull', [(1, "text"), (2, "text"), (3, "text")]),
        (b'{"a":"\\\n{"b":1}', [(1, "unfinished"), (2, '{"b":1}')]),
        (b'\xff\xfe\x00\n{"b":1}', [(1, "text"), (2, '{"b":1}')]),
        (b'{"a":"' + b"x" * 3_000 + b'"}\n{"b":1}', [(1, "too-large"), (2, '{"b":1}')]),
        (b'[{"a":"' + b"x" * 3_000 + b'"},{"b":1}]', [(1, "too-large"), (1, '{"b":1}')]),
        (b" \r\n\t\n", []),
        (b"[]", []),
    ],
)
def test_anything_else_is_a_problem_with_its_line_and_splitting_continues(
    text: bytes, expected: list[tuple[int, str]]
) -> None:
    assert _lines(text) == expected


@pytest.mark.parametrize("size", [1, 5, 100, 1_000])
@pytest.mark.parametrize("filling", [b"[", b'{"a":', b'["x",', b'"', b"\\", b"[]," * 3, b"{},"])
def test_an_object_that_is_too_large_is_skipped_up_to_the_next_line(filling: bytes, size: int) -> None:
    text = b'{"a":[' + filling * 3_000 + b'\n{"b":1}\n'
    assert [(found.line, found.problem) for found in _texts(text, size)] == [(1, "too-large"), (2, None)]


def test_a_long_string_in_an_object_that_is_too_large_is_read_once() -> None:
    """Reading it again from each quotation mark in it took an hour."""
    chunks = (b'{"a":[' + b"1," * 1_500, b', "' + b'\\"' * 500_000, b'"]}\n{"b":1}')
    splitter = Splitter(limit=2_000)
    found = [text for chunk in chunks for text in splitter.feed(chunk)]
    assert [(each.line, each.problem) for each in found] == [(1, "too-large"), (2, None)]


def test_lines_are_counted_within_objects_and_between_them() -> None:
    text = b'\n{\n"a":\n1\n}\n\n{"b": 2}{"c": 3}\n'
    assert [found.line for found in _texts(text)] == [2, 7, 7]
