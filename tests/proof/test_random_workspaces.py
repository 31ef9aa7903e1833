"""No option can produce an invalid request or break M4 and M5: what a workspace decides is drawn, as the payload is.

480 workspaces with eight payloads each. Every payload runs as it is, with forged keys in it, and in a bundle; the
interpreter of the plan reads all of them too. A workspace with a mistake ends in findings before that: more than two
thirds do not, which makes 7,680 runs in V8 at the least.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from random import Random
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from depth import EXAMPLES_OF_WORKSPACES
from proof.outcomes import disagreement, flaws_of, objects_of
from proof.test_forgery import FORGED, SPELLINGS, VALUES
from regal_braze.braze.limits import PRIMARY_IDENTIFIERS, PROTECTED_ATTRIBUTES
from regal_braze.engines.v8.sandbox import Outcome
from regal_braze.findings.codes import CODES
from regal_braze.findings.finding import Finding
from regal_braze.plan.model import Bundle, Transformation
from regal_braze.render.bundle import render_bundle
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from regal_braze.schema.load import EventSchema
from support.batch import run_jobs
from support.interpreter.interpreter import Refusal, Request, interpret
from support.payloads import generate_payloads, to_json
from support.settings.documents import Document, documents
from support.settings.planning import OWN, loaded, plan_document

SCHEMAS: Final[dict[str, EventSchema]] = {each.event: each for each in loaded(OWN)}
PAYLOADS: Final = 8
TELLING: Final = (
    "hostile.event", "hostile.item", "call.analysis.available", "call.completed", "call.transcript.available",
    "contact.created", "contact.attribute.edited", "contact.experiment.assigned", "contact.unsubscribed",
    "contact.email.created", "object.created", "object.attribute.edited", "sms.conversation.completed",
)  # fmt: skip
"""Events with something that others have not; each part draws from some of these, and from all."""
PARTS: Final = 6


@cache
def _documents(event: str) -> SearchStrategy[Document]:
    return documents(SCHEMAS[event])


@pytest.mark.parametrize("part", range(PARTS))
def test_m4_m5_m17_whatever_a_workspace_decides_requests_are_valid(part: int) -> None:
    some = st.sampled_from(TELLING[part::PARTS])
    events = some | some | st.sampled_from([*SCHEMAS][part::PARTS])
    planned = 0

    @settings(max_examples=EXAMPLES_OF_WORKSPACES)
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        event = data.draw(events, label="event")
        document = data.draw(_documents(event), label="workspace")
        seed = data.draw(st.integers(0, 2**32), label="seed of the payloads")
        found = plan_document(document, [event], OWN)
        assume(not _is_refused(found.findings))
        payloads = generate_payloads(found.plans[event], SCHEMAS[event].samples, PAYLOADS, seed)
        _check(found.plans[event], document, list(payloads), seed)
        nonlocal planned
        planned += 1

    hold()
    assert planned > EXAMPLES_OF_WORKSPACES * 2 // 3


def _is_refused(findings: Iterable[Finding]) -> bool:
    """Tell whether there is an error among the findings: each is at the key that it comes from, with a way out."""
    errors = [each for each in findings if each.severity == "error"]
    for each in errors:
        assert each.code in CODES
        assert each.message
        assert each.help
        assert each.file is not None, each
        assert each.file.endswith("regal-braze.toml"), each
        assert each.line is not None, each
    return bool(errors)


def _check(plan: Transformation, document: Document, payloads: list[object], seed: int) -> None:
    rng = Random(seed)
    tried = [*payloads, *(_forged(payload, document, rng) for payload in payloads)]
    texts = [to_json(payload) for payload in tried]
    expected = [interpret(plan, payload) for payload in tried]
    own = render_transformation(plan, built_in_templates())
    bundle = render_bundle(Bundle("some", (plan,)), built_in_templates())
    outcomes, bundled = run_jobs([(own, texts), (bundle, texts[:PAYLOADS])])
    for text, answer, outcome, flaw in zip(texts, expected, outcomes, flaws_of(outcomes), strict=True):
        wrong = flaw or disagreement(answer, outcome)
        wrong = wrong or next(_breaches(_request(outcome), document, plan), None)
        assert wrong is None, f"{wrong}\n{text[:2000]}"
    for text, before, after in zip(texts, outcomes[:PAYLOADS], outcomes[PAYLOADS:], strict=False):
        was, found = _protected(_request(before)), _protected(_request(after))
        both = was.keys() & found.keys()
        assert {kind: found[kind] for kind in both} == {kind: was[kind] for kind in both}, text[:2000]
    for answer, outcome in zip(expected, bundled, strict=False):
        if isinstance(answer, Refusal):
            assert outcome.request is None, outcome.request
            assert outcome.error_name == "Error", outcome
        else:
            assert disagreement(answer, outcome) is None, f"in a bundle: {disagreement(answer, outcome)}"


def _request(outcome: Outcome) -> Request:
    request: Request = json.loads(outcome.request or "{}")
    return request


def _breaches(request: Request, document: Document, plan: Transformation) -> Iterator[str]:
    """Yield where a request identifies or controls otherwise than the workspace says (M4, M5)."""
    identity = document.get("identity", {})
    order = identity.get("order", ["external_id", "email", "user_alias"])
    flags = {"unsubscribe": True, **document.get("update_existing_only", {})}
    for kind, each in objects_of(request):
        if kind == "items":
            continue
        primary = [key for key in PRIMARY_IDENTIFIERS if key in each]
        addresses = [key for key in ("email", "phone") if key in each]
        found = primary or (addresses[:1] if kind == "attributes" else addresses)  # a phone beside the email is data
        if len(found) != 1 or found[0] not in order:
            yield f"M4: {found} where only one of {order} may be"
        label = identity.get("alias_label", "regal_phone")
        if found == ["user_alias"] and each["user_alias"].get("alias_label") != label:
            yield f"M4: the alias is not labelled {label!r}"
        change = SCHEMAS[plan.event].annotation.get("subscription", {}).get("state")
        flag = {"subscribed": "subscribe", "unsubscribed": "unsubscribe", None: kind}[change]
        if each.get("_update_existing_only") is not flags.get(flag, False):
            yield f"M5: _update_existing_only of {kind} is {each.get('_update_existing_only')}"


def _forged(payload: object, document: Document, rng: Random) -> object:
    """Return the payload with protected keys put into its properties and traits, and into the objects in these.

    The places where the workspace looks for identifiers stay as they are.
    """
    if not isinstance(payload, dict):
        return payload
    forged = dict(payload)
    for name in ("properties", "traits"):
        inner = payload.get(name)
        if isinstance(inner, dict) and len(inner) < 200:
            deeper = {key: {**each, **_protected_keys(rng)} for key, each in inner.items() if isinstance(each, dict)}
            forged[name] = {**inner, **deeper, **_protected_keys(rng)}
    identity = document.get("identity", {})
    places = [path.split(".") for kind in ("external_id", "email", "phone") for path in identity.get(kind, ())]
    for place in (*places, ["traits", identity.get("braze_id_trait", "braze_id")]):
        _restore(forged, payload, place)
    return forged


def _restore(forged: Document, payload: Document, place: list[str]) -> None:
    """Give the value at a place of the forged payload, if any, its value in the payload; `deeper` made new objects."""
    key, *rest = place
    inner = forged.get(key)
    if rest and isinstance(inner, dict):
        before = payload.get(key)
        _restore(inner, before if isinstance(before, dict) else {}, rest)
    elif key in payload:
        forged[key] = payload[key]
    else:
        forged.pop(key, None)


def _protected_keys(rng: Random) -> dict[str, object]:
    return {rng.choice(SPELLINGS).format(rng.choice(FORGED)): rng.choice(VALUES) for _ in range(4)}


def _protected(request: Request) -> dict[str, object]:
    """Return what no payload may choose of the objects of each kind: whom they are about, and what controls them."""
    kept: dict[str, object] = {}
    for kind, each in objects_of(request):
        addresses = () if any(key in each for key in PRIMARY_IDENTIFIERS) else ("email", "phone")
        keys = {*PROTECTED_ATTRIBUTES, *addresses, *(("name",) if kind == "events" else ())}
        keys = {"id"} if kind == "items" else keys
        kept[kind] = {key: value for key, value in each.items() if key in keys}
    return kept
