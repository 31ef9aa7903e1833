"""Schemas that are refused: tests/schema/mistakes has what is changed in a schema, and the errors below.

A change is JSON of top-level keywords, with `event` for the name and `properties` for what is declared beside the text
`a`; a property that is "text", "map" or "rows" is one of those. A definition may stand for itself in the same way.
"""

from __future__ import annotations

import json
import shutil
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

from regal_braze.resources import schemas_root
from support.examples import Example
from support.schemas import FILE, MAP, TEXT, errors_in, schema, write

FOLDER: Final = Path(__file__).with_name("mistakes")
_ROWS: Final = {"description": "Rows.", "type": "array", "items": {"type": "array", "prefixItems": [TEXT, True]}}
_SHORT: Final[dict[str, Any]] = {"text": TEXT, "map": MAP, "rows": _ROWS, "list": {**_ROWS, "items": True}}


def said(example: Example) -> str:
    """Return the change of an example with the errors of the schema below it, each with its line and pointer."""
    change, *_ = example.text.splitlines()
    members = json.loads(change)
    properties = {name: _SHORT[of] if isinstance(of, str) else of for name, of in members.pop("properties", {}).items()}
    document = schema({"a": TEXT, **properties}, event=members.pop("event", "my.event"), **members)
    with TemporaryDirectory() as folder:
        workspace = Path(folder, "workspace")
        shutil.copytree(schemas_root() / "common", Path(folder, "built-in", "common"))
        write(Path(folder), {"outside.json": {"$defs": {"a": TEXT}}, f"workspace/{FILE}": document})
        built_in = patch("regal_braze.workspace.workspace.schemas_root", lambda: Path(folder, "built-in"))
        with built_in, chdir(workspace):
            errors = errors_in(Path())
    assert {error.file for error in errors} == {FILE}
    lines = (f"  {each.code} in line {each.line}, {each.pointer}: {each.message}\n    {each.help}\n" for each in errors)
    return f"{change}\n" + "".join(lines).encode(errors="backslashreplace").decode()
