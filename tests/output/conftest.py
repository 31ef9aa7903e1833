from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The output folder of a workspace, not made yet."""
    return tmp_path / "output"
