"""Whatever a workspace's template computes, the command ends within seconds with a finding, and leaves no process."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from depth import some
from regal_braze.engines.child import Child
from regal_braze.engines.liquid.environment import MOST_CHARACTERS, LiquidError, compile_template
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.render.contexts import Header
from regal_braze.render.literals import Code
from regal_braze.workspace.workspace import open_workspace
from support.command import CALL, run, run_apart
from support.schemas import write
from support.seconds import within

TRACK = "templates/transformation/track.js.jinja"
HEADER = "templates/webhook/header.liquid.jinja"
SECONDS = 20.0  # on a busy machine

ENDLESS = {
    "power": "{{ 7 ** (10 ** 9) }}",
    "power of a value": "{% set n = 7 %}{{ n ** (10 ** 9) }}",
    "loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "loops with output": "{% for a in range(9999) %}{% for b in range(9999) %}{{ time }}{% endfor %}{% endfor %}",
    "condition": "{% if time | length > 9 ** (9 ** 9) %}{% endif %}",
    "calls": "{% for a in range(99999) %}{{ super() }}{{ super() }}{{ super() }}{% endfor %}",
    "pattern": "{{ ('a' * 40000 + '@') | urlize }}{{ (('<' * 9999) * 99) | striptags }}{{ 3 ** (10 ** 9) }}",
}
GREEDY = {
    "format": '{{ "%1000000000d" % 1 }}',
    "width of a value": '{% set n = 1 %}{{ "%1000000000d" % n }}',
    "format method": '{{ "{:1000000000}".format(1) }}',
    "repeated text": "{{ 'a' * 10 ** 10 }}",
    "repeated list": "{{ [1] * 10 ** 10 }}",
    "center": "{{ 'a'.center(10 ** 10) }}",
    "filter": "{{ 'a' | center(10 ** 9) }}",
    "replace": "{{ ('a' * 100000).replace('a', 'a' * 100000) }}",
    "joined": "{% set n = namespace(t='aa') %}{% for a in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
    "lists": "{% set n = namespace(t=1) %}{% for a in range(9999) %}{% set n.t = [n.t, [a] * 99999] %}{% endfor %}",
    "output": "{% for a in range(99999) %}{{ super() }}{% endfor %}",
    "made-up text": "{{ lipsum(n=10 ** 6) }}",
}


def block(inner: str) -> str:
    return f"{{% block request %}}{inner}{{% endblock %}}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", some([*ENDLESS, *GREEDY], 2))
def test_a_template_without_end_is_a_finding(few: Path, kind: str) -> None:
    write(few, {TRACK: block((ENDLESS | GREEDY)[kind])})
    with within(SECONDS):
        ended = run("check", "--format", "json")
    assert ended.code == 1
    first = ended.errors[0]
    known = {"loops": "time-limit", **dict.fromkeys(("format", "output", "joined"), "memory-limit")}
    assert first["file"] == TRACK
    assert first["code"] in {"time-limit", "memory-limit", "template-invalid"}
    assert first["code"] == known.get(kind, first["code"])


@pytest.mark.proof
def test_the_limit_is_for_all_templates_together(few: Path) -> None:
    """Each of four events would take three seconds."""
    write(few, {TRACK: block(ENDLESS["loops"])})
    with within(SECONDS):
        ended = run("generate")
    assert ended.err.count("error[time-limit]") == 1
    assert not (few / "output").exists()


def test_many_templates_of_usual_size_are_rendered(workspace: Path) -> None:
    write(workspace, {TRACK: block("{{ super() }}"), HEADER: "<% block header %><< super() >><% endblock %>"})
    assert run("generate").code == 0


def test_a_template_sees_nothing_of_the_process(few: Path) -> None:
    attempts = (
        "self.__init__.__globals__", "super.__self__", "lines.__class__.__mro__", "range.__doc__", "namespace.__init__",
        "cycler.__init__.__globals__.os.environ", "''.__class__.__base__.__subclasses__()", "time.format.__globals__",
        "lipsum.__globals__['os']", "joiner.__init__.__globals__", "('%s' | attr('format'))", "request", "environ",
    )  # fmt: skip
    for attempt in some(attempts, 5):
        write(few, {TRACK: block(f"{{{{ {attempt} }}}}")})
        ended = run("check")
        assert ended.code == 1, attempt
        assert f"{TRACK}:1: error[template-invalid]" in ended.err, attempt


@pytest.mark.parametrize("include", ["include name", "include time", "import time as t", "extends time"])
def test_a_dynamic_include_is_refused_as_a_static_one_is(few: Path, include: str) -> None:
    write(few, {TRACK: block(f"{{% set name = '../../x' %}}{{% {include} %}}")})
    ended = run("check")
    assert ended.code == 1
    assert f"{TRACK}:1: error[template-invalid]" in ended.err


def test_a_killed_renderer_is_started_once_more(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(few, {TRACK: block("{{ super() }}")})
    plans = plan_workspace(open_workspace(few))
    before = plans.body("call.completed")
    os.kill(_child_of(plans).identifier, signal.SIGKILL)
    assert plans.body("call.completed") == before
    monkeypatch.setattr(Child, "receive", lambda *_: ("killed", None))
    with pytest.raises(Exception, match="has killed the process"):
        plans.templates.render(Header((Code("//"),)))


def _child_of(plans: Plans) -> Child:
    child = plans.templates._renderer._child
    assert child is not None
    return child


def test_built_in_templates_start_no_process(few: Path) -> None:
    (few / "templates").mkdir()
    write(few, {"templates/README.md": "Notes."})
    assert not hasattr(plan_workspace(open_workspace(few)).templates._renderer._child, "kill")


# --- JavaScript and Liquid that a template writes


@pytest.mark.proof
def test_verify_ends_at_the_first_endless_transformation(few: Path) -> None:
    write(few, {TRACK: block("for (;;);")})
    with within(SECONDS):
        ended = run("verify", "--format", "json")
    file = "output/transformations/call.completed.js"
    assert [(error["code"], error["file"]) for error in ended.errors] == [("time-limit", file)] * 2


@pytest.mark.proof
def test_verify_ends_where_every_transformation_is_slow(workspace: Path) -> None:
    write(workspace, {TRACK: block("const e = Date.now() + 1500; while (Date.now() < e); {{ super() }}")})
    with within(SECONDS):
        ended = run("verify")
    assert "The transformations take too long, so those after this one were not run" in ended.err


@pytest.mark.proof
def test_drift_ends_where_a_transformation_is_endless(few: Path) -> None:
    write(few, {TRACK: block("for (;;);"), "payloads.ndjson": f"{json.dumps(CALL)}\n" * 20})
    with within(SECONDS):
        ended = run("drift", "payloads.ndjson")
    assert "error[time-limit]" in ended.err


LIQUID = {
    "loop": "{% for a in (1..1000000000) %}{% endfor %}",
    "reversed loop": "{% for a in (1..1000000000) reversed %}{% endfor %}",
    "loop with an offset": "{% for a in (1..1000000000) offset: 999999999 %}{% endfor %}",
    "loop without a length": f"{{% for a in (1..1{'0' * 300}) %}}{{% endfor %}}",
    "loops": "{% for a in (1..999) %}{% for b in (1..999) %}{% endfor %}{% endfor %}",
    "loops in a row": "{% for a in (1..9999) %}{{ a }}{% endfor %}" * 2000,
    "doubled text": '{% assign a = "xx" %}{% for b in (1..99) %}{% assign a = a | append: a %}{% endfor %}',
    "long chain": '{% assign a = "xx" %}' + "{% assign a = a | append: a %}" * 40,
    "escaped text": "{% assign a = '\"' %}" + "{% assign a = a | json_escape %}" * 40,
    "output": '{% assign a = "x" %}' + "{% assign a = a | append: a %}" * 18 + "{{ a }}" * 20,
    "captured": "{% capture a %}{{ a }}{{ a }}x{% endcapture %}" * 30,
}


@pytest.mark.parametrize("kind", some(LIQUID, 4))
def test_liquid_has_limits(kind: str) -> None:
    with within(SECONDS), pytest.raises(LiquidError, match=r"limit|ran for more|characters"):
        compile_template(LIQUID[kind]).render({})


def test_a_long_body_is_refused_before_it_is_compiled() -> None:
    with pytest.raises(LiquidError, match="more than 500,000 characters"):
        compile_template("x" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize("text", ["{% if true %}" * 2000, "{% comment %}" * 30_000, "{{ a" * 50_000, "{" * 400_000])
def test_liquid_that_is_hard_to_read(text: str) -> None:
    with within(SECONDS), pytest.raises(LiquidError):
        compile_template(text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(["loop", "loops in a row"], 1))
def test_endless_liquid_of_a_workspace_is_a_finding(workspace: Path, kind: str) -> None:
    write(workspace, {HEADER: f"<% block header %>{LIQUID[kind]}<< super() >><% endblock %>", "p.json": {"phone": "1"}})
    with within(SECONDS):
        ended = run("verify")
    assert ended.code == 1
    assert "error[webhook-invalid]" in ended.err
    assert "Check those first." in ended.err
    ended = run("render", "new-contact", "p.json")
    assert (ended.code, ended.out) == (1, "")
    assert "output/webhooks/new-contact.liquid: error[webhook-invalid]" in ended.err


@pytest.mark.proof
def test_no_process_is_left(few: Path) -> None:
    write(few, {TRACK: block(ENDLESS["power"])})
    assert run_apart("check").code == 1
