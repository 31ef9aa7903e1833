"""The packages of the generator form layers: a package imports only from the layers below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import regal_braze

PACKAGE = Path(regal_braze.__file__).parent

LAYERS = (
    ("immutable", "resources"),
    ("findings",),
    ("documents",),
    ("braze",),
    ("engines", "output"),
    ("privacy",),
    ("workspace",),
    ("schema",),
    ("plan",),
    ("payloads", "render"),
    ("webhooks",),
    ("plans",),
    ("losses",),
    ("explain",),
    ("page",),
    ("pipeline",),
    ("verify",),
    ("commands", "pytest_plugin"),
    ("cli",),
    ("__main__",),
)
"""The packages and modules at the top of the generator, from the bottom layer to the top layer."""

LAYER_OF = {name: layer for layer, names in enumerate(LAYERS) for name in names}


def test_every_package_has_a_layer() -> None:
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert found - {"__init__"} == set(LAYER_OF)


def test_no_import_points_upward() -> None:
    assert [*upward_imports()] == []


def upward_imports() -> Iterator[str]:
    """Yield each import of a package on the same layer or above, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        importer = relative.parts[0].removesuffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
        for node in imports:
            for name in imported_packages(node):
                if name != importer and LAYER_OF[name] >= LAYER_OF.get(importer, len(LAYERS)):
                    yield f"{relative}:{node.lineno}: {importer} imports {name}"


def imported_packages(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the packages of the generator that a statement imports."""
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module == "regal_braze":
        modules = [f"regal_braze.{alias.name}" for alias in node.names if not alias.name.startswith("__")]
    else:
        modules = [node.module or ""]
    for module in modules:
        parts = module.split(".")
        if parts[0] == "regal_braze" and len(parts) > 1:
            yield parts[1]
