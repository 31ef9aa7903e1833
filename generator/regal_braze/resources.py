"""Where the schemas and templates that come with the package are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def schemas_root() -> Path:
    """Return the folder of the built-in schemas: inside an installed wheel, or at the top of a checkout."""
    return _resource("schemas")


def templates_root() -> Path:
    """Return the folder of the built-in templates: inside an installed wheel, or at the top of a checkout."""
    return _resource("templates")


def _resource(name: str) -> Path:
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name
