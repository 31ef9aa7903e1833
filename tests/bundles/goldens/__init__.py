"""Small bundles whose bodies are reviewed word for word: a file each, beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bundles.bundled import Bundled, bundle_of

FOLDER: Final = Path(__file__).parent
GOLDENS: Final = {
    "opt-ins": ("contact.subscribed", "contact.unsubscribed"),
    "two-names": ("call.completed", "contact.phone.created", "custom.task.completed"),
}
"""The events of each, by its name."""


def golden_bundle(name: str) -> Bundled:
    """Return the bundle as it is now."""
    return bundle_of(*GOLDENS[name], name=name)


def rewrite_goldens() -> Iterator[str]:
    """Write the body of each, and yield what has changed."""
    for name in GOLDENS:
        path = FOLDER / f"{name}.js"
        body = golden_bundle(name).body
        if not path.exists() or path.read_text(encoding="utf-8") != body:
            path.write_text(body, encoding="utf-8")
            yield f"the bundle {name}"
