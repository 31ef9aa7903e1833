"""Explanations are complete and in words, with the defaults and with every setting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

import pytest

from depth import some
from explain.cases import Case, all_cases, explained, plan_and_schema, planned, strings
from pages.markdown import as_markdown
from regal_braze.explain import facts
from regal_braze.explain.sections import sections
from regal_braze.explain.text import as_text
from regal_braze.explain.words import path_words, type_words
from regal_braze.plan import conversions, model

CASES = all_cases()
WIDEST = 110
"""Lines have 100 columns. A row is longer only if a word would have to be broken."""
OF_PYTHON = re.compile(
    r"\b(None|True|False|Decimal|PosixPath|frozenset|model\.\w+)\b|\w+\(\w+=|<\w+ object|\('|\['|\{'|',\)|\{\}"
    rf"|\b({'|'.join(each.__name__ for each in get_args(conversions.Conversion))})\("
)


def fields_of(destination: model.Destination) -> Iterator[tuple[conversions.Field, str]]:
    """Yield every field of an event or a catalog, with the name under which it must appear."""
    match destination:
        case model.Track(model.CustomEvent(fields=fields)) | model.Catalog(fields=fields):
            yield from _named(fields, "")
        case model.ObjectCatalogs(types=types):
            for each in types:
                yield from _named(each.fields, "")


def _named(fields: Iterable[conversions.Field], before: str) -> Iterator[tuple[conversions.Field, str]]:
    for field in fields:
        yield field, before + field.name
        inner, name = field.conversion, before + field.name
        while isinstance(inner, conversions.ListOf):
            inner, name = inner.item, f"{name}[]"
        if isinstance(inner, conversions.Record | conversions.Row):
            yield from _named(inner.fields, f"{name}.")


def properties_of(explanation: facts.Explanation) -> list[facts.PropertyFact]:
    catalogs = explanation.catalogs.catalogs if explanation.catalogs else ()
    return [
        *(explanation.custom_event.properties if explanation.custom_event else ()),
        *(each for catalog in catalogs for each in catalog.fields),
    ]


def test_workspaces_have_every_conversion_and_destination() -> None:
    """So the tests of all events below cover everything that a plan can contain."""

    def kinds(conversion: conversions.Conversion) -> Iterator[type]:
        yield type(conversion)
        if isinstance(conversion, conversions.ListOf):
            yield from kinds(conversion.item)
        elif isinstance(conversion, conversions.Record | conversions.Row):
            for field in conversion.fields:
                yield from kinds(field.conversion)

    seen: set[type] = set()
    for case in CASES:
        destination = plan_and_schema(case)[0].destination
        seen.add(type(destination))
        seen |= {kind for field, _ in fields_of(destination) for kind in kinds(field.conversion)}
        if isinstance(destination, model.Track) and destination.attributes:
            seen |= {type(each.conversion) for each in destination.attributes.fields}
    assert seen == {*get_args(conversions.Conversion), *get_args(model.Destination)}


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_every_field_appears_with_its_type(case: Case) -> None:
    plan, _ = plan_and_schema(case)
    described = {(each.name, each.type) for each in properties_of(explained(case))}
    text = as_text(sections(explained(case)))
    for field, name in fields_of(plan.destination):
        assert (name, type_words(field.conversion)) in described
        assert name in text


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_every_attribute_identifier_group_and_catalog_appears(case: Case) -> None:
    plan, _ = plan_and_schema(case)
    text = " ".join(as_text(sections(explained(case))).split())
    match plan.destination:
        case model.Track(event, attributes, purchases, orders):
            assert f'Custom event "{event.name}"' in text
            assert all(each.name in text for each in (attributes.fields if attributes else ()))
            described = explained(case).purchases
            assert len(described.purchases if described else ()) == len(purchases)
            ordered = explained(case).orders
            assert len(ordered.orders if ordered else ()) == len(orders)
        case model.Subscription(groups=groups):
            assert all(channel in text and group in text for channel, group in groups)
        case model.ObjectCatalogs(types=types):
            assert all(each.catalog in text and each.object_type in text for each in types)
        case model.Catalog(name=name):
            assert name in text
    identity = explained(case).identity
    assert bool(identity) == bool(plan.identity)
    if plan.identity and identity:
        assert [each.kind for each in identity.identifiers] == [each.kind for each in plan.identity.identifiers]
        assert all(path_words(path) in text for each in plan.identity.identifiers for path in each.paths)


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_every_declared_property_is_sent_or_omitted_with_a_reason(case: Case) -> None:
    _, schema = plan_and_schema(case)
    explanation = explained(case)
    left_out = {name for each in explanation.left_out for name in each.what}
    sources = " ".join(strings((explanation.custom_event, explanation.profile, explanation.catalogs)))
    sources += explanation.subscription.source if explanation.subscription else ""
    for name in schema.properties["properties"]:
        word = path_words((name,))
        assert (word in left_out) or re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", sources)


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_explanations_contain_no_python(case: Case) -> None:
    for text in (*strings(explained(case)), as_text(sections(explained(case)))):
        assert not OF_PYTHON.search(text), text


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_text_fits_a_terminal(case: Case) -> None:
    text = as_text(sections(explained(case)))
    assert max(map(len, text.splitlines())) <= WIDEST
    assert text == "\n".join(line.rstrip() for line in text.split("\n")), "no blanks at the ends of lines"


@pytest.mark.parametrize("case", some(CASES, 16), ids=".".join)
def test_markdown_has_complete_tables_and_no_html(case: Case) -> None:
    page = as_markdown(sections(explained(case)))
    assert page.startswith("# ")
    assert page.count("\n# ") == 0
    assert not re.search(r"(?<!\\)[<>]", page), "a browser would read text in angle brackets as HTML"
    for block in page.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1
        assert not rows or set(rows[1]) <= set("|- ")


def test_markdown_has_the_content_of_the_text() -> None:
    parts = [*sections(explained(("everything", "call.completed")))]
    plain = re.sub(r"\\(.)", r"\1", as_markdown(parts))
    for part in parts:
        assert part.title in plain
        assert all(sentence in plain for sentence in part.sentences)
        assert all(cell in plain for table in part.tables for row in table.rows for cell in row)


def test_event_without_a_bundle_needs_its_own_transformation() -> None:
    assert explained(("everything", "call.placed")).bundles == ("calls",)
    assert explained(("everything", "sms.sent")).bundles == ()
    assert "the event needs its own transformation" in as_text(sections(explained(("everything", "sms.sent"))))


def test_events_without_a_time_have_no_times() -> None:
    for case in CASES:
        destination = plan_and_schema(case)[0].destination
        without = isinstance(destination, model.Changes | model.Subscription)
        assert bool(explained(case).times) != without
    assert planned("everything").bundles
