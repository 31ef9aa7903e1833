"""The name of an event becomes the name of a file and of an event in Braze: it is safe, and unique."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.schemas import FILE, errors_in, line_of, places, schema, write


@pytest.mark.parametrize(
    "name",
    [
        "../../evil",
        "../evil.event",
        "/etc/passwd",
        "a/b.c",
        "a\\b.c",
        "My.Event",
        "event",
        "a..b",
        ".a.b",
        "a.b.",
        "a.b\n",
        "a.b\0",
        "a b.c",
        "a.*/",
        "a.${b}",
        "a.`b`",
        "a.é",
        "a.ı",
        "",
        " ",
        "x." + "y" * 99,
    ],
)
def test_a_name_that_could_leave_the_folder(small: Path, name: str) -> None:
    write(small, {FILE: schema(event=name)})
    line = line_of(small, FILE, '"const"')
    assert places(errors_in(small)) == [("unsafe-name", FILE, "/properties/name/const", line)]


def test_a_name_of_100_characters_is_fine(small: Path) -> None:
    name = "x." + "y" * 98
    write(small, {f"schemas/events/{name}.json": schema(event=name)})
    assert errors_in(small) == []


def test_a_name_without_a_word_names_no_event_in_braze(small: Path) -> None:
    write(small, {"schemas/events/_._.json": schema(event="_._")})
    ((code, *_),) = places(errors_in(small))
    assert code == "unsafe-name"
    write(small, {"schemas/events/_._.json": schema(annotation={"event": "Blank"}, event="_._")})
    assert errors_in(small) == []


def test_two_schemas_for_one_event(workspace: Path) -> None:
    """Two of the workspace, and one of the workspace whose file has another name than the built-in one."""
    write(workspace, {FILE: schema(), "schemas/events/zz.json": schema()})
    write(workspace, {"schemas/events/sms.text.json": schema(event="sms.sent")})
    const = "/properties/name/const"
    found = {(code, file) for code, file, pointer, _ in places(errors_in(workspace)) if pointer == const}
    assert found == {
        ("file-name", "schemas/events/sms.text.json"),
        ("duplicate-event", "schemas/events/sms.text.json"),
        ("file-name", "schemas/events/zz.json"),
        ("duplicate-event", "schemas/events/zz.json"),
    }


def test_a_file_that_is_named_for_another_event(small: Path) -> None:
    write(small, {"schemas/events/your.event.json": schema()})
    line = line_of(small, "schemas/events/your.event.json", '"const"')
    errors = errors_in(small)
    assert places(errors) == [("file-name", "schemas/events/your.event.json", "/properties/name/const", line)]
    assert errors[0].help == "Name the file my.event.json, or correct the name in it."


def test_a_title_that_is_another_events(small: Path) -> None:
    write(small, {FILE: schema(title="your.event")})
    assert places(errors_in(small)) == [("schema-invalid", FILE, "/title", 2)]
