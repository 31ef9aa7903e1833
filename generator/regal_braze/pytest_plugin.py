"""A pytest plugin: run the transformations and render the webhooks of a workspace in its tests.

```python
def test_a_sale_is_a_purchase(transformation):
    request = transformation("call.completed").run({"userId": "1", "properties": {"disposition": "Sold"}})
    assert request["purchases"][0]["currency"] == "USD"


def test_a_contact_has_a_name(webhook):
    body = webhook("new-contact.phones").render({"phone": "+17625555555", "first_name": "Ada"})
    assert body["traits"]["firstName"] == "Ada"
```

pytest imports this module in every project of an environment, so it imports the package only when a test needs it.

The workspace is pytest's root folder, or the folder that `regal_braze_workspace` names in pytest's configuration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from regal_braze.documents.json_text import Json
    from regal_braze.engines.liquid.environment import Template
    from regal_braze.engines.v8.sandbox import Sandbox
    from regal_braze.findings.finding import Finding
    from regal_braze.plans import Plans


class RefusedError(Exception):
    """A transformation threw one of its deliberate errors, or a webhook aborted.

    The message is what Braze's log would show.
    """


class RunnableTransformation:
    """The body of one event or bundle, in V8."""

    def __init__(self, name: str, body: str, sandbox: Sandbox) -> None:
        self.name = name
        self.body = body
        self._sandbox = sandbox

    def run(self, payload: Json) -> dict[str, Json]:
        """Return the request for a payload, which is any value that JSON can hold.

        Raises RefusedError where the transformation refuses it, and AssertionError for any other error, for a
        request that Braze would not take, and for a payload that was changed on the way. Raises TypeError or
        ValueError for what JSON cannot hold.
        """
        from regal_braze.losses.losses import is_deliberate
        from regal_braze.verify.requests import check_requests

        outcome = self._sandbox.run(json.dumps(payload, allow_nan=False), strict=True)
        if is_deliberate(outcome):
            raise RefusedError(outcome.error)
        if outcome.request is None:
            raise AssertionError(f"{self.name} threw {outcome.error_name}: {outcome.error}")
        if outcome.mutated:
            raise AssertionError(f"{self.name} changed the payload")
        [problems] = check_requests([outcome.request])
        if problems:
            problem_text = "; ".join(f"{each.message} (at {each.pointer or 'its root'})" for each in problems)
            raise AssertionError(f"Braze would refuse what {self.name} returns: {problem_text}")
        request: dict[str, Json] = json.loads(outcome.request)
        return request


class RenderableWebhook:
    """The body of one webhook, under the Liquid that Braze documents."""

    def __init__(self, name: str, body: str, template: Template) -> None:
        self.name = name
        self.body = body
        self._template = template

    def render(self, profile: Json) -> dict[str, Json]:
        """Return what Braze would send to Regal for a profile, in the form that `regal-braze render` reads.

        Raises RefusedError where nothing is sent, and AssertionError for a body that Regal would not take. Raises
        ValueError if it is not a profile.
        """
        from regal_braze.engines.liquid.environment import Aborted
        from regal_braze.engines.liquid.profile import namespaces
        from regal_braze.findings.finding import has_errors
        from regal_braze.verify.webhooks import problem_of

        document = json.loads(json.dumps(profile, allow_nan=False))
        values, findings = namespaces(document, "the profile")
        if has_errors(findings):
            raise ValueError(_in_words(findings))
        body = self._template.render(values)
        if isinstance(body, Aborted):
            raise RefusedError(body.reason)
        if problem := problem_of(body):
            raise AssertionError(f"Regal would refuse what {self.name} sends: {problem}")
        sent: dict[str, Json] = json.loads(body)
        return sent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting that names the workspace."""
    parser.addini("regal_braze_workspace", "The folder with regal-braze.toml, from pytest's root folder.", default=".")


@pytest.fixture(scope="session")
def _regal_braze_plans(pytestconfig: pytest.Config) -> Plans:
    """Plan the workspace once; what is wrong in it fails the test."""
    from regal_braze.findings.finding import FindingsError
    from regal_braze.pipeline import plan_workspace
    from regal_braze.workspace.workspace import open_workspace

    folder = Path(pytestconfig.rootpath, pytestconfig.getini("regal_braze_workspace"))
    try:
        return plan_workspace(open_workspace(folder)).required()
    except FindingsError as error:
        pytest.fail(_in_words(error.findings), pytrace=False)


@pytest.fixture(scope="session")
def transformation(_regal_braze_plans: Plans) -> Iterator[Callable[[str], RunnableTransformation]]:
    """Give the transformations of the workspace by name, `transformation("call.completed")`, and the bundles.

    What is wrong in the workspace fails the test. A name that is unknown raises LookupError, which names the nearest.
    """
    from regal_braze.engines.v8.sandbox import Sandbox

    with ExitStack() as stack:

        @cache
        def transformation(name: str) -> RunnableTransformation:
            body = _looked_up(_regal_braze_plans, name, "event or bundle")
            return RunnableTransformation(name, body, stack.enter_context(Sandbox(body)))

        yield transformation


@pytest.fixture(scope="session")
def webhook(_regal_braze_plans: Plans) -> Callable[[str], RenderableWebhook]:
    """Give the webhooks of the workspace by name, `webhook("new-contact.phones")`.

    What is wrong in the workspace fails the test. A name that is unknown raises LookupError, which names the nearest.
    """
    from regal_braze.engines.liquid.environment import compile_template

    def webhook(name: str) -> RenderableWebhook:
        body = _looked_up(_regal_braze_plans, name, "webhook")
        return RenderableWebhook(name, body, compile_template(body))

    return webhook


def _looked_up(plans: Plans, name: str, wanted: str) -> str:
    from regal_braze.findings.finding import FindingsError

    try:
        return plans.body(name, wanted)
    except FindingsError as error:
        raise LookupError(_in_words(error.findings)) from None


def _in_words(findings: Iterable[Finding]) -> str:
    from regal_braze.findings.finding import as_text

    return "\n".join(map(as_text, findings))
