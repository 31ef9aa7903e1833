"""Commands read regular files only, and what is in a workspace leads to nothing outside of it.

Whoever opens a pull request writes the files of a workspace, symbolic links among them.
"""

from __future__ import annotations

import json
import os
import socket
from itertools import product
from pathlib import Path

import pytest

from depth import some
from regal_braze.documents.files import is_named_in, leads_inside
from support.command import CALL, Ended, run, run_apart, tree
from support.schemas import FILE, TEXT, schema, write
from support.special_files import SPECIAL

MARK = "text-from-outside"
TRACK = "templates/transformation/track.js.jinja"
MARKED = {
    "schemas/events/my.event.json": json.dumps(schema({MARK: TEXT})),
    "schemas/common/mine.json": json.dumps({"title": MARK, "description": MARK, "$defs": {}}),
    "schemas/webhooks/mine.json": json.dumps({"title": MARK}),
    "schemas/webhooks/parts/mine.json": json.dumps({"title": MARK, "$defs": {}}),
    TRACK: f"{{% block request %}}\n// {MARK}\n{{{{ super() }}}}\n{{% endblock %}}",
    "templates/webhook/header.liquid.jinja": f"<% block header %>{MARK}<% endblock %>",
    "regal-braze.toml": f'[names]\nprefix = "{MARK}"\n',
}
"""Each kind of file that is read for a workspace, with a mark in it."""
COMMANDS = (
    ("generate",), ("check", "--diff"), ("verify",), ("list",), ("show", "call.completed"),
    ("explain", "call.completed"), ("run", "call.completed", "payload.json"), ("drift", "payload.json"),
    ("new", "my.event", "--from", "payload.json"),
)  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder next to the workspace, which is the current folder."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def link(place: str | Path, target: Path) -> None:
    path = Path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def reveals(ended: Ended) -> bool:
    """Return whether a command printed or wrote the mark."""
    return MARK in ended.printed or any(MARK.encode() in content for content in tree(Path("output")).values())


# --- What a workspace consists of


@pytest.mark.parametrize(("command", "place"), some(product(COMMANDS, MARKED), 8))
def test_a_link_out_of_the_workspace_is_refused(few: Path, outside: Path, place: str, command: tuple[str, ...]) -> None:
    write(few, {"payload.json": CALL})
    write(outside, {"file": MARKED[place]})
    link(place, outside / "file")
    ended = run(*command)
    assert not reveals(ended)
    if command[0] != "new" or place == "regal-braze.toml":  # `new` does without other files that it cannot read
        assert ended.code in (1, 2)
        assert f"{place}: error[" in ended.err
        assert "A symbolic link leads out of the workspace" in ended.err


@pytest.mark.parametrize("place", ["schemas", "schemas/events", "templates", "templates/transformation", "output"])
def test_a_link_to_a_folder_outside_is_not_followed(few: Path, outside: Path, place: str) -> None:
    write(outside, {f"moved/{name}": text for name, text in MARKED.items()})
    target = outside / "moved" / place
    target.mkdir(exist_ok=True, parents=True)
    before = tree(outside)
    link(place, target)
    for command in ("generate", "check"):
        ended = run(command)
        assert not reveals(ended)
        assert tree(outside) == before, "nothing is written outside"
        if place != "templates/transformation":  # links to folders in it are not looked into
            assert ended.code == 1
            assert "A symbolic link leads out of the workspace" in ended.err


def test_links_within_a_workspace_are_followed(few: Path) -> None:
    write(few, {f"shared/{name}": text for name, text in MARKED.items() if "webhooks" not in name})
    link("schemas", Path("shared/schemas"))
    link(TRACK, Path("../../shared") / TRACK)
    link("regal-braze.toml", Path("shared/regal-braze.toml"))
    link("output", Path("generated"))
    (few / "generated").mkdir()
    assert run("generate").code == 0
    body = (few / "generated" / "transformations" / "call.completed.js").read_text()
    assert f"// {MARK}\n" in body


def test_a_reference_does_not_lead_out_of_the_workspace(small: Path, outside: Path) -> None:
    write(outside, {"events/other.json": {"$defs": {"a": {"const": MARK}}}})
    for reference in (f"{outside}/events/other.json#/$defs/a", "../../../outside/events/other.json#/$defs/a"):
        write(small, {FILE: schema({"a": {"$ref": reference}})})
        ended = run("list")
        assert (ended.code, reveals(ended)) == (1, False)
        assert "error[unknown-ref]" in ended.err


@pytest.mark.parametrize(("kind", "place"), some(product(SPECIAL, MARKED), 4))
def test_a_file_that_is_not_regular_is_refused(few: Path, place: str, kind: str) -> None:
    path = few / place
    path.parent.mkdir(parents=True, exist_ok=True)
    SPECIAL[kind](path)
    ended = run("check")
    assert ended.code in (1, 2)
    expected = (
        "A symbolic link leads out of the workspace" if kind == "device" else "It is a pipe, a socket or a device"
    )
    assert f"{place}: error[" in ended.err
    assert expected in ended.err


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize(
    "name", ["manifest.json", ".regal-braze-staging/journal.json", ".regal-braze-staging/done.json"]
)
def test_no_file_of_output_makes_a_command_wait(few: Path, kind: str, name: str) -> None:
    assert run("generate").code == 0
    path = few / "output" / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    SPECIAL[kind](path)
    assert run("generate").code == 1
    assert run("check").code in (0, 1)


