"""Random hostile workspaces and inputs. Each comes from a seed, so that a failure can be repeated."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

from security.test_template_limits import ENDLESS, GREEDY, LIQUID
from support.command import CALL
from support.schemas import TEXT, schema
from support.special_files import SPECIAL

Files = dict[str, str | bytes]
EVENTS: Final = ("call.completed", "contact.created", "contact.attribute.edited", "my.event", "sms.sent", "x")
NAMES: Final = (
    "a", "__proto__", "constructor", "toString", "$inc", "*/", "</script>", "\u2028", "{{", "${x}", "../up", "", " ",
    "é" * 300, "name", "properties", "braze_id", "email", "\ud83d", "\0", "%s", "`${1}`",
)  # fmt: skip
HUGE: Final = 3_000_000
"""Characters of the largest values."""


def value(rng: Random, depth: int = 0) -> Any:
    """Return any JSON value; now and then one that is large or deep."""
    kind = rng.randrange(14 if depth < 4 else 8)
    if kind < 8:
        return rng.choice(
            (None, True, False, 0, -1, 2**53, 2**70, 1e308, -0.5, "", "x", "\ud800", "2024-01-01", rng.choice(NAMES))
        )
    if kind < 11:
        return [value(rng, depth + 1) for _ in range(rng.randrange(5))]
    return {rng.choice(NAMES): value(rng, depth + 1) for _ in range(rng.randrange(5))}


def deep(rng: Random) -> str:
    """Return JSON text that is nested too deeply."""
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}")))
    levels = rng.choice((150, 199, 250, 2_000, 100_000))
    return opening * levels + "1" + closing * (levels if rng.random() < 0.5 else 0)


def changed(rng: Random, document: Any) -> Any:
    """Return a document with something in it replaced, removed, added or repeated."""
    if isinstance(document, dict) and document and rng.random() < 0.9:
        key = rng.choice([*document])
        action = rng.randrange(6)
        if action == 0:
            return {name: member for name, member in document.items() if name != key}
        if action == 1:
            return {**document, rng.choice(NAMES): value(rng)}
        if action == 2:
            return {(rng.choice(NAMES) if name == key else name): member for name, member in document.items()}
        return {**document, key: changed(rng, document[key])}
    if isinstance(document, list) and document and rng.random() < 0.8:
        index = rng.randrange(len(document))
        return [*document[:index], changed(rng, document[index]), *document[index + 1 :]]
    return value(rng)


# --- Files of a workspace


def a_schema(rng: Random, event: str) -> str:
    """Return the schema of an event: valid but for some changes, huge, or not JSON."""
    kind = rng.randrange(10)
    count = rng.choice((10, 300, 5_000, 30_000))
    if kind == 0:
        return deep(rng)
    if kind == 1:
        return damaged(rng, json.dumps(schema(event=event)))
    if kind == 2:
        text = {"description": "A.", "type": "string"} | rng.choice(
            ({}, {"typ": "x"}, {"format": "uri"}, {"enum": ["a"]})
        )
        return json.dumps(schema({f"p{number}": text for number in range(count)}, event=event), indent=1)
    if kind == 3:
        definitions: Any = {f"d{number}": {"$ref": f"#/$defs/d{number + 1}"} for number in range(count)}
        more = {f"{side}": {"$ref": "#/$defs/d1"} for side in "ab"}
        definitions |= {"d0": {"description": "M.", "type": "object", "properties": more}, f"d{count}": TEXT}
        return json.dumps(schema({"a": {"$ref": "#/$defs/d0"}}, event=event) | {"$defs": definitions})
    if kind == 4:
        return json.dumps(schema(event=event) | {"examples": [changed(rng, CALL) for _ in range(min(count, 3_000))]})
    if kind == 5:
        return json.dumps(schema(event=event) | {"description": "x " * (HUGE // 2), "$comment": "é" * 1000})
    if kind == 6:
        pattern = rng.choice(("(a+)+$", "(.*)*x", "[", "(?=a)" * 500))
        return json.dumps(schema({"a": {**TEXT, "pattern": pattern}}, event=event))
    if kind == 7:
        reference = rng.choice(
            ("../../../etc/passwd#/$defs/a", "/etc/passwd", "#", "file:///etc/passwd#/$defs/x", "\0")
        )
        return json.dumps(schema({"a": {"$ref": reference}}, event=event))
    annotation = {
        rng.choice(("omit", "name", "attributes", "convert", "rename", "names", "catalog", "undeclared")): value(rng)
    }
    document: Any = schema({rng.choice(NAMES): TEXT for _ in range(4)}, annotation, event=event)
    for _ in range(rng.randrange(4)):
        document = changed(rng, document)
    return json.dumps(document)


def settings(rng: Random) -> str:
    """Return regal-braze.toml: valid, wrong, huge, or not TOML."""
    count = rng.choice((3, 100, 2_000, 20_000))
    choices: tuple[Callable[[], str], ...] = (
        lambda: '[names]\nprefix = "Regal "\n',
        lambda: "a = " + "[" * count,
        lambda: "".join(f'[events."{rng.choice(NAMES)!r}{number}"]\nenabled = false\n' for number in range(count)),
        lambda: "".join(f"k{number} = {number}\n" for number in range(count)),
        lambda: (
            "[webhooks.traits]\n" + "".join(f't{number} = {{ attribute = "a{number}" }}\n' for number in range(count))
        ),
        lambda: "".join(
            f'[[webhooks.custom_events]]\nname = "Event {number}"\ntrigger = "T."\n'
            for number in range(min(count, 500))
        ),
        lambda: f"[bundles.all]\nevents = [{', '.join(repr('call.*') for _ in range(count))}]\n",
        lambda: f'[names]\nprefix = "{"x" * count * 100}"\n',
        lambda: "[identity]\norder = " + json.dumps(value(rng)).replace("null", '"x"') + "\n",
        lambda: "a" + ".a" * count + " = 1\n",
        lambda: "[recipes]\ncall_analysis = " + json.dumps([f"q{number}" for number in range(count)]) + "\n",
        lambda: "\ufeff[names]\r\n\0",
    )
    return rng.choice(choices)()


def a_template(rng: Random) -> tuple[str, str]:
    """Return the name and the text of a template."""
    liquid = rng.random() < 0.3
    if liquid:
        inner = rng.choice((*LIQUID.values(), "<< super() >>" * 50, "{% comment %}" * 5_000, "{{ a" * 9_000, "{%"))
        return "templates/webhook/header.liquid.jinja", f"<% block header %>{inner}<% endblock %>"
    scripts = (
        "for (;;);", "const a = []; for (;;) a.push({ a });", "return 1;", "throw { toString() { for (;;); } };",
        "(" * 9_000, "const e = Date.now() + 900; while (Date.now() < e);", "return 'x'.repeat(2 ** 28);", "}",
        "const a = []; for (;;) a.push(new Uint8Array(2 ** 24).fill(1));", "'use strict'; x = 1;",
        "return { events: new Array(2 ** 27).fill(1) };",
    )  # fmt: skip
    computed = (*ENDLESS.values(), *GREEDY.values(), "{% include name %}", "{{ self }}", "{{ super.x }}", "{{ 1 / 0 }}")
    inner = rng.choice((*scripts, *computed, "{{ super() }}" * 500, "{% if 1 %}" * 500, "{{" * 9_000))
    name = rng.choice(("transformation/track.js.jinja", "transformation/header.js.jinja", "bundle/bundle.js.jinja"))
    block = {"transformation/header.js.jinja": "header", "bundle/bundle.js.jinja": "events"}.get(name, "request")
    return f"templates/{name}", f"{{% block {block} %}}{inner}{rng.choice(('', '{{ super() }}'))}{{% endblock %}}"


def damaged(rng: Random, text: str) -> str:
    """Return a text that is cut, or has something in its middle."""
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(("", "\0", "\ud800", ",", "}", '"', "<<<<<<<")) + text[place + rng.randrange(3) :]


def make_workspace(folder: Path, seed: int) -> None:
    """Write a hostile workspace."""
    rng = Random(seed)
    files: Files = {}
    for _ in range(rng.choice((0, 1, 1, 2, 5))):
        event = rng.choice(EVENTS)
        files[f"schemas/events/{event}.json"] = a_schema(rng, event)
    if rng.random() < 0.2:
        files[f"schemas/{rng.choice(('common', 'webhooks', 'webhooks/parts'))}/mine.json"] = a_schema(rng, "mine")
    if rng.random() < 0.1:
        files |= {
            f"schemas/events/e{n}.x.json": json.dumps(schema(event=f"e{n}.x")) for n in range(rng.choice((200, 400)))
        }
    if rng.random() < 0.5:
        files["regal-braze.toml"] = settings(rng)
    for _ in range(rng.choice((0, 1, 1, 2))):
        name, text = a_template(rng)
        files[name] = text
    if rng.random() < 0.2:
        files["output/manifest.json"] = rng.choice(
            ("{", "[" * 9_000, '{"version": 1, "files": [' + "{}," * 600_000 + "{}]}")
        )
    if rng.random() < 0.1:
        files |= {f"output/transformations/{number}.js": "\U0001f600" * 250_000 for number in range(60)}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    _link(rng, folder)


def _link(rng: Random, folder: Path) -> None:
    """Put symbolic links, pipes and sockets into a workspace."""
    for _ in range(rng.choice((0, 0, 1, 3))):
        place = folder / rng.choice(
            ("regal-braze.toml", "schemas/events/l.e.json", "schemas/common/l.json", "schemas/events", "output",
             "templates/transformation/track.js.jinja", "output/manifest.json", "payloads/l.json",
             "output/.regal-braze-staging/journal.json")
        )  # fmt: skip
        if os.path.lexists(place) or any(os.path.lexists(each) and not each.is_dir() for each in place.parents):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        kind = rng.choice((*SPECIAL, "link"))
        if kind == "link":
            place.symlink_to(rng.choice(("/etc/passwd", "/", "/dev/zero", "/proc/self/environ", "..", place.name)))
        else:
            SPECIAL[kind](place)


# --- Payloads


def payload(rng: Random) -> bytes:
    """Return the content of a file of payloads: almost valid, damaged, huge, deep or binary."""
    kind = rng.randrange(40)
    if kind == 0:
        return rng.randbytes(rng.choice((10, 5_000)))
    if kind == 1:
        return deep(rng).encode()
    if kind == 2:
        return b'{"userId":"1","name":"call.completed","properties":{"notes":"' + b"x" * HUGE + b'"}}'
    if kind == 3:
        return (json.dumps({"userId": "1", "properties": {f"k{number}": number for number in range(60_000)}})).encode()
    if kind == 4:
        return rng.choice((b'{"a": 1,}\n', b"{\n", b'{"a": "\n', b"text\n", b"[[[[\n")) * rng.choice((10, 20_000))
    if kind == 5:
        return b"\x1f\x8b" + rng.randbytes(200)
    document: Any = CALL
    for _ in range(rng.randrange(5)):
        document = changed(rng, document)
    if kind < 9 and isinstance(document, dict):
        document = {**document, "properties": value(rng)}
    text = json.dumps(document)
    if kind < 14:
        text = damaged(rng, text)
    elif kind < 18:
        text = json.dumps([document] * rng.choice((1, 50)))
    elif kind < 22:
        text = json.dumps({rng.choice(("payload", "message", "x")): text})
    return text.encode("utf-8", "surrogatepass")
