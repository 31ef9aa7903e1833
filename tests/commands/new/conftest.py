from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import regal_braze.workspace.workspace
from regal_braze.resources import schemas_root


@pytest.fixture
def unknowing(tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace that knows the shared definitions, and none of the built-in events."""
    shutil.copytree(schemas_root() / "common", tmp_path / "built-in" / "common")
    monkeypatch.setattr(regal_braze.workspace.workspace, "schemas_root", lambda: tmp_path / "built-in")
    return workspace