def test_new_does_not_write_through_a_link(few: Path, outside: Path) -> None:
    write(few, {"payload.json": {**CALL, "name": "my.event"}})
    (few / "schemas").mkdir()
    link("schemas/events", outside)
    ended = run("new", "my.event", "--from", "payload.json")
    assert (ended.code, tree(outside)) == (1, {})
    assert "A symbolic link leads out of the workspace" in ended.err


# --- Payloads


READERS = (
    ("run", "call.completed"), ("verify", "--payloads"), ("drift",), ("new", "my.event", "--from"),
    ("render", "new-contact"),
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader[0])
def test_payloads_of_a_workspace_do_not_lead_out_of_it(
    few_and_webhooks: Path, outside: Path, reader: tuple[str, ...]
) -> None:
    write(outside, {"a.json": {"name": MARK, "userId": MARK}, "folder/b.json": {"userId": MARK}})
    link("one.json", outside / "a.json")
    link("payloads/a.json", outside / "a.json")
    link("folder", outside / "folder")
    for named in some(("one.json", "payloads", "folder", "folder/b.json", str(Path.cwd() / "one.json")), 2):
        ended = run(*reader, named)
        assert (ended.code, reveals(ended)) == (1, False), named
        assert "A symbolic link leads out of the folder" in ended.err, named


def test_the_user_may_name_payloads_anywhere(few: Path, outside: Path) -> None:
    write(outside, {"real/a.json": CALL, "real/deep/b.json": CALL})
    link(outside / "named", outside / "real")
    link(outside / "real" / "c.json", Path("a.json"))
    for named in (outside / "real", outside / "named", Path("../outside/named")):
        ended = run("run", "call.completed", named)
        assert ended.code == 0
        assert ended.out.count("Call Completed") == 3
    link(outside / "real" / "d.json", Path.cwd() / "x.json")
    write(few, {"x.json": CALL})
    ended = run("run", "call.completed", outside / "real")
    assert "d.json: error[payload-invalid]: A symbolic link leads out of the folder" in ended.err


def test_links_within_the_workspace_lead_to_payloads(few: Path) -> None:
    write(few, {"recorded/a.json": CALL})
    link("payloads/b.json", Path("../recorded/a.json"))
    link("other", Path("recorded"))
    for named in ("payloads", "other"):
        assert run("run", "call.completed", named).code == 0


@pytest.mark.parametrize(("kind", "reader"), some(product(SPECIAL, READERS), 3))
def test_a_payload_that_is_not_a_regular_file(
    few_and_webhooks: Path, outside: Path, reader: tuple[str, ...], kind: str
) -> None:
    (outside / "folder").mkdir()
    SPECIAL[kind](outside / "a.json")
    SPECIAL[kind](outside / "folder" / "b.json")
    named = [str(outside / "a.json"), str(outside / "folder")]
    if kind == "device":
        named = ["/dev/zero"]
    for name in named:
        ended = run(*reader, name)
        assert ended.code == 1
        assert "It is a pipe, a socket or a device" in ended.err, name


def test_a_pipe_of_the_shell_is_read(few: Path) -> None:
    write(few, {"payload.json": CALL})
    reading, writing = os.pipe()
    os.write(writing, json.dumps(CALL).encode())
    os.close(writing)
    assert run("run", "call.completed", f"/dev/fd/{reading}").code == 0
    os.close(reading)
    one, other = socket.socketpair()
    with one, other:
        assert run("run", "call.completed", f"/dev/fd/{one.fileno()}").code == 1


def test_completion_reads_no_pipe(few: Path) -> None:
    (few / "output").mkdir()
    os.mkfifo(few / "output" / "manifest.json")
    os.mkfifo(few / "regal-braze.toml")
    env = {"_REGAL_BRAZE_COMPLETE": "complete_bash", "COMP_WORDS": "regal-braze show call.c", "COMP_CWORD": "2"}
    assert "call.completed" in run_apart(env=env).out


# --- The rule itself


def test_what_is_inside(tmp_path: Path) -> None:
    inside, other = tmp_path / "a", tmp_path / "ab"
    (inside / "b").mkdir(parents=True)
    other.mkdir()
    link(inside / "out", other)
    link(inside / "in", inside / "b")
    link(tmp_path / "alias", inside)
    assert leads_inside(inside, inside)
    assert leads_inside(inside / "in" / "missing", inside)
    assert leads_inside(tmp_path / "alias" / "b", inside)
    assert not leads_inside(inside / "out" / "missing", inside)
    assert not leads_inside(other, inside), "a name that begins alike"
    assert not leads_inside(inside / "b" / ".." / ".." / "ab", inside)
    assert is_named_in(inside / "out" / "x", inside)
    assert is_named_in(inside / "x", tmp_path / "alias")
    assert not is_named_in(inside / ".." / "ab", inside)
