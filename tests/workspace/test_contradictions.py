"""Settings of several patterns and properties; mistakes/contradictions.txt has those that contradict each other."""

from __future__ import annotations

from regal_braze.plan import model
from workspace.planning import errors, plans

PURCHASE = '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1\ncurrency = "USD"\n'


def test_two_equally_specific_patterns_must_agree() -> None:
    text = '[events."*l.placed"]\nname = "{}"\nnulls = "omit"\n[events."call.pla*"]\nname = "A"\nnulls = "omit"\n'
    assert errors(text.format("A")) == []
    (finding,) = errors(text.format("B"))
    assert (finding.code, finding.line) == ("contradiction", 5)
    assert "which set name differently" in finding.message


def test_the_more_specific_of_two_patterns_counts() -> None:
    text = '[events."*ll.placed"]\nname = "B"\n[events."call.pla*"]\nname = "A"\n'
    assert track(text, "call.placed").event.name == "B"


def track(text: str, event: str) -> model.Track:
    """Return what an event sends to Braze with the settings of a file."""
    (plan,) = (plan for plan in plans(text).transformations if plan.event == event)
    assert isinstance(plan.destination, model.Track)
    return plan.destination


def test_a_pattern_applies_to_the_events_that_have_the_property() -> None:
    event, declared = "call.completed", "notes: text"
    assert declared in plans("").body(event)
    planned = plans('[events."*"]\nomit = ["notes"]\nrename.handle_time = "seconds"\n')
    assert declared not in planned.body(event)
    assert "seconds" in planned.body(event)
    assert {"call.placed", "call.recording.available"} <= {plan.event for plan in planned.transformations}


def test_a_purchase_of_a_pattern_applies_to_the_events_that_have_all_its_properties() -> None:
    purchase = PURCHASE.replace("call.completed", "call.*") + 'when = { disposition = "Sold", talk_time = 7 }\n'
    assert track(purchase, "call.completed").purchases
    assert not track(purchase, "call.placed").purchases
    (finding,) = errors(purchase.replace("talk_time", '"call_analysis/x"'))
    assert (finding.code, finding.line) == ("unknown-property", 1)
    assert finding.message.endswith("declares all properties of this setting")


def test_properties_that_the_schema_treats_specially_can_be_omitted() -> None:
    text = '[events."sms.conversation.completed"]\nomit = ["content"]\n[events."call.analysis.available"]\n'
    planned = plans(f'{text}omit = ["call_analysis", "incoming_sip_headers", "agent_email"]\n').required()
    assert "call_analysis" not in planned.body("call.analysis.available")
    (finding,) = errors(f'{text}omit = [\n "call_analysis",\n "incoming_sip_headers",\n "nope"]\n')
    assert (finding.code, finding.line) == ("unknown-property", 7)
