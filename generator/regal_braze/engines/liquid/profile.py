"""Read a profile saved as JSON into the namespaces that Braze's Liquid reads.

The file is an object. At its top are the profile fields, under Liquid's names (`first_name`, `phone_number`,
`email_address`, `user_id`, …) or under those of Braze's user export (`external_id`, `email`, `phone`). The other keys:
`custom_attributes`, `subscription_groups` (an object from id to state, or the list that `/users/track` takes),
`event_properties`, `context` and `api_trigger_properties`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from regal_braze.braze.liquid_names import STANDARD
from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding, suggestion

ROOT = "braze"
"""The variable that holds the profile fields, which Braze names without a namespace."""

_EXPORTED = {"external_id": "user_id", "email": "email_address", "phone": "phone_number", "dob": "date_of_birth"}
_EXPORTED |= {"home_city": "city"}

_NAMESPACES = {
    "custom_attribute": ("custom_attributes", "custom_attribute"),
    "event_properties": ("event_properties",),
    "context": ("context", "canvas_entry_properties"),
    "api_trigger_properties": ("api_trigger_properties",),
    "subscribed_state": ("subscription_groups", "subscribed_state"),
}
"""Each namespace, with the keys of the file that it is read from."""


class Namespace(dict[str, Json]):
    """Values by name. A missing one is nil."""

    def __missing__(self, key: object) -> None:
        return None


class Attributes(Namespace):
    """Custom attributes by name. `address.city` is the key `city` of the object `address`."""

    def __missing__(self, key: object) -> Json:
        value: Json = self
        for step in str(key).split("."):
            value = dict.get(value, step) if isinstance(value, dict) else None
        return value


def namespaces(document: Json, place: str) -> tuple[dict[str, Namespace], list[Finding]]:
    """Return the namespaces of a profile, and findings: errors for a wrong shape, warnings for unknown keys."""
    if not isinstance(document, dict):
        message = "A profile is a JSON object"
        return {}, [Finding("payload-invalid", message, 'For example {"phone_number": "+17625555555"}.', place)]
    findings: list[Finding] = []
    profile = Namespace()
    found = {name: Attributes() if name == "custom_attribute" else Namespace() for name in _NAMESPACES}
    by_key = {key: name for name, keys in _NAMESPACES.items() for key in keys}
    for key, value in cast("dict[str, Json]", document).items():
        if key in STANDARD or key in _EXPORTED:
            profile.setdefault(_EXPORTED.get(key, key), value)
        elif key in by_key:
            entries = _states(value) if by_key[key] == "subscribed_state" else value
            if isinstance(entries, Mapping):
                found[by_key[key]].update(entries)
            else:
                message, help_text = f"{key} must be an object", "Write each name with its value."
                findings.append(Finding("payload-invalid", message, help_text, place, f"/{key}"))
        else:
            known = [*STANDARD, *_EXPORTED, *by_key]
            help_text = suggestion(key, known, f"Templates read: {', '.join(known)}.")
            message = f"No template reads {key}"
            findings.append(Finding("payload-invalid", message, help_text, place, severity="warning"))
    return {ROOT: profile, **found}, findings


def path_in(document: Mapping[str, Json], namespace: str, name: str) -> tuple[str | int, ...]:
    """Return the path of a value in the file of a profile, also of one that the file does not have."""
    if namespace == ROOT:
        return (next((key for key in document if _EXPORTED.get(key, key) == name), name),)
    for key in (key for key in _NAMESPACES[namespace] if key in document):
        if name in (entries := _states(document[key])):
            index = next((at for at, pair in enumerate(_pairs(document[key])) if pair[0] == name), 0)
            return (key, name) if entries is document[key] else (key, index, "subscription_state")
    return (_NAMESPACES[namespace][0], name)


def _states(value: Json) -> Json:
    if not isinstance(value, list):
        return value
    pairs = list(_pairs(value))
    return dict(pairs) if len(pairs) == len(value) else value


def _pairs(groups: list[Json]) -> Iterator[tuple[str, Json]]:
    for group in groups:
        if isinstance(group, dict) and isinstance(group.get("subscription_group_id"), str):
            yield group["subscription_group_id"], group.get("subscription_state")
