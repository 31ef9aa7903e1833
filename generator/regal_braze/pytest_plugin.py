"""A pytest plugin: a workspace's own tests run its transformations.

```python
def test_a_sale_is_a_purchase(transformation):
    request = transformation("call.completed").run({"userId": "1", "properties": {"disposition": "Sold"}})
    assert request["purchases"][0]["currency"] == "USD"
```

The workspace is pytest's root folder, or the folder that `regal_braze_workspace` names in pytest's configuration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from regal_braze.pipeline import Plans
    from regal_braze.v8 import Sandbox

Json: TypeAlias = Any


class RefusedError(Exception):
    """The transformation threw one of its deliberate errors; the message is what Braze's log would show."""


class RunnableTransformation:
    """The body of one event or bundle, in V8."""

    def __init__(self, name: str, body: str, sandbox: Sandbox) -> None:
        self.name = name
        self.body = body
        self._sandbox = sandbox

    def run(self, payload: Mapping[str, Json] | Json) -> dict[str, Json]:
        """Return the request for a payload.

        Raises RefusedError where the transformation refuses it, and AssertionError for any other error, for a
        request that Braze would not take, and for a payload that was changed on the way.
        """
        from regal_braze.braze import check_request
        from regal_braze.verify import is_deliberate

        outcome = self._sandbox.run(json.dumps(payload), strict=True)
        if is_deliberate(outcome):
            raise RefusedError(outcome.error)
        if outcome.request is None:
            raise AssertionError(f"{self.name} threw {outcome.error_name}: {outcome.error}")
        if outcome.mutated:
            raise AssertionError(f"{self.name} changed the payload")
        request: dict[str, Json] = json.loads(outcome.request)
        problems = check_request(request)
        if problems:
            said = "; ".join(f"{each.message} (at {each.pointer or 'its root'})" for each in problems)
            raise AssertionError(f"Braze would refuse what {self.name} returns: {said}")
        return request


class TransformationFactory:
    """Gives the transformations of a workspace by name: `transformation("call.completed")`, or a bundle's."""

    def __init__(self, plans: Plans, stack: ExitStack) -> None:
        self._plans = plans
        self._stack = stack
        self._made: dict[str, RunnableTransformation] = {}

    def __call__(self, name: str) -> RunnableTransformation:
        """Return the transformation. Raises LookupError, which names the nearest one, where there is none."""
        from regal_braze.commands import find_body
        from regal_braze.findings import FindingsError, as_text
        from regal_braze.v8 import Sandbox

        if name not in self._made:
            try:
                body = find_body(self._plans, name)
            except FindingsError as error:
                raise LookupError("\n".join(map(as_text, error.findings))) from None
            self._made[name] = RunnableTransformation(name, body, self._stack.enter_context(Sandbox(body)))
        return self._made[name]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting that names the workspace."""
    parser.addini("regal_braze_workspace", "The folder with regal-braze.toml, from pytest's root folder.", default=".")


@pytest.fixture(scope="session")
def transformation(pytestconfig: pytest.Config) -> Iterator[TransformationFactory]:
    """Give the transformations of the workspace by name; what is wrong in the workspace fails the test."""
    from regal_braze.findings import FindingsError, as_text, has_errors
    from regal_braze.pipeline import plan_workspace
    from regal_braze.workspace import open_workspace

    folder = Path(pytestconfig.rootpath, pytestconfig.getini("regal_braze_workspace"))
    try:
        plans = plan_workspace(open_workspace(folder))
    except FindingsError as error:
        pytest.fail("\n".join(map(as_text, error.findings)), pytrace=False)
    if has_errors(plans.findings):
        pytest.fail("\n".join(map(as_text, plans.findings)), pytrace=False)
    with ExitStack() as stack:
        yield TransformationFactory(plans, stack)
