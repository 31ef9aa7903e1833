"""What drift, losses and problems are called, and what to do about each."""

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

_COPY = "Copy it anew, or take it out."
PROBLEMS: Final[dict[str, Said]] = {
    "broken": Said("It is not valid JSON", _COPY),
    "unfinished": Said("It begins here, but does not end", _COPY),
    "text": Said("Here is something that is no JSON object", "A payload is an object: {…}."),
    "too-large": Said("It has more than 4 MB, and was passed over", "Regal's payloads are some KB: look what it is."),
    "too-deep": Said("It is nested too deeply", _COPY),
    "number": Said("It holds a number that JSON does not know, or one of thousands of digits", _COPY),
    "not-utf-8": Said("It is not UTF-8", "Save it as UTF-8."),
    "wrapped": Said("The payload in its wrapper is not valid JSON", "Copy it anew: logs cut long payloads."),
    "repeated-key": Said("A key occurs twice in one object; the last one counts", _COPY, "warning", "duplicate-key"),
    "utf-16": Said("It is UTF-16", "Save it as UTF-8."),
    "unreadable": Said("It cannot be read", "Check its name and permissions."),
    "cut-short": Said("The compressed data ends early; what came before it counts", "Copy the file anew."),
    "damaged": Said("The compressed data is damaged; what came before it counts", "Copy the file anew."),
    "not-compressed": Said(
        "It is not compressed, whatever its name says; it is read as it is", "Rename it.", "warning"
    ),
    "no-files": Said("There is no .json, .jsonl or .ndjson file in this folder", "Name the files, or another folder."),
    "empty": Said("There is no payload in it", "Leave it out."),
}
"""What is wrong with input."""
