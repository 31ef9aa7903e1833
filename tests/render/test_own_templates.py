"""A workspace's templates replace blocks of the built-in ones. Anything else is a finding with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from depth import some
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import artifacts
from regal_braze.render.contexts import TEMPLATES
from regal_braze.render.own_templates import block_names
from regal_braze.render.templates import Templates, built_in_templates
from regal_braze.resources import templates_root
from regal_braze.workspace.workspace import open_workspace
from render.mistaken import FOLDER, TWO_EVENTS, findings, said
from support import schemas
from support.command import CALL, Ended, run, tree
from support.examples import Example, each

ROOT = Path(__file__).parents[2]
TRACK = "transformation/track.js.jinja"
CHANGES = "transformation/changes.js.jinja"
HEADER = "transformation/header.js.jinja"
WEBHOOK_HEADER = "webhook/header.liquid.jinja"


@pytest.fixture(autouse=True)
def folder(built_in: Callable[..., Path]) -> Path:
    """The current folder, a workspace with two events, whose destinations differ."""
    events = ("call.completed", "contact.attribute.edited", "sms.received", "sms.sent")
    folder = built_in(*events, webhooks=True)
    (folder / "regal-braze.toml").write_text(TWO_EVENTS)
    return folder


def write(name: str, content: str | bytes) -> None:
    schemas.write(Path(), {f"templates/{name}": content})


def rendered(folder: Path) -> dict[str, str]:
    """Return the files that a workspace generates, by path."""
    made, findings = artifacts(plan_workspace(open_workspace(folder)))
    assert not findings, findings
    return {artifact.path: artifact.content for artifact in made}


def places(ended: Ended) -> list[tuple[str, str, int | None]]:
    """Return code, file and line of the errors."""
    return [(error["code"], error["file"], error["line"]) for error in ended.errors]


def blocks() -> Iterator[tuple[str, str]]:
    for name in TEMPLATES.values():
        environment = built_in_templates()._environment(name)
        source = (templates_root() / name).read_text(encoding="utf-8")
        for block in block_names(environment.parse(source)):
            yield name, block


@pytest.mark.parametrize(("name", "block"), some(blocks(), 3))
def test_a_block_that_is_only_super_changes_nothing(name: str, block: str) -> None:
    plain = rendered(Path())
    text = "\ufeff<% block B %>\r\n<< super() >>\r\n<% endblock %>\r\n".replace("B", block)
    if not name.endswith(".liquid.jinja"):
        text = text.replace("<%", "{%").replace("%>", "%}").replace("<<", "{{").replace(">>", "}}")
    write(name, text)
    assert rendered(Path()) == plain


def test_a_header_of_a_workspace(folder: Path) -> None:
    plain = rendered(folder)
    write(HEADER, "{% block header %}\n// Ask the CRM team first.\n{{ super() }}\n{% endblock %}\n")
    write(WEBHOOK_HEADER, (ROOT / "examples" / "header.liquid.jinja").read_text())
    for path, content in rendered(folder).items():
        if path.endswith(".js"):
            assert content == f"// Ask the CRM team first.\n{plain[path]}"
        elif path.endswith(".liquid"):
            line = "{%- comment -%} Ask the CRM team before you change this webhook. {%- endcomment -%}\n"
            assert content == line + plain[path]
        else:
            assert content == plain[path]
    assert run("verify").code == 0


def test_a_block_changes_its_template_and_may_call_helpers(folder: Path) -> None:
    plain = rendered(folder)
    seconds = "eventProperties.sent_seconds = unixSeconds({{ time }});"
    write(TRACK, f"{{% block properties %}}\n{{{{ super() }}}}\n{seconds}\n{{% endblock %}}\n")
    own = rendered(folder)
    changed = {path for path in own if own[path] != plain[path]}
    assert changed == {"bundles/contacts.js", "transformations/call.completed.js"}
    for path in changed:
        for helper in ("unixSeconds", "isoTime", "text"):
            assert own[path].count(f"function {helper}(") == 1, (path, helper)
    request = json.loads(run("run", "call.completed", stdin=json.dumps(CALL).encode()).out)
    assert request["events"][0]["properties"]["sent_seconds"] == 1657855059
    assert run("verify").code == 0, "also in the bundle"


def test_events_that_a_block_tells_apart_are_alike_in_bundles(folder: Path) -> None:
    """M18: they do not share `customEvent`."""
    (folder / "regal-braze.toml").write_text('[bundles.texts]\nevents = ["sms.*"]\n')
    only = "{% if event_name == '\"SMS Sent\"' %}\nbrazecall.events[0].properties.sent = true;\n{% endif %}"
    write(TRACK, f"{{% block request %}}\n{{{{ super() }}}}\n{only}\n{{% endblock %}}\n")
    assert run("verify").code == 0
    assert rendered(folder)["bundles/texts.js"].count("properties.sent = true;") == 1


@each(FOLDER, 6)
def test_a_mistake_is_a_finding_at_its_line(example: Example) -> None:
    """A template contains known blocks only, and what is in them can do nothing but write source text."""
    assert said(example) == example.text


@pytest.mark.parametrize(
    ("inner", "message"),
    [("{% if 1 %}" * 5000, "nested too deeply"), ("{{ self.request() }}{% endblock %}", "The block contains itself")],
)
def test_a_block_without_end(inner: str, message: str) -> None:
    (finding,) = findings(TRACK, f"{{% block request %}}{inner}")
    assert (finding.code, finding.line) == ("template-invalid", 1)
    assert message in finding.message


def test_the_built_in_template_as_a_whole_is_refused() -> None:
    write(TRACK, "{# regal-braze context 1 #}\n" + (templates_root() / "bundle" / "bundle.js.jinja").read_text())
    found = Templates((templates_root(), Path("templates"))).findings
    assert {finding.code for finding in found} == {"template-invalid"}


def test_every_mistake_is_shown_at_once_and_nothing_is_written() -> None:
    write(TRACK, "\n{% block x %}{% endblock %}{% include 'a' %}")
    write(CHANGES, "{% if %}")
    write(WEBHOOK_HEADER, b"\n\n\xff")
    schemas.write(Path(), {"schemas/events/my.event.json": "{"})
    before = tree(Path())
    ended = run("generate", "--format", "json")
    assert (ended.code, tree(Path())) == (1, before)
    assert places(ended) == [
        ("broken-json", "schemas/events/my.event.json", 1),
        ("template-invalid", f"templates/{CHANGES}", 1),
        ("template-invalid", f"templates/{TRACK}", 2),
        ("template-invalid", f"templates/{TRACK}", 2),
        ("unreadable-file", f"templates/{WEBHOOK_HEADER}", 3),
    ]


def test_every_template_that_fails_is_shown_once() -> None:
    write(TRACK, "{% block request %}{{ nope }}{% endblock %}")
    write(CHANGES, "{% block request %}{{ neither }}{% endblock %}")
    assert [(error["file"], error["message"]) for error in run("generate", "--format", "json").errors] == [
        (f"templates/{TRACK}", "'nope' is undefined"),
        (f"templates/{CHANGES}", "'neither' is undefined"),
    ]


@pytest.mark.parametrize("command", [["check"], ["verify"], ["show", "call.completed"], ["run", "call.completed"]])
def test_no_command_continues_with_a_broken_template(command: list[str]) -> None:
    write(TRACK, "{% block request %}\n{{ nope }}\n{% endblock %}\n")
    ended = run(*command, "--format", "json", stdin=json.dumps(CALL).encode())
    assert ended.code == 1
    assert places(ended) == [("template-invalid", f"templates/{TRACK}", 2)]


@pytest.mark.parametrize("kind", ["folder", "dangling link", "not UTF-8"])
def test_a_file_that_cannot_be_read(kind: str) -> None:
    path = Path("templates", TRACK)
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
    elif kind == "dangling link":
        path.symlink_to("nowhere")
    else:
        path.write_bytes(b"{# note #}\n\n\xe9")
    (finding,) = Templates((templates_root(), Path("templates"))).findings
    line = 3 if kind == "not UTF-8" else None
    assert (finding.code, finding.file, finding.line) == ("unreadable-file", f"templates/{TRACK}", line)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("transformation/trak.js.jinja", f"Did you mean {TRACK}?"),
        ("track.js.jinja", f"Did you mean {TRACK}?"),
        ("transformation/track.js", f"Did you mean {TRACK}?"),
        ("transformation/helpers.js", f"Did you mean {HEADER}?"),
        ("transformation/identify.js.jinja", ""),
        ("webhook/headers.liquid.jinja", f"Did you mean {WEBHOOK_HEADER}?"),
        ("q", "docs/templates.md lists the built-in templates."),
    ],
)
def test_a_file_without_a_built_in_template_is_a_warning(name: str, nearest: str) -> None:
    write(name, b"{% \xff")
    (finding,) = Templates((templates_root(), Path("templates"))).findings
    assert (finding.code, finding.severity, finding.file) == ("unknown-template", "warning", f"templates/{name}")
    assert finding.help.startswith(nearest)


@pytest.mark.parametrize("name", ["README.md", "transformation/.track.js.jinja.swp", ".git/config", "notes.txt"])
def test_notes_and_hidden_files_are_ignored(name: str) -> None:
    write(name, "mine")
    assert Templates((templates_root(), Path("templates"))).findings == ()


def test_verify_names_the_templates_of_the_workspace_if_the_code_fails() -> None:
    write(TRACK, "{% block request %}\nnowhere();\n{{ super() }}\n{% endblock %}\n")
    ended = run("verify", "--format", "json")
    assert ended.code == 1
    found = [finding for finding in ended.findings if finding["code"] == "transformation-error"]
    assert "nowhere is not defined" in found[0]["message"]
    assert all(f"replaces blocks of {TRACK}." in finding["help"] for finding in found)
    assert json.loads(ended.out)["results"]


def test_the_built_in_templates_are_not_a_workspace_s(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    assert open_workspace(ROOT).template_roots == (templates_root(),)
    own = folder / "templates"
    for make in (lambda: own.symlink_to(templates_root()), lambda: None, lambda: own.write_text("a file")):
        make()
        assert open_workspace(folder).template_roots == (templates_root(),)
        own.unlink(missing_ok=True)
    own.mkdir()
    assert open_workspace(folder).template_roots == (templates_root(), own)
