"""Where the schemas, the templates and the pages of findings that come with the package are."""

from __future__ import annotations

from pathlib import Path

CONFIG_NAME = "regal-braze.toml"
"""The file with the settings of a workspace."""

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def schemas_root() -> Path:
    """Return the folder of the built-in schemas: inside an installed wheel, or at the top of a checkout."""
    return _resource("schemas")


def templates_root() -> Path:
    """Return the folder of the built-in templates: inside an installed wheel, or at the top of a checkout."""
    return _resource("templates")


def findings_root() -> Path:
    """Return the folder of the pages of finding codes: inside an installed wheel, or in docs/ of a checkout."""
    return _resource("findings_pages", "docs/findings")


def _resource(name: str, in_checkout: str | None = None) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / (in_checkout or name)
