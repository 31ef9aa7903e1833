"""Small bundles whose bodies are reviewed word for word: a file each, beside this one."""

from __future__ import annotations

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
