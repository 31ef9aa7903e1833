"""The settings of `[webhooks]` in regal-braze.toml as frozen values. The defaults are those of the built-in schemas."""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.documents.pointer import KeyPath
from regal_braze.immutable import Immutable

SourceKind: TypeAlias = Literal["profile", "attribute", "event", "context", "trigger", "subscription_group"]
ValueType: TypeAlias = Literal["string", "number", "boolean", "array", "object"]
Scalar: TypeAlias = str | int | float | bool

Channel: TypeAlias = Literal["voice", "sms"]
CHANNELS: tuple[Channel, ...] = ("voice", "sms")
DETAILS = ("ip", "source", "text", "timestamp")
"""Details of consent that can be sent; each is a string."""


class BrazeValue(Immutable):
    """A value in Braze: a profile field, a custom attribute, a property, or the state of a group (by its ID)."""

    kind: SourceKind
    name: str


class Constant(Immutable):
    """A value that is the same for every profile."""

    value: Scalar


Origin: TypeAlias = BrazeValue | Constant


class Consent(Immutable):
    """Where the consent of one channel comes from.

    `subscribed` is None if the settings do not say. Then the group of the channel decides for the first phone number,
    and other numbers send no consent. `details` are the origins of those `DETAILS` that the file names.
    """

    subscribed: Origin | None = None
    details: tuple[tuple[str, Origin], ...] = ()


class Phone(Immutable):
    """A phone number: where it comes from, its label, and its consent by channel."""

    origin: BrazeValue
    label: Origin | None
    consent: tuple[tuple[Channel, Consent], ...] = ()


class Declared(Immutable):
    """An extra trait, or a property of a custom event.

    `webhooks` are the names of those that send it; all of them if it is empty. `path` is where the file declares it.
    """

    name: str
    type: ValueType
    origin: Origin
    webhooks: tuple[str, ...]
    path: KeyPath


class CustomEvent(Immutable):
    """A custom event with its own template; `file` is the template's name, `path` is where the file has its name."""

    name: str
    file: str
    trigger: str | None
    properties: tuple[Declared, ...]
    traits: tuple[Declared, ...]
    path: KeyPath


class WebhookSettings(Immutable):
    """All settings of `[webhooks]`. `lead_source` is None if the default of the schemas applies."""

    lead_source: Origin | None = None
    consent: tuple[tuple[Channel, Consent], ...] = ()
    phones: tuple[Phone, ...] = ()
    traits: tuple[Declared, ...] = ()
    custom_events: tuple[CustomEvent, ...] = ()


def value_type(value: Scalar) -> ValueType:
    """Return the JSON type of a fixed value."""
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"
