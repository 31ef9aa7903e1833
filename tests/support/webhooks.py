"""Webhook templates of three workspaces, rendered by Braze's dialect of Liquid, and by ruby-liquid if it is installed.

Both must give what the interpreter expects from the plan, without any Liquid.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from regal_braze.engines.liquid.environment import Aborted, Template, compile_template
from regal_braze.findings.finding import has_errors
from regal_braze.losses.profiles import profile
from regal_braze.render.templates import built_in_templates
from regal_braze.resources import schemas_root
from regal_braze.schema.files import SchemaFiles
from regal_braze.verify.webhooks import problem_of
from regal_braze.webhooks.load import WebhookSchema, load_webhooks
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.plan import plan_webhooks
from regal_braze.webhooks.render import render_webhook
from regal_braze.webhooks.settings import BrazeValue
from regal_braze.workspace.workspace import open_workspace
from support import ruby_liquid
from support.interpreter.webhooks import ABORTED, expected
from support.shipped import ROOT

__all__ = ["ABORTED", "ROOT", "TEMPLATES", "WORKSPACES", "Values", "bodies", "body", "plans", "plans_with", "text"]

Json: TypeAlias = Any
Values: TypeAlias = Mapping[BrazeValue, Json]
"""The value of each source in a profile."""

WORKSPACES: Final = {
    "shipped": ROOT,
    "partner page": ROOT / "examples" / "partner-page",
    "everything": ROOT / "tests" / "webhooks" / "everything",
}
"""The default workspace; the partner page's; and one with every kind of source, type and awkward name."""


@cache
def plans(workspace: str) -> dict[str, Webhook]:
    """Return the plans of a workspace's webhooks, by template."""
    return plans_of(WORKSPACES[workspace])


@cache
def plans_with(toml: str) -> dict[str, Webhook]:
    """Return the plans of a workspace with this regal-braze.toml, by template."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "regal-braze.toml").write_text(toml, encoding="utf-8")
        return plans_of(Path(folder))


def plans_of(folder: Path) -> dict[str, Webhook]:
    """Return the plans of the webhooks of the workspace in `folder`, by template."""
    planned, findings = plan_webhooks(_schemas(), open_workspace(folder).settings)
    assert not has_errors(findings), findings
    return {plan.template: plan for plan in planned}


@cache
def _schemas() -> list[WebhookSchema]:
    schemas, findings = load_webhooks(SchemaFiles((schemas_root(),)))
    assert not findings, findings
    return schemas


TEMPLATES: Final = [(workspace, name) for workspace in WORKSPACES for name in plans(workspace)]


def text(plan: Webhook) -> str:
    """Return a template."""
    return _compiled(plan)[1]


_cache: dict[int, tuple[Webhook, str, Template]] = {}
"""The templates by the `id` of their plan, which is cheaper than its hash. The plan is kept, so that its id stays."""


def _compiled(plan: Webhook) -> tuple[Webhook, str, Template]:
    if id(plan) not in _cache:
        written = render_webhook(plan, built_in_templates())
        _cache[id(plan)] = plan, written, compile_template(written)
    return _cache[id(plan)]


def bodies(plan: Webhook, profiles: Sequence[Values]) -> list[Json]:
    """Return the body that Regal gets for each profile, or ABORTED.

    Fails if a body is not what the interpreter expects, or what Regal accepts, or if the engines differ.
    """
    _, written, template = _compiled(plan)
    namespaces = [profile(values) for values in profiles]
    results = [template.render(each) for each in namespaces]
    others = ruby_liquid.render_many(written, namespaces) if ruby_liquid.is_installed() else results
    return [_body(plan, *row) for row in zip(profiles, results, others, strict=True)]


def body(plan: Webhook, values: Values) -> Json:
    """Return the body that Regal gets for a profile. Fails if nothing is sent."""
    (sent,) = bodies(plan, [values])
    assert sent is not ABORTED, values
    return sent


def _body(plan: Webhook, values: Values, *results: str | Aborted) -> Json:
    """Return the body of both engines, which write the numbers in lists and objects differently."""
    wanted = expected(plan, values)
    for result in dict.fromkeys(results):
        if isinstance(result, Aborted):
            assert wanted is ABORTED, (values, result)
            assert {*results} == {result}, (values, results)
            assert result.reason in {required.reason for required in plan.required}, (values, result)
            continue
        assert problem_of(result) is None, (values, result)
        sent = json.loads(result, object_pairs_hook=_without_repeats)
        # As text, because 1, 1.0 and true are equal in Python.
        assert json.dumps(sent, sort_keys=True) == json.dumps(wanted, sort_keys=True), (values, result)
    return wanted


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key occurs twice: {keys}"
    return dict(pairs)
