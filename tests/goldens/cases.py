"""The golden cases: a folder each, `<event>/<case>`, with payload.json and what is expected of it.

What is expected is request.json or, for a deliberate error (M2, M4, M15), error.txt with its message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regal_braze.engines.v8.sandbox import Outcome

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One golden."""

    event: str
    name: str

    def __str__(self) -> str:
        return f"{self.event}/{self.name}"

    @property
    def folder(self) -> Path:
        return FOLDER / self.event / self.name

    @property
    def payload(self) -> Any:
        return json.loads((self.folder / "payload.json").read_text(encoding="utf-8"))

    @property
    def expected(self) -> dict[str, str]:
        """Return the text of each file beside the payload, by the file's name."""
        others = (path for path in self.folder.iterdir() if path.name != "payload.json")
        return {path.name: path.read_text(encoding="utf-8") for path in others}


def all_cases() -> list[Case]:
    """Return every case, sorted."""
    folders = sorted(path for path in FOLDER.glob("*/*") if path.is_dir() and "__pycache__" not in path.parts)
    return [Case(folder.parent.name, folder.name) for folder in folders]


def as_golden(outcome: Outcome) -> dict[str, str]:
    """Return the files that hold an outcome: their text, by name. Fails for an error that is not deliberate."""
    if outcome.request is None:
        assert outcome.error_name == "Error", f"{outcome.error_name}: {outcome.error}"
        return {"error.txt": f"{outcome.error}\n"}
    request = json.loads(outcome.request)
    return {"request.json": json.dumps(request, indent=2, sort_keys=True, ensure_ascii=False) + "\n"}
