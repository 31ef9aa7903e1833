"""The command line on webhooks: render, show, list, verify."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Ended
from support.command import run as run_here
from support.webhooks import plans, text

pytestmark = pytest.mark.usefixtures("few_and_webhooks")

SETTINGS = """
[subscription_groups]
voice = "10000000-0000-4000-8000-000000000001"
sms = "10000000-0000-4000-8000-000000000002"
[webhooks.traits]
age = { attribute = "age", type = "number" }
score = { attribute = "score", type = "number" }
city = { attribute = "address.city" }
song = { event = "songs[0].name" }
"""


def run(*arguments: str, given: str = "") -> Ended:
    return run_here(*arguments, stdin=given.encode())


def configure(text: str) -> None:
    """Write the settings of the workspace, which is the current folder."""
    Path("regal-braze.toml").write_text(text, encoding="utf-8")


def test_render_reads_standard_input() -> None:
    """tests/cases/webhooks renders profiles from files."""
    done = run("render", "new-contact", "-", "--quiet", given='{"phone": "+1762"}')
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["traits"]["phone"] == "+1762"


def test_render_reports_what_of_a_profile_regal_does_not_get() -> None:
    configure(SETTINGS)
    attributes = {"lead_source": "site", "age": "old", "score": "7", "plan": "gold", "address": {"city": 5}}
    groups = [{"subscription_group_id": "10000000-0000-4000-8000-000000000002", "subscription_state": "unsubscribed"}]
    profile = {"phone": 1762, "first_name": " ", "city": "Rome", "custom_attributes": attributes}
    given = json.dumps(profile | {"subscription_groups": groups}, indent=1)
    done = run("render", "new-contact", given=given)
    assert done.code == 0
    consent = {"channel": "sms", "source": "site", "subscribed": False}
    assert json.loads(done.out)["traits"] == {"phone": "1762", "city": "5", "score": 7, "optIn": [consent]}
    warning, advice, *changes = [line.removeprefix("standard input:") for line in done.err.splitlines()]
    assert warning == "7: warning[drift-loss]: /custom_attributes/age is left out: its type or its text does not fit"
    assert advice == "  help: Correct the value in Braze, or the `type` of the trait in [webhooks]."
    assert sorted(changes) == [
        "1: /city is not read by this webhook: Regal does not get it",
        "1: /custom_attributes/address/city is converted to string",
        "1: /custom_attributes/plan is not read by this webhook: Regal does not get it",
        "1: /custom_attributes/score is converted to number",
        "1: /email_address is blank in the profile: Regal does not get it",
        "1: /event_properties/songs/0/name is blank in the profile: Regal does not get it",
        "1: /first_name is blank in the profile: Regal does not get it",
        "1: /last_name is blank in the profile: Regal does not get it",
        "1: /phone is converted to string",
        "1: /subscription_groups/10000000-0000-4000-8000-000000000001 is blank in the profile: Regal does not get it",
        "1: /user_id is blank in the profile: Regal does not get it",
    ]


def test_render_counts_values_of_a_profile_that_it_does_not_read() -> None:
    attributes = {"lead_source": "site", **{f"a{number}": 1 for number in range(30)}}
    done = run("render", "new-contact", given=json.dumps({"phone": "+1762", "custom_attributes": attributes}))
    lines = [line.removeprefix("standard input:1: /") for line in done.err.splitlines()]
    reason = "is left out, because another value of the profile is blank or the same"
    assert f"custom_attributes/lead_source {reason}" in lines
    assert lines[-2:] == [
        "custom_attributes/a19 is not read by this webhook: Regal does not get it",
        "custom_attributes has more values that this webhook does not read: 10",
    ]


def test_render_reports_why_nothing_would_be_sent() -> None:
    done = run("render", "new-contact", given="{}")
    assert (done.code, done.out) == (1, "")
    assert "webhook-aborted" in done.err
    assert "No phone number" in done.err


@pytest.mark.parametrize("name", ["opt-in-update", "opt-in-update.phones"])
def test_an_update_of_consent_without_known_consent_sends_nothing(name: str) -> None:
    done = run("render", name, given='{"phone": "+17625551796"}')
    assert (done.code, done.out) == (1, "")
    assert "No consent is known: nothing was sent to Regal" in done.err


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        *(({"a": 1}, {"tobject": {"a": 1}}), ([1], {"tarray": [1]}), ([], {}), ("[]", {"tstring": "[]"})),
        *((1e14, {"tstring": "100000000000000.0"}), (1e15, {})),
    ],
)
def test_lists_objects_and_numbers_with_an_exponent_are_not_sent_as_texts(
    value: object, sent: dict[str, object]
) -> None:
    kinds = ("array", "object", "string")
    traits = "".join(f't{kind} = {{ type = "{kind}", attribute = "{kind}" }}\n' for kind in kinds)
    configure(f"[webhooks.traits]\n{traits}")
    profile = {"phone": "+17625551796", "custom_attributes": dict.fromkeys(kinds, value)}
    done = run("render", "new-contact", given=json.dumps(profile))
    assert json.loads(done.out)["traits"] == {"phone": "+17625551796", **sent}


def test_a_variable_does_not_have_the_name_of_a_field_or_tag_of_braze() -> None:
    names = ("language", "campaign", "time_zone")
    traits = "".join(f'{name} = {{ attribute = "{name}" }}\n' for name in names)
    configure(f"[webhooks.traits]\n{traits}")
    shown = run("show", "new-contact").out
    assert all(f"assign the_{name} =" in shown for name in names)


def test_render_warns_of_a_key_that_no_template_reads() -> None:
    done = run("render", "new-contact", given='{"phone": "+1762", "custom_atributes": {}}')
    assert done.code == 0
    assert "Did you mean custom_attributes?" in done.err


@pytest.mark.parametrize("space_or_unassigned", ["\u00a0", "\u3000", "\ue000", "\u0378"])
def test_names_of_sources_may_contain_unusual_spaces_and_unassigned_characters(space_or_unassigned: str) -> None:
    name = f"a{space_or_unassigned}b"
    configure(f'[webhooks.traits]\nx = {{ attribute = "{name}" }}\n')
    done = run("generate")
    assert done.code == 0, done.err
    profile = json.dumps({"phone": "+17625551796", "custom_attributes": {name: "y"}})
    done = run("render", "new-contact.phones", given=profile)
    assert json.loads(done.out)["traits"]["x"] == "y", done.err


NESTED = """[[webhooks.custom_events]]
name = "X Event"
[webhooks.custom_events.properties]
city = { attribute = "address.city" }
song = { attribute = "songs[0].title" }
carrier = { context = "order.shipping.carrier" }
item = { event = "items[0].name" }
color = { trigger = "details.color" }
sku = { trigger = "skus[1]" }
"""


def test_nested_sources_are_written_as_braze_documents_them() -> None:
    """Sources: Braze, "Nested custom attributes", "Nested object support", "Context", "Trigger properties"."""
    configure(NESTED)
    shown = run("show", "x-event").out
    for form in (
        "custom_attribute.${address.city}",
        "custom_attribute.${songs}[0].title",
        "context.${order}.shipping.carrier",
        "event_properties.${items}[0].name",
        "api_trigger_properties.${details}.${color}",
        "api_trigger_properties.${skus}[1]",
    ):
        assert f"{form} " in shown
    profile = {
        "phone": "+17625551796",
        "custom_attributes": {"address": {"city": "Austin"}, "songs": [{"title": "Solea"}]},
        "context": {"order": {"shipping": {"carrier": "UPS"}}},
        "event_properties": {"items": [{"name": "Laptop"}]},
        "api_trigger_properties": {"details": {"color": "red"}, "skus": ["1", "2"]},
    }
    done = run("render", "x-event", given=json.dumps(profile))
    values = {"city": "Austin", "song": "Solea", "carrier": "UPS", "item": "Laptop", "color": "red", "sku": "2"}
    assert json.loads(done.out)["properties"] == values
    done = run("render", "x-event", given='{"phone": "+1762", "event_properties": {"items": 5}}')
    assert json.loads(done.out)["properties"] == {}


@pytest.mark.parametrize("name", ["x" * 255, "Ä" * 255, "Bob's $5 Offer"])
def test_an_event_may_have_a_long_name_or_one_with_an_apostrophe(name: str) -> None:
    configure(f'[[webhooks.custom_events]]\nname = "{name}"\nproperties."{name}".event = "{name}"\n')
    assert run("generate", "-q").code == 0
    templates = {file.name.split(".")[0] for file in Path("output", "webhooks").iterdir()}
    (template,) = templates - {"new-contact", "opt-in-update"}
    profile = json.dumps({"phone": "+17625551796", "event_properties": {name: "y"}})
    sent = json.loads(run("render", template, given=profile).out)
    assert (sent["name"], sent["properties"]) == (name, {name: "y"})


def test_findings_about_a_profile_name_its_line() -> None:
    profiles = '{"phone": "+17625555555"}\n{"phone": "+17625555556",\n "context": 5}\n{"phone": "+1", "nope": 1}\n'
    Path("profiles.ndjson").write_text(profiles)
    done = run("render", "new-contact", "profiles.ndjson")
    assert "profiles.ndjson:3: error[payload-invalid]: context must be an object" in done.err
    assert "profiles.ndjson:4: warning[payload-invalid]: No template reads nope\n  help: Templates read: " in done.err


def test_render_refuses_anything_but_a_profile() -> None:
    for given in ("[]", "{", '{"custom_attributes": 5}', '{"subscription_groups": [1]}'):
        done = run("render", "new-contact", given=given)
        assert (done.code, done.out) == (1, "")
        assert "payload-invalid" in done.err
        assert "Traceback" not in done.err


def test_render_suggests_the_name_of_a_webhook() -> None:
    done = run("render", "new-contct", given="{}")
    assert done.code == 2
    assert "Did you mean new-contact?" in done.err


def test_show_prints_the_body_ready_to_paste() -> None:
    assert run("show", "opt-in-update.phones").out == text(plans("shipped")["opt-in-update.phones"])


def test_list_and_verify_cover_webhooks() -> None:
    listed = run("list").out
    assert "opt-in-update.phones" in listed
    rows = {row["event"]: row for row in json.loads(run("verify", "--format", "json").out)["results"]}
    assert rows["new-contact"]["valid"] > 50
    assert rows["new-contact"]["refused"] > 5


def test_generate_check_and_orphans_cover_webhooks() -> None:
    configure('[[webhooks.custom_events]]\nname = "Signed Up"\n')
    assert run("generate", "-q").code == 0
    assert Path("output", "webhooks", "signed-up.phones.settings.json").is_file()
    assert run("check").code == 0
    configure('[[webhooks.custom_events]]\nname = "Signed Out"\n')
    done = run("check")
    assert done.code == 1
    assert "signed-up.liquid" in done.err
    assert run("generate", "-q").code == 0
    assert not Path("output", "webhooks", "signed-up.liquid").exists()
