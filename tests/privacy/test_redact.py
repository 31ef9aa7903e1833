"""Redacted samples keep their types and formats, and no personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.commands.new.observe import observe
from regal_braze.commands.new.schema import schema_document
from regal_braze.privacy.personal import is_personal
from regal_braze.privacy.redact import redact
from support import shipped

Json: TypeAlias = Any

PERSONAL, KEPT = (
    json.loads((Path(__file__).with_name("samples") / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("personal", "kept")
)


def leaves(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member)
            if is_personal(key):
                yield key
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def payload(properties: Json) -> Json:
    return {"userId": "crm-88127", "name": "survey.answered", "properties": properties}


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_data_is_replaced(name: str) -> None:
    everything = json.dumps(redact([payload(PERSONAL)]))
    alone = json.dumps(redact([payload({name: PERSONAL[name]})]))
    moments_and_roles = {"2024-01-01 10:00:00", "Agent", "Mobile"}
    for text in {*leaves(PERSONAL[name])} - moments_and_roles:
        assert text not in everything
        assert text not in alone or name == "history"  # alone, nothing says that it names somebody
    for word in ("Grace", "Hopperson", "Katherine", "4155550132", "415-555", "navy", "s3cr3t", "88127"):
        assert word not in everything


def test_other_values_are_kept() -> None:
    assert redact([payload(KEPT)])[0]["properties"] == KEPT


def test_the_same_value_gets_the_same_substitute() -> None:
    """Also in other payloads, under other keys, and inside texts."""
    first, second = redact(
        [
            payload({"contact_phone": "+14155550132", "email": "a@b.example.org", "firstName": "Grace"}),
            payload({"from_number": "+14155550132", "text": "x", "note_to": "ask Grace or a@b.example.org", "n": "b"}),
        ]
    )
    assert second["properties"]["from_number"] == first["properties"]["contact_phone"]
    assert second["properties"]["note_to"] == "ask {firstName} or {email}".format(**first["properties"])
    assert first["userId"] == second["userId"] != "crm-88127"


def test_made_up_values_are_obviously_made_up() -> None:
    found = redact([payload(PERSONAL)])[0]["properties"]
    assert found["email"].endswith("@example.com")
    assert found["contact_phone"].startswith("+1762555")
    assert found["home_phone"].startswith("(762) 555-")
    assert found["recording_link"].startswith("https://example.com/")
    assert found["recording_link"].endswith(".mp3")
    assert found["ip"].startswith("192.0.2.")
    assert found["birthday"] == "1980-01-01"
    assert found["notes"].startswith("Lorem ipsum")
    assert len(found["notes"]) == len(PERSONAL["notes"])


@pytest.mark.parametrize("event", sorted(shipped.schemas()))
def test_a_documented_sample_keeps_its_types_and_formats(event: str) -> None:
    samples = shipped.samples(event)
    before, after = ([each.get("properties", each) for each in those] for those in (samples, redact(samples)))
    assert schema_document(event, observe(after), {}, []) == schema_document(event, observe(before), {}, [])


@given(st.data())
def test_no_personal_value_remains(data: st.DataObject) -> None:
    """Personal values of any shape, under their names and inside other texts."""
    word = st.text(st.sampled_from("bcdfghjkmnpqrstvwxyz"), min_size=5, max_size=9).map("q".__add__)
    names, digits = [data.draw(word) for _ in range(3)], data.draw(st.integers(2_000_000_000, 9_899_999_999))
    mail, phone = f"{names[0]}.{names[1]}@{names[2]}.example.org", f"+1{digits}"
    around = data.draw(
        st.sampled_from(["{} said {} {} {}", "{},{};{} <{}>", "tel {}\n{}\n{}\n{}", "({}) [{}] “{}” {}"])
    )
    values = {"email": mail, "phone": phone, "first_name": names[0], "other": around.format(mail, phone, *names[:2])}
    keys = data.draw(st.permutations([*values]))
    nested = {key: values[key] for key in keys} | {"list": [{phone: mail}, [digits, f"{digits}"]]}
    text = json.dumps(redact([payload(nested)]), ensure_ascii=False)
    for original in (mail, phone, str(digits), names[0]):
        assert original not in text
