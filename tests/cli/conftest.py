from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import CALL


@pytest.fixture
def payload(workspace: Path) -> Path:
    """A file with a payload of call.completed."""
    file = workspace / "payload.json"
    file.write_text(json.dumps(CALL))
    return file
