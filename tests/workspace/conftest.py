from __future__ import annotations

from pathlib import Path

import pytest

from workspace.commands import with_output


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """Return a workspace with output, which is the current folder."""
    return with_output(workspace.relative_to(Path.cwd()))
