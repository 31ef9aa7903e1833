"""M5: wherever a payload says so, it cannot choose another profile, nor set a control, push or subscription key."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof.outcomes import EVENTS, objects_of, request_of, valid_payload
from regal_braze.braze.limits import PROTECTED_ATTRIBUTES
from support.interpreter.interpreter import Request
from support.payloads.mutation import Place, places, replaced

IDENTITIES: Final[dict[str, dict[str, object]]] = {
    "external_id": {"userId": "7cd1e2f6", "traits": {"phone": "+17625551796", "email": "jane.doe@example.com"}},
    "email": {"traits": {"phone": "+17625551796", "email": "jane.doe@example.com"}},
    "user_alias": {"traits": {"phone": "+17625551796"}},
}
FORGED: Final = (*PROTECTED_ATTRIBUTES, "time", "event_name", "purchases", "attributes", "events", "items", "id")
SPELLINGS: Final = ("{}", " {}", "{} ", "${}", "$ ${}", "\u00a0{}", "\ufeff{}")
VALUES: Final[tuple[object, ...]] = (
    "forged", True, None, 7, ["forged"], [{"external_id": "forged"}], {"external_id": "forged", "alias_name": "forged"},
    {"alias_name": "forged", "alias_label": "forged"}, {"old_value": None, "new_value": "forged"},
    {"external_id": {"new_value": "forged"}, "__proto__": {"new_value": {"external_id": "forged"}}},
    [{"app_id": "forged", "token": "forged"}],
    [{"subscription_group_id": "forged", "subscription_state": "subscribed"}],
)  # fmt: skip
OPEN_MAPS: Final = (
    "custom_properties", "call_analysis", "changes", "traits", "data", "properties", "new_email_properties"
)  # fmt: skip

Forgery = tuple[int, str, object]
forgeries: Final = st.lists(
    st.tuples(
        st.integers(0, 1000),
        st.builds(lambda key, spelling: spelling.format(key), st.sampled_from(FORGED), st.sampled_from(SPELLINGS)),
        st.sampled_from(VALUES),
    ),
    min_size=1,
    max_size=12,
)


def _forged(payload: object, forgeries: list[Forgery]) -> object:
    """Return the payload with each key and value put into one of its objects; maps that are missing are made."""
    for number, key, value in forgeries:
        objects: dict[Place, dict[str, object]] = {
            place: each for place, each in places(payload) if isinstance(each, dict)
        }
        if number % 3 == 0:
            name = OPEN_MAPS[number % len(OPEN_MAPS)]
            place: Place = ("properties",)
            entries: dict[str, object] = {name: {**objects.get(("properties", name), {}), key: value}}
        else:
            place = list(objects)[number % len(objects)]
            entries = {key: value}
        if not (place == () and key == "external_id"):  # at the top, that one is meant (M3)
            payload = replaced(payload, place, {**objects[place], **entries})
    return payload


def _protected(request: Request) -> list[tuple[str, object]]:
    """Return what no payload may choose of each object: whom it is about, what it controls, when and what it is."""
    found: list[tuple[str, object]] = []
    for kind, each in objects_of(request):
        keys = {*PROTECTED_ATTRIBUTES, *(("email", "phone") if _is_about_an_address(each) else ())}
        keys |= {"name", "time"} if kind == "events" else {"id"} if kind == "items" else set()
        found.append((kind, {key: value for key, value in each.items() if key in keys}))
    return found


def _is_about_an_address(each: dict[str, object]) -> bool:
    return "external_id" not in each and "user_alias" not in each


@pytest.mark.parametrize("kind", IDENTITIES)
@given(event=st.sampled_from(EVENTS), forgeries=forgeries)
def test_m5_no_key_of_a_payload_forges_identity_or_control(kind: str, event: str, forgeries: list[Forgery]) -> None:
    payload = valid_payload(event, IDENTITIES[kind])
    assert _protected(request_of(event, _forged(payload, forgeries))) == _protected(request_of(event, payload))
