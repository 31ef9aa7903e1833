"""What an event is called names files and Braze's events: it can neither leave the folder nor occur twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.workspaces import FILE, line_of, places, refused, schema, write
from support.command import run


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
def test_a_name_that_could_leave_the_folder(workspace: Path, name: str) -> None:
    write(workspace, {FILE: schema(event=name)})
    line = line_of(workspace, FILE, '"const"')
    assert places(refused(workspace)) == [("unsafe-name", FILE, "/properties/name/const", line)]


def test_a_name_of_100_characters_is_fine(workspace: Path) -> None:
    name = "x." + "y" * 98
    write(workspace, {f"schemas/events/{name}.json": schema(event=name)})
    assert run("generate").code == 0


def test_a_name_without_a_word_names_no_event_in_braze(workspace: Path) -> None:
    write(workspace, {"schemas/events/_._.json": schema(event="_._")})
    ((code, *_),) = places(refused(workspace))
    assert code == "unsafe-name"
    write(workspace, {"schemas/events/_._.json": schema(annotation={"event": "Blank"}, event="_._")})
    assert run("generate").code == 0


def test_two_schemas_for_one_event(workspace: Path) -> None:
    """Two of the workspace, and one of the workspace under another name than the built-in one."""
    write(workspace, {FILE: schema(), "schemas/events/zz.json": schema()})
    write(workspace, {"schemas/events/sms.text.json": schema(event="sms.sent")})
    const = "/properties/name/const"
    found = {(code, file) for code, file, pointer, _ in places(refused(workspace)) if pointer == const}
    assert found == {
        ("file-name", "schemas/events/sms.text.json"),
        ("duplicate-event", "schemas/events/sms.text.json"),
        ("file-name", "schemas/events/zz.json"),
        ("duplicate-event", "schemas/events/zz.json"),
    }


def test_a_file_that_is_named_for_another_event(workspace: Path) -> None:
    write(workspace, {"schemas/events/your.event.json": schema()})
    line = line_of(workspace, "schemas/events/your.event.json", '"const"')
    ended = refused(workspace)
    assert places(ended) == [("file-name", "schemas/events/your.event.json", "/properties/name/const", line)]
    assert ended.findings[0]["help"] == "Name the file my.event.json, or correct the name in it."


def test_a_title_that_is_another_events(workspace: Path) -> None:
    write(workspace, {FILE: schema(title="your.event")})
    assert places(refused(workspace)) == [("schema-invalid", FILE, "/title", 2)]
