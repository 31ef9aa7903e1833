"""The JSON Schemas that come with the package, and their compiled validators. Importing the module loads no validator.

`jsonschema_rs` decides whether a document is valid, because it is about 100 times as fast as `jsonschema`.
`schema_errors` explains with `jsonschema` why a document is not valid.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.documents.files import read_file, write_cache
from regal_braze.documents.json_text import Json
from regal_braze.resources import schemas_root

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

MOST_REMEMBERED = 100
"""Most documents that `is_valid` remembers."""


@cache
def schema_text(name: str) -> str:
    """Return the text of a schema by its path below `schemas/` without the suffix, such as `dialect/event`."""
    return (schemas_root() / f"{name}.json").read_text(encoding="utf-8")


@cache
def json_schema(name: str) -> Json:
    """Return the schema `name`. Do not change it."""
    return json.loads(schema_text(name))


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of the schema `name`. Its messages say "value" and never print the value itself."""
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(json_schema(name), mask="value")


def is_valid(name: str, document: Json) -> bool:
    """Return whether a document follows the schema `name`. Raises ValueError for a value that JSON does not have.

    For the last valid documents, a hash of the document, its schema and the library's modification time is kept in
    `__pycache__`. Loading the library and compiling the schema of the settings takes a tenth of the time of a short
    command.
    """
    remembered = Path(cache_from_source(__file__)).with_name(f"valid-documents.{sys.implementation.cache_tag}")
    known: list[str] = []
    with suppress(OSError, UnicodeDecodeError):
        known = read_file(remembered, most=100 * MOST_REMEMBERED).decode("ascii").split()
    library = find_spec("jsonschema_rs")
    installed = Path(library.origin).stat().st_mtime_ns if library and library.origin else 0
    key = hashlib.sha256(f"{installed}\0{schema_text(name)}\0{document!r}".encode()).hexdigest()
    if key in known:
        return True
    if not validator(name).is_valid(document):
        return False
    write_cache(remembered, "\n".join([key, *known[: MOST_REMEMBERED - 1]]).encode())
    return True
