"""Settings of all tests: signals, environment, and the depth at which they run."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import regal_braze.pipeline
import regal_braze.workspace.workspace
from depth import EXAMPLES, PROOF
from regal_braze.resources import schemas_root
from regal_braze.schema.load import load_events
from support.command import run
from support.planned_once import loaded_once, planned_once

# Started in the background or by nohup, the suite inherits ignored signals and would pass them on to every process that
# it starts: tests could not interrupt those processes.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Garbage collection at the default threshold takes about a tenth of the time.
gc.set_threshold(100_000, 50, 100)

# Tests with `--format github` must not add to the summary of the job that runs the tests.
os.environ.pop("GITHUB_STEP_SUMMARY", None)

# `open` must start no browser.
os.environ["BROWSER"] = "true"

# Hundreds of tests plan the built-in events. Modules that are imported later take these functions.
pytest.MonkeyPatch().setattr(regal_braze.pipeline, "load_events", loaded_once(load_events))
pytest.MonkeyPatch().setattr(regal_braze.pipeline, "plan_workspace", planned_once(regal_braze.pipeline.plan_workspace))

# The same examples on every run, so that a failure on one machine is a failure on all.
settings.register_profile("ci", max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
settings.register_profile("proof", settings.get_profile("ci"))
settings.load_profile("proof" if PROOF else "ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that only `make proof` runs, unless it is what runs."""
    if PROOF:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("proof")])
    items[:] = [item for item in items if not item.get_closest_marker("proof")]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty workspace, which is the current folder."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def settings_file(workspace: Path) -> Path:
    """Return an empty regal-braze.toml of the workspace. Without one, commands say that there is none."""
    file = workspace / "regal-braze.toml"
    file.touch()
    return file


@pytest.fixture
def small(tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty workspace with the shared definitions and no built-in event: it is planned in 2 ms."""
    shutil.copytree(schemas_root() / "common", tmp_path / "schemas" / "common")
    monkeypatch.setattr(regal_braze.workspace.workspace, "schemas_root", lambda: tmp_path / "schemas")
    return workspace


@pytest.fixture
def built_in(tmp_path: Path, small: Path) -> Callable[..., Path]:
    """Return a function that adds built-in events to the workspace `small`, and the built-in webhooks."""

    def add(*events: str, webhooks: bool = False) -> Path:
        (tmp_path / "schemas" / "events").mkdir(exist_ok=True)
        for event in events:
            shutil.copy(schemas_root() / "events" / f"{event}.json", tmp_path / "schemas" / "events")
        if webhooks:
            shutil.copytree(schemas_root() / "webhooks", tmp_path / "schemas" / "webhooks")
        return small

    return add


@pytest.fixture
def few(built_in: Callable[..., Path]) -> Path:
    """Return an empty workspace whose built-in events are two calls and two text messages: a quick one to verify."""
    return built_in("call.completed", "call.placed", "sms.received", "sms.sent")


@pytest.fixture
def few_and_webhooks(built_in: Callable[..., Path], few: Path) -> Path:
    """Return a workspace like `few` that also has the built-in webhooks."""
    return built_in(webhooks=True)


@pytest.fixture
def generated(workspace: Path, _generated_once: Path) -> Path:
    """Return a workspace without settings, with its output, which is the current folder."""
    shutil.copytree(_generated_once, workspace, dirs_exist_ok=True)
    return workspace


@pytest.fixture(scope="session")
def _generated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    assert run("generate", "-C", folder, "--quiet").code == 0
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the path of an output folder that doesn't exist yet."""
    return tmp_path / "output"
