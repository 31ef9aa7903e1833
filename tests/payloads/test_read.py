"""Recorded payloads are read alike from every layout; a problem names file and line, and reading continues."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from depth import EXAMPLES
from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import ConfigurationError
from regal_braze.payloads.files import payload_files, require_files, total_size
from regal_braze.payloads.problem import WORDINGS, Problem
from regal_braze.payloads.read import PayloadReader, RecordedPayload, read, read_all
from regal_braze.payloads.sources import Batch, Sources
from support.payloads.strategies import any_json

ONE = {"userId": "1", "name": "call.completed", "properties": {"talk_time": 7}}
TWO = {"userId": "2", "name": "sms.sent", "properties": {}}
LINE = json.dumps(ONE).encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_content(content: bytes, name: str = "file.json") -> list[RecordedPayload | Problem]:
    Path(name).write_bytes(content)
    return [*read([name], Path())]


def bulk(content: bytes) -> list[RecordedPayload | Problem]:
    Path("file.json").write_bytes(content)
    reader = PayloadReader()
    batches = Sources(["file.json"], Path()).batches()
    return [each for batch in batches for each in (reader.read(batch) if isinstance(batch, Batch) else [batch])]


def read_in_bulk(content: bytes) -> list[tuple[int, str]]:
    """Return line and kind of each problem, and line and user of each payload."""
    found = bulk(content)
    return [(each.line, each.kind if isinstance(each, Problem) else each.document.get("userId", "")) for each in found]


def documents(found: Sequence[RecordedPayload | Problem]) -> list[object]:
    return [each.kind if isinstance(each, Problem) else each.document for each in found]


LAYOUTS = {
    "lines": f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n",
    "lines without the last line break": f"{json.dumps(ONE)}\r\n{json.dumps(TWO)}",
    "one after the other": json.dumps(ONE) + json.dumps(TWO),
    "pretty": "\n".join(json.dumps(payload, indent=4) for payload in (ONE, TWO)),
    "list": json.dumps([ONE, TWO]),
    "pretty list": json.dumps([ONE, TWO], indent=2),
    "list with a payload per line": f"[{json.dumps(ONE)},\n{json.dumps(TWO)}]\n",
    "list that is not indented": json.dumps([ONE, TWO], indent=0),
    "list in a list": json.dumps([[ONE], [[TWO]]]),
    "two lines per payload": f'{{"userId": "1",\n{json.dumps(ONE)[16:]}\n{json.dumps(TWO)}',
    "braces on their lines": json.dumps(ONE).replace("{", "\n{\n").replace("}", "\n}\n") + json.dumps(TWO),
    "record separators (RFC 7464)": f"\x1e{json.dumps(ONE)}\n\x1e{json.dumps(TWO)}\n",
    "byte order mark": f"\ufeff{json.dumps(ONE)}\n{json.dumps(TWO)}",
    "log entries": f"{json.dumps({'payload': ONE, 'output': {'events': []}})}\n{json.dumps({'body': json.dumps(TWO)})}",
    "lines of text": f"{json.dumps(json.dumps(ONE))}\n{json.dumps(json.dumps(TWO))}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("compressed", [False, True])
def test_every_layout_gives_the_same_payloads(layout: str, compressed: bool) -> None:
    content = LAYOUTS[layout].encode()
    found = read_content(gzip.compress(content) if compressed else content)
    assert documents(found) == [ONE, TWO]
    assert [json.loads(payload.text) for payload in found if isinstance(payload, RecordedPayload)] == [ONE, TWO]
    assert [user for _, user in read_in_bulk(content)] == ["1", "2"]


@settings(max_examples=2 * EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    documents=st.lists(st.dictionaries(st.text(max_size=4), any_json(), max_size=4), min_size=1, max_size=4),
    indent=st.sampled_from([None, 0, 1, 4, "\t"]),
    layout=st.sampled_from(["\n", "\r\n", "", ",\n", "list"]),
    end=st.sampled_from(["", "\n"]),
)
def test_any_documents_are_read_in_any_layout(
    folder: Path, documents: list[Json], indent: int | str | None, layout: str, end: str
) -> None:
    texts = [json.dumps(document, indent=indent) for document in documents]
    text = json.dumps(documents, indent=indent) if layout == "list" else layout.join(texts)
    assume("Infinity" not in text)
    (folder / "any.json").write_bytes((text + end).encode())
    found = [*read(["any.json"], Path(), unwrap=False)]
    assert [each.document if isinstance(each, RecordedPayload) else each for each in found] == documents


@pytest.mark.parametrize(
    ("entry", "payload"),
    [
        ({"payload": ONE}, ONE),
        ({"body": json.dumps(ONE)}, ONE),
        ({"name": "Calls", "request": {"headers": {}, "body": json.dumps(ONE, indent=1)}, "output": {}}, ONE),
        ({"webhook": {"data": {"input": {"message": ONE}}}}, ONE),
        ({**ONE, "data": TWO}, {**ONE, "data": TWO}),
        ({"data": "no object", "event": "call.completed"}, {"data": "no object", "event": "call.completed"}),
        ({"payload": {"n": 1e999, "s": "-Infinity", "d": "\ud800"}}, {"n": 1e999, "s": "-Infinity", "d": "\ud800"}),
    ],
)
def test_a_log_entry_gives_the_payload_in_it(entry: object, payload: object) -> None:
    text = json.dumps(entry).replace(": Infinity", ": 1e999").encode()
    (found,) = read_content(text)
    assert isinstance(found, RecordedPayload)
    assert found.document == json.loads(found.text, parse_constant=pytest.fail) == payload
    Path("file.json").write_bytes(text)
    (kept,) = read_all(["file.json"], Path(), unwrap=False)[0]
    assert kept.document == json.loads(text)


BROKEN = {
    "nothing": (b"", 0, "empty", "The file has no payload"),
    "blanks": (b" \n \n", 0, "empty", "The file has no payload"),
    "empty list": (b"[]", 0, "empty", "The file has no payload"),
    "byte order mark alone": (b"\xef\xbb\xbf", 0, "empty", "The file has no payload"),
    "number": (b"5", 1, "text", "This text is not a JSON object"),
    "markup": (b"<html>", 1, "text", "This text is not a JSON object"),
    "null": (b"null", 1, "text", "This text is not a JSON object"),
    "list of numbers": (b"[1, 2]", 1, "text", "This text is not a JSON object"),
    "text": (b'"text"', 1, "text", "This text is not a JSON object"),
    "cut": (LINE[:-2], 1, "unfinished", "The payload ends too early: the { of line 1 is not closed"),
    "cut list": (b"[\n{", 2, "unfinished", "The payload ends too early: the { of line 2 is not closed"),
    "open list": (b"[", 1, "unfinished", "The payload ends too early"),
    "many open lists": (b"[" * 100_000, 1, "unfinished", "The payload ends too early"),
    "comment": (b'{"a": 1 // one\n}', 1, "broken", "JSON has no comments"),
    "trailing comma": (b'{"a":\n1,}', 2, "broken", "There is a comma before the closing }"),
    "bare word": (b'{"name": call.completed}', 1, "broken", "A text is not in double quotes"),
    "NaN": (b'{"a": NaN}', 1, "number", "JSON has no NaN"),
    "digits": (b'{"a": ' + b"9" * 5_000 + b"}", 1, "number", "It holds a number of thousands of digits"),
    "deep": (b'{"a":' * 500 + b"1" + b"}" * 500, 1, "too-deep", "It is nested too deeply"),
    "deep lists": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 1, "too-deep", "It is nested too deeply"),
    "Latin-1": (b'{\n"a": "\xe9"}', 2, "not-utf-8", "The payload is not UTF-8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 1, "utf-16", "The file is UTF-16"),
    "log entry": (
        b'{"payload": "{\\"name\\": \\"call.comp"}', 1, "wrapped", "The payload inside this log entry is not valid JSON"
    ),
    "repeated key": (b'{"a": {"b": 1,\n"b": 2}}', 2, "repeated-key", 'The key "b" occurs twice in one object'),
    "too large": (b'{"a": "' + b"x" * 4_000_000 + b'"}', 1, "too-large", WORDINGS["too-large"].message),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_payload_is_explained(name: str) -> None:
    content, line, kind, message = BROKEN[name]
    (problem,) = read_content(content)
    assert isinstance(problem, Problem)
    finding = problem.finding()
    assert problem.kind == kind
    assert (finding.file, finding.line, finding.message) == ("file.json", line or None, message)
    assert finding.code == ("duplicate-key" if kind == "repeated-key" else "payload-invalid")
    assert finding.severity == "error"
    assert finding.help.endswith(".")


NOT_ALONE = {"cut list", "open list", "many open lists", "UTF-16"}
"""These open a list, or set the encoding, for the payloads that follow."""


@pytest.mark.parametrize("name", [name for name, (_, line, *_) in BROKEN.items() if line and name not in NOT_ALONE])
def test_a_broken_payload_among_others_is_one_problem(name: str) -> None:
    content, line, kind, _ = BROKEN[name]
    found = read_in_bulk(LINE + b"\n" + content + b"\n" + LINE)
    line = 1 if kind == "repeated-key" else line  # in bulk, the line is where the payload begins
    kept = [(2, "")] if kind == "repeated-key" else []
    assert found == [(1, "1"), (1 + line, kind), *kept, (2 + content.count(b"\n") + 1, "1")]


def test_a_problem_quotes_nothing_but_a_repeated_key_that_is_a_name() -> None:
    content = b'{"name": Grace}\n{"Grace": 1, "Grace": 2}\n{"queue": 1, "queue": 2}\n{"Grace'
    found = [*bulk(content), *read_content(content)]
    problems = [each for each in found if isinstance(each, Problem)]
    assert [problem.kind for problem in problems] == ["broken", "repeated-key", "repeated-key", "unfinished"] * 2
    findings = [problem.finding() for problem in problems]
    assert [finding.severity for finding in findings] == ["error", "warning", "warning", *["error"] * 5]
    assert [index for index, finding in enumerate(findings) if "queue" in finding.message] == [2, 6]
    assert not any("Grace" in finding.message + finding.help for finding in findings)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'[{"a": 1}, {"a": 1,}]', (1, 19)),
        (b'[\n  {"a": 1},\n  {"b": {\n    "c": 1,\n  }}\n]', (4, 11)),
        (b'{"a": 1}\n{"a": 1,}\n', (2, 8)),
        (b'{"a": 1', (1, 8)),
        (b'{"a": 1\n\n', (1, 8)),
        (b'{"NaN": "NaN \\" NaN",\n"x": -Infinity}', (2, 6)),
    ],
)
def test_an_explanation_names_line_and_column(content: bytes, place: tuple[int, int]) -> None:
    finding = next(found.finding() for found in read_content(content) if isinstance(found, Problem))
    assert (finding.line, finding.column) == place


def test_lines_of_a_log_between_payloads_are_problems() -> None:
    content = b'%s\n{"a": \n%s\n\n2026-11-01 INFO sent\nlog: %s\n%s}\n' % (LINE, LINE, LINE, LINE)
    assert read_in_bulk(content) == [
        (1, "1"), (2, "unfinished"), (3, "1"), (5, "text"), (6, "text"), (6, "1"), (7, "1"), (7, "text"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("damage", "least"), [("cut", 1_000), ("changed", 1_000), ("wrong checksum", 3_000), ("followed by text", 3_000)]
)
def test_damaged_gzip_is_read_up_to_the_damage(damage: str, least: int) -> None:
    lines = b"".join(b'{"userId": "1", "notes": "%s"}\n' % os.urandom(90).hex().encode() for _ in range(3_000))
    packed = gzip.compress(lines)
    middle = len(packed) // 2
    damaged = {
        "cut": packed[:middle],
        "changed": packed[:middle] + b"\xff" * 50 + packed[middle + 50 :],
        "wrong checksum": packed[:-8] + bytes(8),
        "followed by text": packed + b"some text",
    }
    found = read_content(damaged[damage], "file.gz")
    assert len([each for each in found if isinstance(each, RecordedPayload)]) >= least
    assert "compressed data" in [each for each in found if isinstance(each, Problem)][-1].finding().message


def test_gzip_is_recognized_by_its_bytes() -> None:
    packed = gzip.compress(LINE + b"\n") + gzip.compress(LINE)
    assert documents(read_content(packed, "packed.json")) == [ONE, ONE]
    problem, payload = read_content(LINE, "plain.json.gz")
    assert documents([problem, payload]) == ["not-compressed", ONE]
    assert isinstance(problem, Problem)
    assert problem.finding().severity == "warning"
    assert documents(read_content(b"\x1f\x8b\x08nothing")) == ["damaged"]


def test_folders_are_read_in_order_and_other_files_are_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in/b/b.jsonl", "in/a.JSON", "in/c.NDJSON.GZ", "in/notes.txt", "in/.hidden.json", "in/.git/x.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(gzip.compress(LINE) if name.endswith(".GZ") else LINE)
    (folder / "in" / "folder.json").mkdir()
    (folder / "single.txt").write_bytes(LINE)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(LINE)))
    assert [found.file for found in read(["-", "in", "single.txt", "in"], Path())] == [
        "standard input", "in/a.JSON", "in/c.NDJSON.GZ", "in/b/b.jsonl", "single.txt",
    ]  # fmt: skip
    assert total_size(["in", "single.txt"], Path()) == 3 * len(LINE) + len(gzip.compress(LINE))
    assert total_size(["in", "-"], Path()) is None


def test_what_cannot_be_read_is_a_problem(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "dangling.json").symlink_to("nowhere")
    (folder / "good.json").write_bytes(LINE)
    payloads, findings = read_all(["dangling.json", "empty", "missing.json", "null\0.json", "good.json"], Path())
    assert [payload.file for payload in payloads] == ["good.json"]
    assert [(finding.file, finding.message) for finding in findings] == [
        ("dangling.json", "It cannot be read: No such file or directory"),
        ("empty", "The folder has no .json, .jsonl or .ndjson file"),
        ("missing.json", "It cannot be read: No such file or directory"),
        ("null\0.json", "It cannot be read: The name is not valid"),
    ]
    assert [*payload_files(["empty"], Path())] == [Problem("no-files", "empty")]
    require_files(["-", "dangling.json", "empty"])
    with pytest.raises(ConfigurationError, match=r"The file missing\.json does not exist"):
        require_files(["missing.json", "good.json"])


def test_reading_ends_before_memory_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regal_braze.payloads.read.MOST_TEXT", 1_000_000)
    found = read_content(gzip.compress((LINE + b"\n") * 100_000))
    assert 1_000_000 < len(found) * len(LINE) < 4_000_000
    assert documents(found)[-1] == "too-much"
