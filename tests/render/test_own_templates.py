"""A workspace's templates replace blocks of the built-in ones. Anything else is a finding with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from depth import some
from regal_braze.findings.finding import FindingsError
from regal_braze.pipeline import artifacts, plan_workspace
from regal_braze.render.contexts import TEMPLATES
from regal_braze.render.own_templates import block_names
from regal_braze.render.templates import Templates, built_in_templates
from regal_braze.resources import templates_root
from regal_braze.workspace.workspace import open_workspace
from support.command import CALL, Ended, run, tree

ROOT = Path(__file__).parents[2]
TRACK = "transformation/track.js.jinja"
CHANGES = "transformation/changes.js.jinja"
HEADER = "transformation/header.js.jinja"
WEBHOOK_HEADER = "webhook/header.liquid.jinja"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a workspace with two events, whose destinations differ."""
    enabled = ("call.completed", "contact.attribute.edited")
    toml = '[events."*"]\nenabled = false\n' + "".join(f'[events."{event}"]\nenabled = true\n' for event in enabled)
    (tmp_path / "regal-braze.toml").write_text(toml)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str | bytes) -> None:
    path = Path("templates", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def rendered(folder: Path) -> dict[str, str]:
    """Return the files that a workspace generates, by path."""
    plans = plan_workspace(open_workspace(folder))
    made, findings = artifacts(plans)
    assert not findings, findings
    return {artifact.path: artifact.content for artifact in made}


def places(ended: Ended) -> list[tuple[str, str, int | None]]:
    """Return code, file and line of the errors."""
    return [
        (finding["code"], finding["file"], finding["line"])
        for finding in ended.findings
        if finding["severity"] == "error"
    ]


def blocks() -> Iterator[tuple[str, str]]:
    for name in TEMPLATES.values():
        environment = built_in_templates()._environment(name.endswith(".liquid.jinja"))
        source = (templates_root() / name).read_text(encoding="utf-8")
        for block in block_names(environment.parse(source)):
            yield name, block


@pytest.mark.parametrize(("name", "block"), some(blocks(), 8))
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
    assert {path for path in own if own[path] != plain[path]} == {
        "bundles/contacts.js",
        "transformations/call.completed.js",
    }
    for path in ("bundles/contacts.js", "transformations/call.completed.js"):
        for helper in ("unixSeconds", "isoTime", "text"):
            assert own[path].count(f"function {helper}(") == 1, (path, helper)
    request = json.loads(run("run", "call.completed", stdin=json.dumps(CALL).encode()).out)
    assert request["events"][0]["properties"]["sent_seconds"] == 1657855059
    assert run("verify").code == 0, "also in the bundle"


def test_events_that_a_block_tells_apart_are_alike_in_bundles(folder: Path) -> None:
    """M18: they do not share `customEvent`."""
    (folder / "regal-braze.toml").write_text('[bundles.texts]\nevents = ["sms.*"]\n')
    write(
        TRACK,
        """{% block request %}
{{ super() }}
{% if event_name == '"SMS Sent"' %}
brazecall.events[0].properties.sent = true;
{% endif %}
{% endblock %}
""",
    )
    assert run("verify").code == 0
    assert rendered(folder)["bundles/texts.js"].count("properties.sent = true;") == 1


JS, LIQUID = "{% block properties %} … {% endblock %}", "<% block header %> … <% endblock %>"


@pytest.mark.parametrize(
    ("name", "text", "line", "message", "help_text"),
    [
        (TRACK, "{% block properties %}\n{% include 'a' %}{% endblock %}", 2, "cannot use include", JS),
        (TRACK, "{% block properties %}\n\n{% include time %}{% endblock %}", 3, "cannot use include", JS),
        (TRACK, "{% include 'a' %}", 1, "cannot use include", JS),
        (TRACK, "{% extends 'transformation/track.js.jinja' %}", 1, "cannot use extends", JS),
        (TRACK, "{% extends time %}", 1, "cannot use extends", JS),
        (TRACK, "{% import 'a' as a %}", 1, "cannot use import", JS),
        (TRACK, "{% block properties %}{% from 'a' import b %}{% endblock %}", 1, "cannot use import", JS),
        (TRACK, "{% macro a() %}{% endmacro %}", 1, "cannot use macro", JS),
        (TRACK, "{% block properties %}{% call time() %}{% endcall %}{% endblock %}", 1, "cannot use call", JS),
        (TRACK, "{# A note. #}\n\nconst a = 1;\n", 3, "contains only blocks, and this is outside of one", JS),
        (TRACK, "{% block properties %}{% endblock %}\n\n{{ time }}", 3, "outside of one", JS),
        (TRACK, "{% set a = 1 %}", 1, "outside of one", JS),
        (TRACK, "{% if purchases %}\n{% block properties %}{% endblock %}{% endif %}", 1, "outside of one", JS),
        (WEBHOOK_HEADER, "{%- comment -%}\n{%- endcomment -%}\n", 1, "outside of one", LIQUID),
        (WEBHOOK_HEADER, "{% block header %}{% endblock %}", 1, "outside of one", LIQUID),
        (TRACK, "{% block propertis %}{% endblock %}", 1, "has no block propertis", "Did you mean properties?"),
        (WEBHOOK_HEADER, "\n<% block x %><% endblock %>", 2, "has no block x", "has the blocks header."),
        (TRACK, "{% block request %}\n{% block purchases %}{% endblock %}{% endblock %}", 2, "purchases is inside", ""),
        (TRACK, "{% block request %}{% endblock %}\n{% block request %}{% endblock %}", 2, "defined twice", ""),
        (TRACK, "\n{% if %}", 2, "syntax error: Expected an expression, got 'end of statement block'", ""),
        (TRACK, "{% block request %}\n", 1, "syntax error: Unexpected end of template.", ""),
        (TRACK, "{% endblock %}", 1, "syntax error: Encountered unknown tag 'endblock'.", ""),
        (TRACK, "{% block request %}{{ time | shout }}{% endblock %}", 1, "No filter named 'shout'", ""),
        (TRACK, "{% block request %}{{ time", 1, "syntax error: unexpected end of template", ""),
        (TRACK, "{% block request %}\n{{ '\u2028 }}", 2, "syntax error: unexpected char", ""),
        (TRACK, "{% block request %}" + "{% if 1 %}" * 5000, 1, "nested too deeply", "Flatten it."),
    ],
)
def test_a_template_contains_known_blocks_only(name: str, text: str, line: int, message: str, help_text: str) -> None:
    write(name, text)
    (finding,) = plan_workspace(open_workspace(Path())).findings[:1]
    assert (finding.code, finding.file, finding.line) == ("template-invalid", f"templates/{name}", line)
    assert message in finding.message
    assert help_text in finding.help


def test_the_built_in_template_as_a_whole_is_refused() -> None:
    write(TRACK, "{# regal-braze context 1 #}\n" + (templates_root() / "bundle" / "bundle.js.jinja").read_text())
    findings = Templates((templates_root(), Path("templates"))).findings
    assert {finding.code for finding in findings} == {"template-invalid"}


@pytest.mark.parametrize(
    ("line", "message", "help_text"),
    [
        ("{{ event_nam }}", "'event_nam' is undefined", "Did you mean event_name?"),
        ("{{ attributes.x }}", "'None' has no attribute 'x'", "docs/templates.md lists the names"),
        ("{% if nothing %}{% endif %}", "'nothing' is undefined", "docs/templates.md lists the names"),
        ("{{ 'plain' }}", "A template can write only source text that it is given, not 'plain'", ""),
        ("{{ event_name | upper }}", "A template can write only source text", ""),
        ("{{ event_name ~ event_name }}", "A template can write only source text", ""),
        ("{{ super() ~ 'x' }}", "A template can write only source text", ""),
        ("{{ true }}", "A template can write only source text that it is given, not True", ""),
        ("{{ none }}", "A template can write only source text that it is given, not None", ""),
        ("{{ purchases }}", "A template can write only source text that it is given, not ()", ""),
        ("{{ 1 // 0 }}", "integer division or modulo by zero", ""),
        ("{{ event_name + 1 }}", 'can only concatenate str (not "int") to str', ""),
        ("{% for x in range(1000000000) %}{% endfor %}", "Range too big", ""),
        ("{% if ''.__class__.__mro__ %}{% endif %}", "access to attribute '__class__' of 'str' object is unsafe.", ""),
        ("{{ event_name.__init__.__globals__ }}", "access to attribute '__init__' of 'Code' object is unsafe.", ""),
        ("{% if purchases.append(1) %}{% endif %}", "has no attribute 'append'", ""),
    ],
)
def test_an_error_in_a_block_is_a_finding_at_its_line(line: str, message: str, help_text: str) -> None:
    write(TRACK, f"{{% block request %}}\nconst a = 1;\n{line}\n{{% endblock %}}\n")
    plans = plan_workspace(open_workspace(Path()))
    with pytest.raises(FindingsError) as raised:
        plans.body("call.completed")
    (finding,) = raised.value.findings
    assert (finding.code, finding.file, finding.line) == ("template-invalid", f"templates/{TRACK}", 3)
    assert message in finding.message
    assert help_text in finding.help


def test_a_block_that_contains_itself_is_a_finding() -> None:
    write(TRACK, "{% block request %}{{ self.request() }}{% endblock %}\n")
    with pytest.raises(FindingsError, match="The block contains itself"):
        plan_workspace(open_workspace(Path())).body("call.completed")


def test_every_mistake_is_shown_at_once_and_nothing_is_written() -> None:
    write(TRACK, "\n{% block x %}{% endblock %}{% include 'a' %}")
    write(CHANGES, "{% if %}")
    write(WEBHOOK_HEADER, b"\n\n\xff")
    Path("schemas/events").mkdir(parents=True)
    Path("schemas/events/my.event.json").write_text("{")
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
    findings = run("generate", "--format", "json").findings
    assert [(finding["file"], finding["message"]) for finding in findings if finding["severity"] == "error"] == [
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
    write(TRACK, b"{# note #}\n\n\xe9")
    path = Path("templates", TRACK)
    if kind != "not UTF-8":
        path.unlink()
    if kind == "folder":
        path.mkdir()
    if kind == "dangling link":
        path.symlink_to("nowhere")
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
    (folder / "templates").symlink_to(templates_root())
    assert open_workspace(folder).template_roots == (templates_root(),)
    (folder / "templates").unlink()
    assert open_workspace(folder).template_roots == (templates_root(),)
    (folder / "templates").write_text("a file")
    assert open_workspace(folder).template_roots == (templates_root(),)
    (folder / "templates").unlink()
    (folder / "templates").mkdir()
    assert open_workspace(folder).template_roots == (templates_root(), folder / "templates")
