"""Check the schemas after the workspace's settings are applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regal_braze.findings.finding import Finding
from regal_braze.schema.check_contradictions import check_contradictions
from regal_braze.schema.check_names import check_names
from regal_braze.schema.check_properties import check_properties
from regal_braze.schema.dialect import validate_decided
from regal_braze.schema.load import EventSchema


def check(schemas: Sequence[EventSchema]) -> Iterator[Finding]:
    """Yield what is wrong with schemas that follow the dialect, or with the settings that were applied to them.

    Built-in schemas that no setting has changed are checked by the tests of this package.
    """
    checked = [schema for schema in schemas if not schema.is_tested]
    yield from validate_decided(checked)
    for schema in checked:
        yield from check_properties(schema)
        yield from check_contradictions(schema)
        yield from check_names(schema)
