"""All of Braze's rules for a request, as JSON data for engines/v8/request_rules.js."""

from __future__ import annotations

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.documents.validators import json_schema


def request_rules() -> dict[str, Json]:
    """Return the schemas of `schemas/braze/`, and what the script needs for the rules that JSON Schema cannot express.

    These need UTF-16 units, bytes or a calendar, or look at several values.
    """
    schemas = {name: json_schema(f"braze/{name}") for name in ("users-track", "catalog-items")}
    return {
        "schemas": schemas,
        "limits": {
            "levels": limits.REQUEST_LEVELS,
            "objects": limits.OBJECTS_PER_REQUEST,
            "external_id_bytes": limits.EXTERNAL_ID_BYTES,
            "string": limits.STRING_LIMIT,
            "key": limits.KEY_LIMIT,
            "bytes": limits.PROPERTIES_BYTES,
            "catalog_string": limits.CATALOG_STRING_LIMIT,
            "catalog_levels": limits.CATALOG_LEVELS,
            "earliest": limits.EARLIEST_TIME,
            "latest": limits.LATEST_TIME,
        },
        "identifiers": limits.PRIMARY_IDENTIFIERS,
        "dates": limits.DATE_FIELDS,
        "date_time": limits.DATE_TIME_PATTERN,
        "currency": schemas["users-track"]["$defs"]["currency"]["pattern"],
        "currencies": limits.CURRENCY_CODES,
        "orders": list(limits.ORDER_PROPERTIES),
    }
