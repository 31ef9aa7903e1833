"""Whatever is wrong with a workspace's templates is a finding with file and line, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from render.overlays import HEADER, HELPERS, MARKS, TRACK, built_in, changed, write
from support.command import CALL, Ended, run, tree

Finding: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str, str, int | None]
MARK = MARKS[TRACK]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two events, whose destinations differ."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    enabled = ("call.completed", "contact.attribute.edited")
    toml = '[events."*"]\nenabled = false\n' + "".join(f'[events."{each}"]\nenabled = true\n' for each in enabled)
    (folder / "regal-braze.toml").write_text(toml)
    monkeypatch.chdir(folder)
    return folder


def refused() -> list[Finding]:
    """Run `generate`, which must fail and change nothing; every error says what to do."""
    before = tree(Path())
    ended = run("generate", "--format", "json")
    assert ended.code == 1, ended
    assert tree(Path()) == before
    found = errors(ended)
    for each in found:
        assert each["help"].endswith((".", "?", "}", ">")), each
    return found


def errors(ended: Ended) -> list[Finding]:
    return [each for each in ended.findings if each["severity"] == "error"]


def as_place(finding: Finding) -> Place:
    return finding["code"], finding["file"], finding["line"]


@pytest.mark.parametrize(
    ("name", "first", "message"),
    [
        (TRACK, "", "It does not say its version"),
        (TRACK, "\n{# regal-braze context 1 #}\n", "It does not say its version"),
        (TRACK, "{# regal-braze context one #}\n", "It does not say its version"),
        (TRACK, "{# regal-braze context 2 #}\n", "It is written for version 2 of the context"),
        (TRACK, "{# regal-braze context 0 #}\n", "It is written for version 0 of the context"),
        (HEADER, "{# regal-braze context 7 #}\n", "It is written for version 7 of the context"),
        (HELPERS, "", "It does not say its version"),
        (HELPERS, "// regal-braze context 12\n\n", "It is written for version 12 of the context"),
    ],
)
def test_the_version_is_said_in_the_first_line(name: str, first: str, message: str) -> None:
    write(Path(), name, first + built_in(name))
    (found,) = refused()
    assert (found["code"], found["file"], found["line"]) == ("template-invalid", f"templates/{name}", 1)
    assert found["message"] == message
    mark = {TRACK: "{# regal-braze context 1 #}", HEADER: "<# regal-braze context 1 #>", HELPERS: "// regal-braze"}[
        name
    ]
    assert mark in found["help"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{% if %}", "It is no template: Expected an expression, got 'end of statement block'"),
        ("{% for x in fields %}", "It is no template: Unexpected end of template."),
        ("{% endfor %}", "It is no template: Encountered unknown tag 'endfor'."),
        ("{{ event_name | shout }}", "It is no template: No filter named 'shout'"),
        ("{{ event_name", "It is no template: unexpected end of template"),
        ("{{ '\u2028 }}", "It is no template: unexpected char"),
    ],
)
def test_broken_syntax(line: str, message: str) -> None:
    write(Path(), TRACK, f"{MARK}const a = 1;\n{line}\n")
    (found,) = refused()
    assert (found["code"], found["file"]) == ("template-invalid", f"templates/{TRACK}")
    assert found["message"].startswith(message)
    assert found["line"] in (3, 4)


@pytest.mark.parametrize(
    ("line", "message", "help_text"),
    [
        ("{{ event_nam }}", "'event_nam' is undefined", "Did you mean event_name?"),
        (
            "{{ purchases.x }}",
            "'tuple object' has no attribute 'x'",
            "docs/templates.md lists what a template is given.",
        ),
        ("{% if nothing %}{% endif %}", "'nothing' is undefined", "docs/templates.md lists what a template is given."),
        ("{{ 'plain' }}", "It may write only source text that it is given, not 'plain'", ""),
        ("{{ event_name | upper }}", "It may write only source text that it is given, not ", ""),
        ("{{ event_name ~ event_name }}", "It may write only source text that it is given, not ", ""),
        ("{{ true }}", "It may write only source text that it is given, not ", ""),
        ("{{ none }}", "It may write only source text that it is given, not None", ""),
        ("{{ purchases }}", "It may write only source text that it is given, not (", ""),
        ("{{ 1 // 0 }}", "integer division or modulo by zero", ""),
        ("{{ event_name + 1 }}", 'can only concatenate str (not "int") to str', ""),
        ("{% include 'nowhere.jinja' %}", "There is no template nowhere.jinja", ""),
        ("{% include 'transformation/track.jinja' %}", "There is no template", f"Did you mean {TRACK}?"),
        ("{% include '../../secret' %}", "There is no template ../../secret", ""),
        ("{% include 'transformation/track.js.jinja' %}", "It includes itself without end", ""),
        ("{% for x in range(1000000000) %}{% endfor %}", "Range too big", ""),
        ("{% if ''.__class__.__mro__ %}{% endif %}", "access to attribute '__class__' of 'str' object is unsafe.", ""),
        ("{{ event_name.__init__.__globals__ }}", "access to attribute '__init__' of 'Code' object is unsafe.", ""),
        ("{% if fields.append(1) %}{% endif %}", "", ""),
    ],
)
def test_what_fails_while_it_renders(line: str, message: str, help_text: str) -> None:
    write(Path(), TRACK, f"{MARK}const a = 1;\n{line}\n")
    found = refused()
    assert {each["code"] for each in found} == {"template-invalid"}
    assert {(each["file"], each["line"]) for each in found} == {(f"templates/{TRACK}", 3)}
    assert message in found[0]["message"]
    assert help_text in found[0]["help"]


def test_a_text_in_liquid() -> None:
    write(Path(), HEADER, "<# regal-braze context 1 #>\n<% for line in lines %>\n<< line.x >>\n<% endfor %>\n")
    (found,) = refused()
    assert (found["file"], found["line"]) == (f"templates/{HEADER}", 3)


def test_every_mistake_is_told_at_once() -> None:
    write(Path(), TRACK, built_in(TRACK))
    write(Path(), "transformation/changes.js.jinja", MARK + "{% if %}")
    write(Path(), HEADER, b"<# regal-braze context 1 #>\n\n\xff")
    Path("schemas/events").mkdir(parents=True)
    Path("schemas/events/my.event.json").write_text("{")
    assert [as_place(each) for each in refused()] == [
        ("broken-json", "schemas/events/my.event.json", 1),
        ("template-invalid", "templates/transformation/changes.js.jinja", 2),
        ("template-invalid", f"templates/{TRACK}", 1),
        ("unreadable-file", f"templates/{HEADER}", 3),
    ]


@pytest.mark.parametrize("command", [["check"], ["verify"], ["show", "call.completed"], ["run", "call.completed"]])
def test_no_command_goes_on_with_a_broken_template(command: list[str]) -> None:
    write(Path(), TRACK, f"{MARK}\n{{{{ nope }}}}\n")
    ended = run(*command, "--format", "json", stdin=json.dumps(CALL).encode())
    assert ended.code == 1
    assert [as_place(each) for each in errors(ended)] == [("template-invalid", f"templates/{TRACK}", 3)]


def test_every_template_that_fails_while_it_renders_is_told_once() -> None:
    write(Path(), TRACK, f"{MARK}{{{{ nope }}}}\n")
    write(Path(), "transformation/changes.js.jinja", f"{MARK}{{{{ neither }}}}\n")
    assert [(each["file"], each["message"]) for each in errors(run("generate", "--format", "json"))] == [
        (f"templates/{TRACK}", "'nope' is undefined"),
        ("templates/transformation/changes.js.jinja", "'neither' is undefined"),
    ]


@pytest.mark.parametrize("name", [TRACK, HELPERS])
def test_a_file_that_is_not_utf_8(name: str) -> None:
    write(Path(), name, MARKS[name].encode() + b"\n\xe9")
    (found,) = refused()
    assert as_place(found) == ("unreadable-file", f"templates/{name}", len(MARKS[name].splitlines()) + 2)
    assert "is not UTF-8" in found["message"]


@pytest.mark.parametrize("kind", ["folder", "dangling link"])
@pytest.mark.parametrize("name", [TRACK, HELPERS])
def test_a_file_that_cannot_be_read(kind: str, name: str) -> None:
    path = Path("templates", name)
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    (found,) = refused()
    assert as_place(found) == ("unreadable-file", f"templates/{name}", None)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("transformation/trak.js.jinja", f"Did you mean {TRACK}?"),
        ("track.js.jinja", f"Did you mean {TRACK}?"),
        ("transformation/track.js", f"Did you mean {TRACK}?"),
        ("transformation/helper.js", f"Did you mean {HELPERS}?"),
        ("webhook/headers.liquid.jinja", f"Did you mean {HEADER}?"),
        ("q", "docs/templates.md lists the built-in ones."),
    ],
)
def test_a_file_that_stands_in_for_nothing_is_a_warning(name: str, nearest: str) -> None:
    write(Path(), name, b"{% \xff")
    ended = run("generate", "--format", "json")
    assert ended.code == 0
    (found,) = (each for each in ended.findings if each["code"] == "unknown-template")
    assert (found["severity"], found["file"], found["help"]) == ("warning", f"templates/{name}", nearest)
    again = run("generate", "--format", "json")
    assert found in again.findings, "also where all is remembered"


@pytest.mark.parametrize("name", ["README.md", "transformation/.track.js.jinja.swp", ".git/config", "notes.txt"])
def test_notes_and_hidden_files_are_nobody_s_business(name: str) -> None:
    write(Path(), name, "mine")
    assert not [each for each in run("generate", "--format", "json").findings if "template" in each["code"]]


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("function cutText(", "const LIMIT = 5;\n\nfunction cutText(", "Only functions get into a body", None),
        ("function cutText(", "function cuttt(", "It lacks cutText, which bodies call", 1),
        ("function number(", "async function number(", "Only functions get into a body", None),
        ("}\n\nfunction integer(", "}\nfunction integer(", "Only functions get into a body", None),
    ],
)
def test_what_helpers_cannot_be(old: str, new: str, message: str, line: int | None) -> None:
    path = changed(Path(), HELPERS, old, new)
    found = refused()[0]
    assert (found["code"], found["file"]) == ("template-invalid", f"templates/{HELPERS}")
    assert found["message"].startswith(message)
    if line is None:
        place = path.read_text().splitlines()[found["line"] - 1 :]
        assert any(new.strip().splitlines()[0].strip("}") in each for each in place[:8])
    else:
        assert found["line"] == line


def test_verify_names_own_templates_where_they_are_to_blame() -> None:
    changed(Path(), TRACK, "const brazecall", "nowhere();\nconst brazecall")
    ended = run("verify", "--format", "json")
    assert ended.code == 1
    found = [each for each in ended.findings if each["code"] == "transformation-error"]
    assert "nowhere is not defined" in found[0]["message"]
    assert all(TRACK in each["help"] for each in found)
    assert json.loads(ended.out)["results"]
