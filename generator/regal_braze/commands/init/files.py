"""The files of a new workspace: text templates, filled with the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from regal_braze import __version__
from regal_braze.commands.init.answers import Answers
from regal_braze.commands.init.repository import HOOK, README, WORKFLOW, Place
from regal_braze.documents.toml_text import toml_key, toml_value
from regal_braze.documents.validators import json_schema
from regal_braze.resources import CONFIG_NAME, templates_root
from regal_braze.workspace.settings import CHANNELS, Settings

SCHEMA_NAME = "regal-braze.schema.json"
PAYLOADS = "payloads"

PLACEHOLDER = "ADDRESS-OF-THE-REPOSITORY"
_ADDRESS = re.compile(r"(https|ssh)://(git@)?[\w.:-]+/[\w.~/+-]+")
"""An address without a password, of characters that no shell and no YAML reads in another way."""

NO_GROUP = "00000000-0000-0000-0000-000000000000"
"""The group in examples, which can't be mistaken for a real one."""
NO_GROUP_FOR_VOICE = '{ attribute = "voice_opt_in" }'
"""The example for voice: Braze has groups for email, for SMS, MMS and RCS, and for WhatsApp."""

_FROM_TEMPLATES = {
    README: "README.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    WORKFLOW: "workflow.yml",
    HOOK: "pre-commit.yaml",
}
_EXAMPLE_BUNDLES = {"calls": ("call.*", "voicemail.*"), "messages": ("sms.*", "mms.*")}


def config_text(answers: Answers) -> str:
    """Return regal-braze.toml with the answers. Other settings are examples in comments."""
    default = Settings().identity_order
    all_events = not answers.events or "*" in answers.events
    order = f"order = {toml_value(answers.identity or default)}"
    return _filled(
        CONFIG_NAME,
        {
            **{channel: _group(channel, answers.groups.get(channel)) for channel in CHANNELS},
            "order": order if answers.identity else f"# {order}",
            "workspace_events": "# " * all_events + f"events = {toml_value(['*'] if all_events else answers.events)}",
            "bundles": "\n\n".join(_bundles(answers)),
        },
    )


def fixed_paths(answers: Answers) -> tuple[str, ...]:
    """Return the paths of all files except the payload, which has the name of its event."""
    wanted = {WORKFLOW: answers.github, HOOK: answers.pre_commit}
    return tuple(path for path in (CONFIG_NAME, SCHEMA_NAME, *_FROM_TEMPLATES) if wanted.get(path, True))


def files_of(answers: Answers, config: str, event: str, sample: Any, bundle: str, *, place: Place) -> dict[str, str]:
    """Return every file of the workspace in `place` by its path.

    `config` is the text of its settings, and `sample` a payload of `event`. The README shows both, and `bundle`.
    """
    payload = f"{PAYLOADS}/{event}.json"
    values = {
        "package": requirement(),
        "version": __version__,
        "event": event,
        "payload": payload,
        "bundle": bundle,
        "check": place.in_yaml("check"),
        "check_on_github": place.in_yaml("check --format github"),
        "verify_on_github": place.in_yaml("verify --payloads payloads --format github"),
    }
    parts = {
        "github": "README-github.md" if answers.github else "README-ci.md",
        "pre_commit": "README-pre-commit.md" if answers.pre_commit else "README-hooks.md",
    }
    values |= {name: _filled(template, values).strip() for name, template in parts.items()}
    checks = {".github/workflows/": "checks `output/` on GitHub"} if answers.github else {}
    checks |= {HOOK: "checks `output/` before each commit"} if answers.pre_commit else {}
    values["checks"] = "".join(f"| `{path}` | {does} |\n" for path, does in checks.items())
    wanted = fixed_paths(answers)
    files = {CONFIG_NAME: config, SCHEMA_NAME: _json(json_schema("dialect/workspace")), payload: _json(sample)}
    return files | {path: _filled(template, values) for path, template in _FROM_TEMPLATES.items() if path in wanted}


def _group(channel: str, group: str | None) -> str:
    if group:
        return f"{channel} = {toml_value(group)}"
    return f"# {channel} = {NO_GROUP_FOR_VOICE if channel == 'voice' else toml_value(NO_GROUP)}"


def _bundles(answers: Answers) -> Iterator[str]:
    for bundle in answers.bundles:
        yield f"[bundles.{toml_key(bundle.name)}]\nevents = {toml_value(bundle.events)}"
    if not answers.bundles:
        for name, events in _EXAMPLE_BUNDLES.items():
            yield f"# [bundles.{toml_key(name)}]\n# events = {toml_value(events)}"
        yield "# [bundles.rest]\n# rest = true"


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template((templates_root() / "workspace" / template).read_text(encoding="utf-8")).substitute(values)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def requirement() -> str:
    """Return what pip installs: the commit of the git repository that this version was installed from.

    If it was installed from a wheel or a folder, the address is a placeholder.
    """
    recorded = _recorded()
    address, commit = str(recorded.get("url")), str(recorded.get("vcs_info", {}).get("commit_id"))
    if _ADDRESS.fullmatch(address) and re.fullmatch("[0-9a-f]{40,64}", commit):
        return f"regal-braze @ git+{address}@{commit}"
    return f"regal-braze @ git+{PLACEHOLDER}@v{__version__}"


def _recorded() -> dict[str, Any]:
    """Return what the installer recorded (PEP 610), or nothing."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        recorded = json.loads(distribution("regal-braze").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}
