from __future__ import annotations

from pathlib import Path

import pytest

from hostile.workspaces import with_output


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with an output of earlier days, which is the current folder."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return with_output(Path())
