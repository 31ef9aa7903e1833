"""What `[webhooks]` in regal-braze.toml decides, as frozen values; the defaults are those of the shipped schemas."""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.immutable import Immutable

SourceKind: TypeAlias = Literal["profile", "attribute", "event", "context", "trigger", "subscription_group"]
ValueType: TypeAlias = Literal["string", "number", "boolean", "array", "object"]
Scalar: TypeAlias = str | int | float | bool

Channel: TypeAlias = Literal["voice", "sms"]
CHANNELS: tuple[Channel, ...] = ("voice", "sms")
DETAILS = ("ip", "source", "text", "timestamp")
"""What may be sent beside consent, each a string."""


class BrazeValue(Immutable):
    """Where Braze has a value: a profile field, a custom attribute, a property, or the state of a group (its id)."""

    kind: SourceKind
    name: str


class Constant(Immutable):
    """A value that is the same for everybody."""

    value: Scalar


Origin: TypeAlias = BrazeValue | Constant


class Consent(Immutable):
    """Where one channel's consent comes from.

    `subscribed` is None where nothing is said: the channel's group then decides for the first phone number, and other
    numbers say nothing. `details` are the origins of `DETAILS` that the file names.
    """

    subscribed: Origin | None = None
    details: tuple[tuple[str, Origin], ...] = ()


class Phone(Immutable):
    """A phone number: where it comes from, what it is called, and its consent by channel."""

    origin: BrazeValue
    label: Origin | None
    consent: tuple[tuple[Channel, Consent], ...] = ()


class Declared(Immutable):
    """An extra trait or a property of a custom event.

    `webhooks` are those that have it, empty means all; `line` and `column` are where the file says so.
    """

    name: str
    type: ValueType
    origin: Origin
    webhooks: tuple[str, ...] = ()
    line: int | None = None
    column: int | None = None


class CustomEvent(Immutable):
    """A custom event that gets a template of its own; `file` is the template's name."""

    name: str
    file: str
    trigger: str | None
    properties: tuple[Declared, ...]
    traits: tuple[Declared, ...]
    line: int | None = None
    column: int | None = None


class WebhookSettings(Immutable):
    """All of `[webhooks]`. `place` is the file, for findings; `lead_source` None means the schemas' default."""

    place: str = ""
    lead_source: Origin | None = None
    consent: tuple[tuple[Channel, Consent], ...] = ()
    phones: tuple[Phone, ...] = ()
    traits: tuple[Declared, ...] = ()
    custom_events: tuple[CustomEvent, ...] = ()
