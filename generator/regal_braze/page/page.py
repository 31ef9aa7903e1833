"""Write output/index.html: one file with everything that a person needs who pastes the code into Braze.

The page needs no network. It contains the code of output/ as data, and its scripts run the code in a sandbox.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from regal_braze.braze.request_rules import request_rules
from regal_braze.documents.json_text import MAX_LEVELS, Json
from regal_braze.explain.comparison import known_names
from regal_braze.losses.losses import DELIBERATE, WORDING
from regal_braze.output.manifest import Artifact
from regal_braze.page.entries import Entries
from regal_braze.page.kept import Kept, kept
from regal_braze.payloads.problem import WORDINGS
from regal_braze.payloads.wrappers import LAYERS, WRAPPERS
from regal_braze.plan.active import active_transformations, slots_sentence
from regal_braze.plan.groups import about_groups
from regal_braze.plan.transformations import missing_groups
from regal_braze.plans import Plans
from regal_braze.resources import CONFIG_NAME, templates_root
from regal_braze.workspace.settings import Settings

PAGE: Final = "index.html"
"""The path of the page within output/."""

_APP: Final = (
    "elements", "data", "code", "json", "payloads", "sandbox", "results",
    "start", "links", "explanation", "try", "form", "webhook", "compare", "entry", "list", "main",
)  # fmt: skip
"""The scripts of the page, in the order in which they build on each other."""

_SCRIPTS: Final = ("recognize", "probes", "differences")
"""The scripts that commands run in V8, and the page in the browser."""


def render_page(plans: Plans, files: Sequence[Artifact], settings: Settings, results: Kept | None = None) -> Artifact:
    """Return output/index.html, which contains the files. `results` are those that need not be computed again."""
    # With one emoji in it, Python would keep four bytes for each character of the page.
    data = json.dumps(_data(plans, files, settings, results or kept()), check_circular=False, separators=(",", ":"))
    frame, script, style = _text("frame.js"), _script(), _text("page.css")
    values = {
        # In a data block, only "<" could end the block or begin a comment.
        "data": data.replace("<", "\\u003c"),
        "script": script,
        "style": style,
        "policy": _policy(frame, script, style),
    }
    content = re.sub(r"\{\{ (\w+) \}\}", lambda found: values[found[1]], _text("index.html"))
    return Artifact(PAGE, "page", "index", CONFIG_NAME, content)


def _data(plans: Plans, files: Sequence[Artifact], settings: Settings, results: Kept) -> dict[str, Json]:
    entries = Entries(files, settings, results)
    described: list[Json] = [
        entries.transformation(plan, schema, plans.bundles) for plan, schema in plans.planned.values()
    ]
    described += map(entries.bundle, plans.bundles)
    described += map(entries.webhook, plans.webhooks)
    too_deep = WORDINGS["too-deep"]
    active = active_transformations(plans.transformations, plans.bundles)
    data = {
        "entries": described,
        "texts": entries.parts.texts(),
        "tokens": entries.parts.tokens(),
        "todo": _todo(plans, files),
        "active": active,
        "slots": slots_sentence(active, settings.active_transformations),
        "rules": json.dumps(request_rules(), separators=(",", ":")),
        "known": known_names(plans.transformations, plans.bundles),
        "wording": {kind: [*wording] for kind, wording in WORDING.items()},
        "deliberate": [[*each] for each in DELIBERATE],
        "harness": f"{_engine('harness.js')}(\n{_engine('losses.js')}\n)",
        "frame": f"<script>{_text('frame.js')}</script>",
        "wrappers": [*WRAPPERS],
        "layers": LAYERS,
        "levels": MAX_LEVELS,
        "too_deep": f"{too_deep.message}. {too_deep.help}",
    }
    results.save()
    return data


def _todo(plans: Plans, files: Sequence[Artifact]) -> list[Json]:
    """Return what is left to do before the code can be pasted: its placeholders, and groups that cannot be right."""
    found = dict.fromkeys(about_groups(plans.findings))
    for file in files:
        found |= dict.fromkeys(missing_groups(file.content))
    return [{"message": finding.message, "help": finding.help} for finding in found]


def _script() -> str:
    scripts = {name: _engine(f"{name}.js") for name in _SCRIPTS}
    scripts["request_rules"] = f"{_engine('request_rules.js')}(\n{_engine('json_schema.js')}\n)"
    engines = ",\n".join(f"{name}:\n{script}" for name, script in scripts.items())
    parts = "\n".join(_text(f"app/{name}.js") for name in _APP)
    return f'(() => {{\n"use strict";\nconst SCRIPTS = {{\n{engines},\n}};\n\n{parts}}})();\n'


def _policy(frame: str, script: str, style: str) -> str:
    """Return the content security policy: only these scripts, and no network.

    The transformations are compiled in a worker, which inherits the policy: that needs `unsafe-eval` and `blob:`.
    """
    return (
        f"default-src 'none'; script-src {_hash(script)} {_hash(frame)} 'unsafe-eval'; style-src {_hash(style)};"
        " worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _text(name: str) -> str:
    text = (templates_root() / "page" / name).read_text(encoding="utf-8")
    return _checked(text, name) if name.endswith(".js") else text


@cache
def _engine(name: str) -> str:
    return _checked((Path(__file__).parents[1] / "engines" / "v8" / name).read_text(encoding="utf-8").rstrip(), name)


def _checked(text: str, name: str) -> str:
    """Return the text of a script. HTML would end the script or hide it at one of these."""
    if any(mark in text for mark in ("</script", "<!--", "<script")):
        raise ValueError(f"{name} contains markup that ends a script")
    return text
