"""Nothing about a person appears in what `new` writes, or in what commands print about recorded payloads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from depth import some
from privacy.people import COUNT, EVENT, Person, found_in, people
from support.command import run

PEOPLE = [*people()]
FILE = Path("schemas", "events", f"{EVENT}.json")
FORMATS = ("text", "json", "github")


def write(file: Path, payloads: Sequence[object]) -> Path:
    file.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in payloads), encoding="utf-8")
    return file


def printed(*arguments: str | Path) -> str:
    ended = run(*arguments)
    assert ended.code in (0, 1), ended.err
    return ended.out + ended.err


def test_there_are_enough_people() -> None:
    assert len(PEOPLE) == COUNT == 200
    assert all(len(person.planted) > 12 for person in PEOPLE)
    for person in PEOPLE:
        payload = json.dumps(person.payload, ensure_ascii=False)
        assert len(found_in(payload.replace("\\n", "\n").replace('\\"', '"'), person.planted)) == len(person.planted)


@pytest.mark.parametrize("number", some(range(COUNT), 3))
def test_new_keeps_nothing_about_a_person(small: Path, number: int) -> None:
    """Neither the schema and its sample nor the messages, also with other payloads and for a known event."""
    person, other = PEOPLE[number], PEOPLE[number - 1]
    planted = (*person.planted, *other.planted)
    write(small / "one.json", [person.payload])
    write(small / "two.json", [person.payload, other.payload, {"name": person.planted[0]}])
    shown = printed("new", EVENT, "--from", "one.json")
    text = FILE.read_text(encoding="utf-8")
    assert found_in(text + shown, planted) == []
    assert shape(json.loads(text)["examples"][0]["properties"]) >= shape(person.payload["properties"])
    shown = printed("new", EVENT, "--from", "two.json", "--update", "--format", FORMATS[number % 3])
    assert found_in(FILE.read_text(encoding="utf-8") + shown, planted) == []
    FILE.unlink()
    shown = printed("new", EVENT, "--from", "two.json")
    assert found_in(FILE.read_text(encoding="utf-8") + shown, planted) == []


def shape(properties: dict[str, object]) -> set[tuple[str, str]]:
    """Return names and types of the properties that are declared for everyone."""
    names = ("score", "direction", "answered", "answered_at", "weight", "account", "notes", "raw", "history")
    return {(name, type(properties[name]).__name__) for name in names}


def batches(size: int) -> Iterator[list[Person]]:
    for start in range(0, COUNT, size):
        yield PEOPLE[start : start + size]


@pytest.mark.parametrize("form", some(FORMATS, 1))
@pytest.mark.parametrize("batch", some(batches(50), 1), ids=lambda _: "")
def test_drift_and_verify_print_nothing_about_a_person(few: Path, batch: list[Person], form: str) -> None:
    """Each payload is that of a known event, of an unknown event, and one that is refused."""
    known = [{**person.payload, "name": "call.completed"} for person in batch]
    refused = [{**payload, "userId": None, "traits": {}, "properties": payload["properties"]} for payload in known]
    unknown = [person.payload for person in batch]
    nameless = [{**person.payload, "name": person.planted[0]} for person in batch]
    file = write(few / "payloads.ndjson", [*known, *refused, *unknown, *nameless])
    shown = printed("drift", "--format", form, file) + printed("verify", "--payloads", file, "--format", form)
    assert "<key>" in shown
    for person in batch:
        assert found_in(shown, person.planted) == []


BREAK: tuple[Callable[[str], str], ...] = (
    lambda text: text[: len(text) // 2],
    lambda text: text.replace('": "', '": ', 3),
    lambda text: text.replace('", "', "', '", 1),
    lambda text: text.replace('"', "", 4),
    lambda text: text.replace('{"', '{"a": 1, "a": 2, "', 1),
    lambda text: text.replace("{", "{" + text[1 : text.index(",") + 1], 1),
    lambda text: text[1:],
)


@pytest.mark.parametrize("number", some(range(0, COUNT, 5), 2))
def test_messages_about_broken_json_quote_nothing(few: Path, number: int) -> None:
    person = PEOPLE[number]
    text = json.dumps(person.payload, ensure_ascii=False)
    texts = [broken(text) for broken in BREAK] + [f"{person.planted[0]} {text}"]
    for index, broken_text in enumerate(texts):
        (few / f"{index}.json").write_text(broken_text, encoding="utf-8")
    for command in ("verify --payloads .", "drift .", "run call.completed .", f"new {EVENT} --from ."):
        # With a request for each payload that can be read, only the messages of `run` count.
        ended = run(*command.split())
        assert found_in(ended.err if command.startswith("run") else ended.out + ended.err, person.planted) == []
