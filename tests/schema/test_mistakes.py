"""Schemas with mistakes are findings at their places: names of events and in Braze, `x-braze`, references.

tests/schema/mistakes has those of one schema. The name of an event becomes the name of a file and of an event in Braze:
it is safe, and unique. A $ref names neither nothing, nor a file outside the schemas folder, nor itself.
"""

from __future__ import annotations

from pathlib import Path

from schema.refused import FOLDER, said
from support.examples import Example, each
from support.schemas import DECLARED, EVENT, FILE, TEXT, errors_in, line_of, places, schema, write


@each(FOLDER, 47)
def test_a_mistake_is_found_at_its_place(example: Example) -> None:
    """`make golden` writes the findings anew."""
    assert said(example) == example.text


def test_a_reference_may_be_longer_than_a_path(small: Path) -> None:
    write(small, {FILE: schema({"b": {"$ref": f"{'x' * 5000}.json#/$defs/a"}})})
    assert [place[:3] for place in places(errors_in(small))] == [("unknown-ref", FILE, f"{DECLARED}/b/$ref")]


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


def test_two_events_that_cannot_be_told_apart(small: Path) -> None:
    for event in (EVENT, "your.event"):
        names = [{"name": "call.completed", "property": "a", "value": "v"}]
        write(small, {f"schemas/events/{event}.json": schema(annotation={"names": names}, event=event)})
    ((code, file, pointer, line),) = places(errors_in(small))
    assert (code, file, pointer) == ("ambiguous-event", "schemas/events/your.event.json", "/x-braze/names")
    assert line == line_of(small, "schemas/events/your.event.json", '"names"')


def test_shared_definitions_of_the_workspace_are_checked_even_if_nothing_uses_them(small: Path) -> None:
    write(
        small,
        {
            "schemas/common/broken.json": "{",
            "schemas/common/lost.json": {
                "title": "Lost",
                "description": "Lost.",
                "$defs": {"x": {"$ref": "nowhere.json#/$defs/x"}},
            },
            "schemas/common/odd.json": {"title": "Odd", "description": "Odd.", "$defs": {"x": {"type": "text"}}},
            "schemas/common/list.json": [],
        },
    )
    found = {(code, file) for code, file, _, _ in places(errors_in(small))}
    assert found == {
        ("broken-json", "schemas/common/broken.json"),
        ("unknown-ref", "schemas/common/lost.json"),
        ("schema-invalid", "schemas/common/odd.json"),
        ("schema-invalid", "schemas/common/list.json"),
    }


def test_a_reference_in_data_is_data(small: Path) -> None:
    odd = TEXT | {"examples": [{"$ref": "nowhere.json#/$defs/x"}], "enum": [{"$ref": "nowhere.json#/$defs/y"}]}
    examples = [{"userId": "1", "name": EVENT, "properties": {"$ref": "nowhere.json#/$defs/z"}}]
    write(small, {FILE: schema({"a": odd, "examples": TEXT, "enum": TEXT}, examples=examples)})
    assert errors_in(small) == []
