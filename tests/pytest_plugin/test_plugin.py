"""The pytest plugin: `transformation("call.completed").run(payload)` in the tests of a workspace."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

import regal_braze
from support.schemas import write

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

SOLD = """
[[events."call.completed".purchases]]
when = { disposition = "Sold" }
product = "policy"
price = 49
currency = "USD"
"""
TESTS = """
import pytest
from regal_braze.pytest_plugin import RefusedError

PAYLOAD = {"userId": "1", "name": "call.completed", "properties": {"disposition": "Sold"}}

def test_request(transformation):
    request = transformation("call.completed").run(PAYLOAD)
    assert request["events"][0]["external_id"] == "1"
    assert request["purchases"][0]["price"] == 49

def test_bundle(transformation):
    one, all_of_them = transformation("call.completed"), transformation("contacts")
    payload = {**PAYLOAD, "originalTimestamp": 1657855059}
    assert all_of_them.run(payload) == one.run(payload)

def test_refusal(transformation):
    with pytest.raises(RefusedError, match="No usable identity"):
        transformation("call.completed").run({"properties": {}})

def test_unknown(transformation):
    with pytest.raises(LookupError, match="Did you mean call.completed"):
        transformation("call.complete")

def test_no_payload(transformation):
    with pytest.raises(ValueError, match="JSON"):
        transformation("call.completed").run({"userId": float("nan")})
    with pytest.raises(RefusedError):
        transformation("call.completed").run(None)
"""
WEBHOOKS = """
import pytest
from regal_braze.pytest_plugin import RefusedError

def test_body(webhook):
    body = webhook("new-contact.phones").render({"phone": "+17625555555", "first_name": 'Ada "the first"'})
    assert body["traits"]["firstName"] == 'Ada "the first"'

def test_refusal(webhook):
    with pytest.raises(RefusedError, match="phone"):
        webhook("new-contact").render({})

def test_no_profile(webhook):
    with pytest.raises(ValueError, match="profile"):
        webhook("new-contact").render([])

def test_unknown(webhook, transformation):
    with pytest.raises(LookupError, match="Did you mean new-contact"):
        webhook("new-contacts")
    with pytest.raises(LookupError, match="It is a webhook"):
        transformation("new-contact")
"""


def workspace(pytester: pytest.Pytester, config: str, at: str = ".") -> None:
    write(pytester.path / at, {"regal-braze.toml": config})
    pytester.makepyfile(TESTS)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_a_workspace_tests_its_own_transformations(pytester: pytest.Pytester) -> None:
    workspace(pytester, SOLD)
    run(pytester).assert_outcomes(passed=5)


@pytest.mark.proof
@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_the_workspace_may_be_another_folder(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    """Under xdist, each worker plans for itself, and all find the workspace that the setting names."""
    workspace(pytester, SOLD, at="braze")
    pytester.makeini("[pytest]\nregal_braze_workspace = braze\n")
    run(pytester, *options).assert_outcomes(passed=5)


def test_a_mistake_in_the_workspace_is_told_as_a_finding(pytester: pytest.Pytester) -> None:
    workspace(pytester, "[identiy]\n")
    ended = run(pytester)
    ended.assert_outcomes(errors=5)
    ended.stdout.fnmatch_lines(["*regal-braze.toml:1:2: error[[]config-invalid[]]: There is no key identiy"])


def test_a_request_that_braze_refuses_fails_the_test(pytester: pytest.Pytester) -> None:
    workspace(pytester, SOLD)
    block = "{% block request %}\n{{ super() }}\ndelete brazecall.events[0].external_id;\n{% endblock %}\n"
    write(pytester.path, {"templates/transformation/track.js.jinja": block})
    ended = run(pytester, "-k", "test_request")
    ended.assert_outcomes(failed=1, deselected=4)
    ended.stdout.fnmatch_lines(["*Braze would refuse what call.completed returns*"])


def test_webhooks_are_rendered(pytester: pytest.Pytester) -> None:
    workspace(pytester, "")
    pytester.makepyfile(test_webhooks=WEBHOOKS)
    run(pytester, "test_webhooks.py").assert_outcomes(passed=4)


def test_a_project_that_does_not_use_it_does_not_pay_for_it(pytester: pytest.Pytester) -> None:
    """pytest imports the plugin in every project of an environment: two small modules, and nothing is planned."""
    pytester.makepyfile(
        """
        import sys

        def test_nothing_of_ours():
            ours = {name for name in sys.modules if name.startswith("regal_braze")}
            assert ours == {"regal_braze", "regal_braze.pytest_plugin"}
            assert not {"jinja2", "jsonschema", "py_mini_racer", "typer"} & set(sys.modules)
        """
    )
    run(pytester).assert_outcomes(passed=1)


def test_a_fixture_of_the_project_s_own_goes_first(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def transformation():
            return "ours"

        def test_ours(transformation):
            assert transformation == "ours"
        """
    )
    run(pytester).assert_outcomes(passed=1)


def test_it_is_found_by_its_entry_point() -> None:
    (found,) = (each for each in entry_points(group="pytest11") if each.value.startswith("regal_braze"))
    assert found.value == "regal_braze.pytest_plugin"
    assert (Path(regal_braze.__file__).parent / "py.typed").is_file()
