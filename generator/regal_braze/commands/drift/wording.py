"""What drift and losses are called, and what to do about each."""

from __future__ import annotations

from typing import Final, NamedTuple

from regal_braze.findings.finding import Severity


class Said(NamedTuple):
    """A sentence about a payload or file, what to do, and how bad it is."""

    message: str
    help: str
    severity: Severity = "error"
    code: str = "payload-invalid"


DRIFT: Final = {"property": "drift-property", "type": "drift-type", "value": "drift-value"}
"""The code of each kind of notice that is drift."""

LOSSES: Final[dict[str, Said]] = {
    "cut": Said("is cut at 255 characters", "Omit it in x-braze if the rest matters, or send a link to it."),
    "left-out": Said("cannot be converted, and is left out", "Declare the type that Regal sends."),
    "shortened": Said("has more items than Braze gets: the last are left out", "Raise maxItems if it is below 500."),
    "too-large": Said("takes more than its room in Braze's 100 KB: the rest is left out", "Omit what nobody needs."),
    "too-deep": Said(
        "is nested more than five levels deep: what is below is left out", "Declare what is needed of it."
    ),
    "refused-key": Said("has a name that Braze refuses or that is taken, and is left out", "Rename it in Regal."),
    "dropped": Said("is not declared, and Braze does not get it", "Declare it in the schema if it is needed."),
    "no-identity": Said("No usable identity: the payload is rejected", "Tell Regal the contact's id, e-mail or phone."),
    "no-item-id": Said("No usable item id: the payload is rejected", "Look at what Regal sends for it."),
    "no-time": Said("No usable time: Braze gets the time of the call", "Look at what Regal sends for it."),
    "no-change": Said("changes nothing that Braze can hold: the payload is skipped", "Look at what Regal sends."),
    "unknown-channel": Said("is no known channel: the payload is skipped", "Known are voice, sms and email."),
}
"""What becomes of a value or, where the pointer is empty, of a payload."""

REFUSALS: Final = ("no-identity", "no-item-id")
SKIPS: Final = ("no-change", "unknown-channel")
