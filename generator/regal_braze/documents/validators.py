"""The JSON Schemas that come with the package, and their compiled validators. Importing the module loads no validator.

`jsonschema_rs` decides whether a document is valid, because it is about 100 times as fast as `jsonschema`.
`schema_errors` explains with `jsonschema` why a document is not valid.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import Json
from regal_braze.resources import schemas_root

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


@cache
def json_schema(name: str) -> Json:
    """Return a schema by its path below `schemas/` without the suffix, such as `dialect/event`. Do not change it."""
    return json.loads((schemas_root() / f"{name}.json").read_text(encoding="utf-8"))


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of the schema `name`. Its messages say "value" and never print the value itself."""
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(json_schema(name), mask="value")
