"""Where a new workspace installs regal-braze from."""

from __future__ import annotations

import json
import re

from regal_braze import __version__
from regal_braze.documents.json_text import Json

PLACEHOLDER = "ADDRESS-OF-THE-REPOSITORY"
_ADDRESS = re.compile(r"(https|ssh)://(git@)?[\w.:-]+/[\w.~/+-]+")
"""An address without a password, of characters that no shell and no YAML reads in another way."""


def requirement() -> str:
    """Return what pip installs: the commit of the git repository that this version was installed from.

    If it was installed from a wheel or a folder, the address is a placeholder.
    """
    recorded = _recorded()
    address, commit = str(recorded.get("url")), str(recorded.get("vcs_info", {}).get("commit_id"))
    if _ADDRESS.fullmatch(address) and re.fullmatch("[0-9a-f]{40,64}", commit):
        return f"regal-braze @ git+{address}@{commit}"
    return f"regal-braze @ git+{PLACEHOLDER}@v{__version__}"


def _recorded() -> dict[str, Json]:
    """Return what the installer recorded (PEP 610), or nothing."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        recorded = json.loads(distribution("regal-braze").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}
