"""What Braze does not get of a payload, or gets in another form, and the wording of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import pointer
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Outcome

Kind = Literal[
    "cut", "left-out", "inexact", "shortened", "dropped", "converted", "renamed", "omitted",
    "blank", "unfit", "not-needed", "unread", "more-unread",
    "no-time", "no-purchase", "no-order",
    "no-identity", "no-item-id", "no-catalog", "unknown-channel", "other-event", "failed",
    "no-change", "unidentified",
]  # fmt: skip


class Wording(NamedTuple):
    """A message about a value or, where a kind is about a whole payload, about the payload; and how to fix it."""

    message: str
    help: str


WORDING: Final[dict[Kind, Wording]] = {
    "cut": Wording("is cut at the end", "Omit it in x-braze if the rest matters, or send a link to it."),
    "left-out": Wording(
        "is left out: its type, its size or its name does not fit", "Declare the type that Regal sends, or rename it."
    ),
    "inexact": Wording(
        "is left out: JavaScript cannot hold this number exactly", "Send it as a text, and declare it as a string."
    ),
    "shortened": Wording(
        "is shortened: Braze gets only some of what is in it",
        "Raise maxItems if it is below 500, declare the type that Regal sends, or omit what you do not need.",
    ),
    "dropped": Wording("is not declared, and Braze does not get it", "Declare it in the schema if you need it."),
    "converted": Wording("is converted to", ""),
    "renamed": Wording("is renamed to", ""),
    "omitted": Wording("is omitted by", ""),
    "blank": Wording("is blank in the profile: Regal does not get it", ""),
    "unfit": Wording(
        "is left out: its type or its text does not fit",
        "Correct the value in Braze, or the `type` of the trait in [webhooks].",
    ),
    "not-needed": Wording("is left out, because another value of the profile is blank or the same", ""),
    "unread": Wording("is not read by this webhook: Regal does not get it", ""),
    "more-unread": Wording("has more values that this webhook does not read:", ""),
    "no-time": Wording("No usable time: Braze gets the time at which the code runs", "Check what Regal sends for it."),
    "no-purchase": Wording(
        "No usable product, price, currency or quantity: there is no purchase", "Check what Regal sends for them."
    ),
    "no-order": Wording("A value is missing or not usable: there is no order", "Check what Regal sends for it."),
    "no-identity": Wording(
        "No usable identity: the payload is rejected", "Send the contact's id, email or phone to Regal."
    ),
    "no-item-id": Wording("No usable item id: the payload is rejected", "Check what Regal sends for it."),
    "no-catalog": Wording(
        "Its object_type has no catalog: the payload is rejected", "Add the type to [catalogs] if you need it."
    ),
    "other-event": Wording("It is another event: the payload is rejected", "Enable that event if you need it."),
    "failed": Wording(
        "The transformation fails: the payload is rejected", "The command `run` prints its error. Please report it."
    ),
    "no-change": Wording(
        "changes nothing that Braze can store: the payload is skipped", "Check what Regal sends for it."
    ),
    "unidentified": Wording(
        "No usable identity: the payload is skipped", "Send the contact's id, email or phone to Regal."
    ),
    "unknown-channel": Wording(
        "Its channel is unknown: the payload is rejected", "Add the channel to [subscription_groups] or [channels]."
    ),
}
"""The wording of each kind, for every command. Kinds without help are not losses; a detail ends their message."""

REFUSALS: Final[tuple[Kind, ...]] = (
    "no-identity", "no-item-id", "no-catalog", "unknown-channel", "other-event", "failed"
)  # fmt: skip
SKIPS: Final[tuple[Kind, ...]] = ("no-change", "unidentified")

DELIBERATE: Final[tuple[tuple[str, Kind], ...]] = (
    ("No usable identity", "no-identity"),
    ("No usable item id", "no-item-id"),
    ("No known channel", "unknown-channel"),
    (r"Expected the event \S+ of a type that has a catalog, got ", "no-catalog"),
    ("Expected the event ", "other-event"),
    ("Expected an event of ", "other-event"),
)
"""Patterns for the beginnings of the messages of deliberate errors (M2, M4, M14, M15)."""


class Loss(Immutable):
    """What Braze does not get of a payload, or gets in another form.

    `path` leads through the payload; it is empty if the loss is about the whole payload. `detail` is the new type or
    name of what is converted or renamed, or the place of the setting that omits it. `count` is how many items of a list
    it is about: `path` leads to the first.
    """

    kind: Kind
    path: tuple[str | int, ...] = ()
    detail: str = ""
    count: int = 1

    @property
    def is_loss(self) -> bool:
        """Whether Braze should get the value as it is, but does not. What is omitted is left out on purpose."""
        return bool(self.help)

    @property
    def pointer(self) -> str:
        """The JSON Pointer (RFC 6901) of the value in the payload."""
        return pointer(*self.path)

    @property
    def pattern(self) -> str:
        """The pointer with `*` for the indexes of list items, to count the same loss in several payloads."""
        return pointer(*("*" if isinstance(step, int) else step for step in self.path))

    @property
    def message(self) -> str:
        """The loss in words."""
        message = " ".join(filter(None, (self.pointer, WORDING[self.kind].message, self.detail)))
        return f"{message} ({self.count} items)" if self.count > 1 else message

    @property
    def help(self) -> str:
        """How to avoid the loss."""
        return WORDING[self.kind].help


def losses_of(outcome: Outcome) -> tuple[Loss, ...]:
    """Return the losses of a payload. If it is rejected or skipped, that is the only one."""
    if outcome.request is None:
        return (refusal(outcome.error_name, outcome.error),)
    return reported(outcome.losses)


def reported(losses: Iterable[Json]) -> tuple[Loss, ...]:
    """Return what losses.js reported."""
    return tuple(Loss(kind, tuple(path), detail, count) for kind, path, detail, count in losses)


def refusal(error_name: str | None, message: str | None) -> Loss:
    """Return the loss of a payload for which a body threw an error; its kind is "failed" if that was not deliberate."""
    kinds = (kind for pattern, kind in DELIBERATE if error_name == "Error" and re.match(pattern, message or ""))
    return Loss(next(kinds, "failed"))


def is_deliberate(outcome: Outcome) -> bool:
    """Return whether a body threw one of the errors that it is meant to throw (M2, M4, M15)."""
    return outcome.request is None and refusal(outcome.error_name, outcome.error).kind != "failed"
