"""A workspace's templates stand in for the built-in ones, and what they make is proved like anything else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from regal_braze import build as building
from regal_braze.build import build
from regal_braze.pipeline import plan_workspace
from regal_braze.resources import templates_root
from regal_braze.workspace.workspace import open_workspace
from render.overlays import HEADER, HELPERS, TRACK, built_in, changed, write
from support.command import CALL, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, str]:
    """What a workspace without templates makes, by path."""
    (tmp_path / "plain").mkdir()
    return made(tmp_path / "plain")


def made(folder: Path) -> dict[str, str]:
    built = build(open_workspace(folder))
    assert built.artifacts, built.findings
    return {each.path: each.content for each in built.artifacts}


def test_a_template_changes_what_it_makes_and_nothing_else(tmp_path: Path, plain: dict[str, str]) -> None:
    changed(tmp_path, TRACK, "const eventId = text", "// Ours.\nconst eventId = text")
    own = made(tmp_path)
    differing = {path for path in plain if own[path] != plain[path]}
    assert "transformations/call.completed.js" in differing
    assert "bundles/contacts.js" in differing
    assert "transformations/contact.subscribed.js" not in differing
    assert all("\n// Ours.\nconst" in own[path] for path in differing if path.startswith("transformations"))
    for path in differing - {"bundles/contacts.js"}:
        without = [line for line in own[path].splitlines() if line.strip() != "// Ours."]
        pairs = zip(without, plain[path].splitlines(), strict=True)
        assert all(one == other or "; digest " in one for one, other in pairs)
    ended = run("verify", "-C", tmp_path)
    assert ended.code == 0, ended.err


def test_helpers_stand_in_too(tmp_path: Path, plain: dict[str, str]) -> None:
    changed(tmp_path, HELPERS, '[true, "true"].includes(value)', '[true, "true", "yes"].includes(value)')
    own = made(tmp_path)
    assert '"yes"' in own["transformations/call.completed.js"]
    assert own["transformations/contact.subscribed.js"] == plain["transformations/contact.subscribed.js"]
    payload = json.dumps(CALL | {"properties": {"conversation_happened": "yes"}}).encode()
    request = json.loads(run("run", "call.completed", "-C", tmp_path, stdin=payload).out)
    assert request["events"][0]["properties"]["conversation_happened"] is True


def test_the_same_helpers_make_the_same_bodies(tmp_path: Path, plain: dict[str, str]) -> None:
    write(tmp_path, HELPERS, "// regal-braze context 1\r\n\r\n" + built_in(HELPERS).replace("\n", "\r\n"))
    write(tmp_path, TRACK, "\ufeff{# regal-braze context 1 #}\n" + built_in(TRACK))
    own = made(tmp_path)
    assert {path for path in plain if own[path] != plain[path]} == {"bundles/contacts.js"}, "no customEvent in it"


def test_what_own_templates_and_helpers_call_gets_into_the_body(tmp_path: Path) -> None:
    sent = "eventProperties.sent_seconds = unixSeconds({{ time }});"
    changed(tmp_path, TRACK, "const brazecall", f"{sent}\n\nconst brazecall")
    shout = "function shout(value) {\n\n  return legalKey(value) + '!';\n}\n\nfunction cutText("
    path = changed(tmp_path, HELPERS, "function cutText(", shout)
    path.write_text(path.read_text().replace("return [true,", 'if (value === "?") return shout("a");\n  return [true,'))
    body = made(tmp_path)["transformations/call.completed.js"]
    for name in ("unixSeconds", "isoTime", "shout", "legalKey", "text"):
        assert body.count(f"function {name}(") == 1, name
    payload = json.dumps(CALL | {"properties": {"conversation_happened": "?"}}).encode()
    request = json.loads(run("run", "call.completed", "-C", tmp_path, stdin=payload).out)
    assert request["events"][0]["properties"]["conversation_happened"] == "a!"
    assert request["events"][0]["properties"]["sent_seconds"] == 1657855059
    assert "function shout(" not in made(tmp_path)["transformations/contact.subscribed.js"]
    assert run("verify", "-C", tmp_path).code == 0, "in bundles too"


def test_a_webhook_s_template(tmp_path: Path, plain: dict[str, str]) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "shown")
    write(tmp_path, HEADER, (tmp_path / "shown" / "header.liquid.jinja").read_bytes())
    own = made(tmp_path)
    for path, content in plain.items():
        if path.endswith(".liquid"):
            line = "{%- comment -%}\n"
            assert own[path] == content.replace(line, f"{line}  Ask the CRM team before you change this webhook.\n", 1)
        else:
            assert own[path] == content
    assert run("verify", "-C", tmp_path).code == 0


def test_a_template_may_include_one_of_its_own(tmp_path: Path) -> None:
    changed(tmp_path, TRACK, "const brazecall", '{% include "ours/note.jinja" %}\nconst brazecall')
    write(tmp_path, "ours/note.jinja", '{# regal-braze context 1 #}\n{% include "ours/name.jinja" %}\n')
    write(tmp_path, "ours/name.jinja", "{# regal-braze context 1 #}\n// Sends {{ event_name }}.\n")
    assert "// Sends " in made(tmp_path)["transformations/call.completed.js"]
    assert not [each for each in plan_workspace(open_workspace(tmp_path)).findings if "template" in each.code]


def test_the_built_in_templates_are_no_overlay_of_themselves(tmp_path: Path) -> None:
    assert open_workspace(ROOT).template_roots == (templates_root(),)
    (tmp_path / "templates").symlink_to(templates_root())
    assert open_workspace(tmp_path).template_roots == (templates_root(),)
    (tmp_path / "templates").unlink()
    assert open_workspace(tmp_path).template_roots == (templates_root(),)
    (tmp_path / "templates").write_text("a file")
    assert open_workspace(tmp_path).template_roots == (templates_root(),)
    (tmp_path / "templates").unlink()
    (tmp_path / "templates").mkdir()
    assert open_workspace(tmp_path).template_roots == (templates_root(), tmp_path / "templates")


def test_own_templates_are_inputs_of_what_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    digests = []

    def remember() -> dict[str, str]:
        digests.append(building._digest(open_workspace(tmp_path)))
        return made(tmp_path)

    bare = remember()
    path = changed(tmp_path, TRACK, "const eventId = text", "// One.\nconst eventId = text")
    one = remember()
    path.write_text(path.read_text().replace("// One.", "// Two."))
    two = remember()
    write(tmp_path, "ours/note.jinja", "{# regal-braze context 1 #}\n// Three.\n")
    path.write_text(path.read_text().replace("// Two.", '{% include "ours/note.jinja" %}'))
    three = remember()
    shutil.rmtree(tmp_path / "templates")
    assert remember() == bare
    assert [("// One." in body, "// Two." in body, "// Three." in body) for body in map(str, (one, two, three))] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert len(set(digests)) == 4
