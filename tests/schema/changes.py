"""Changes of a valid document, and what its dialect says of each: tests/schema/dialect has a file for each dialect.

A change is `pointer = JSON` or `pointer removed`. Its findings are below it, as `pointer: message` and `help`, with the
code in front where it is not schema-invalid.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import Finding
from regal_braze.schema.dialect import check_dialect
from support.examples import Example

FOLDER: Final = Path(__file__).with_name("dialect")
_CHANGE: Final = re.compile(r"(?P<pointer>/\S*|) ?(?:removed|= (?P<value>.*))")


def base(kind: str) -> Any:
    """Return a document that follows the dialect."""
    return json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))


def said(example: Example) -> str:
    """Return the findings of a changed document. Two validators must agree that there are any."""
    kind = example.path.stem
    document = changed(base(kind), example.title)
    found = check_dialect(
        kind, document, lambda code, pointer, message, help_text: Finding(code, message, help_text, None, pointer)
    )
    assert Draft202012Validator(json_schema(f"dialect/{kind}")).is_valid(document) == (not found)
    return "".join(f"  {_code(each)}{each.pointer}: {each.message}\n    {each.help}\n" for each in found)


def _code(finding: Finding) -> str:
    return "" if finding.code == "schema-invalid" else f"{finding.code} "


def changed(document: Any, change: str) -> Any:
    """Return the document with a change, which is made in place; with no pointer the whole document is replaced."""
    form = _CHANGE.fullmatch(change)
    assert form is not None, change
    *above, last = (step.replace("~1", "/").replace("~0", "~") for step in form["pointer"].split("/"))
    node = document
    for step in above[1:]:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if not above:
        return json.loads(form["value"])
    key = int(last) if isinstance(node, list) else last
    if form["value"] is None:
        del node[key]
    else:
        node[key] = json.loads(form["value"])
    return document
