"""Changes of a valid document, and what its dialect says of each: tests/schema/dialect has a file for each dialect.

A change is `pointer = JSON` or `pointer removed`. Its findings are below it, as `pointer: message` and `help`, with the
code in front where it is not schema-invalid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import Finding
from regal_braze.schema.dialect import check_dialect

FOLDER: Final = Path(__file__).with_name("dialect")
KINDS: Final = ("event", "common", "webhook")
_CHANGE: Final = re.compile(r"(?P<pointer>/\S*|) (?:removed|= (?P<value>.*))")


def base(kind: str) -> Any:
    """Return a document that follows the dialect."""
    return json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))


def examples(kind: str) -> dict[str, str]:
    """Return the findings of each change, as they are in the file."""
    found = {}
    for part in (FOLDER / f"{kind}.txt").read_text(encoding="utf-8").split("\n\n"):
        change, _, findings = part.rstrip("\n").partition("\n")
        assert change not in found, change
        found[change] = findings
    return found


def findings(kind: str, change: str) -> str:
    """Return the findings of the changed document. Two validators must agree that there are any."""
    document = changed(base(kind), change)
    found = check_dialect(
        kind, document, lambda code, pointer, message, help_text: Finding(code, message, help_text, None, pointer)
    )
    assert Draft202012Validator(json_schema(f"dialect/{kind}")).is_valid(document) == (not found)
    return "\n".join(f"  {_code(each)}{each.pointer}: {each.message}\n    {each.help}" for each in found)


def _code(finding: Finding) -> str:
    """Return the code of a finding, or nothing for that of nearly all."""
    return "" if finding.code == "schema-invalid" else f"{finding.code} "


def changed(document: Any, change: str) -> Any:
    """Return the document with a change, which is made in place; with "" the whole document is replaced."""
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


def rewrite() -> Iterator[str]:
    """Write the findings anew, and yield the name of each file that changes."""
    for kind in KINDS:
        path = FOLDER / f"{kind}.txt"
        parts = (f"{change}\n{findings(kind, change)}".rstrip("\n") for change in examples(kind))
        if (text := "\n\n".join(parts) + "\n") != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            yield path.name
