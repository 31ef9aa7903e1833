"""The plan of a webhook template: every decision about it, as immutable values.

A body is a tree of JSON. Its leaves are constants and *variables*. The template reads the variables from Braze at its
top and makes each of them a text, which is blank if there is nothing to send. A member that may be left out names the
variables that it depends on.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.immutable import Immutable
from regal_braze.webhooks.settings import BrazeValue, Constant

VariableType: TypeAlias = Literal["string", "number", "boolean", "array", "object", "phone"]
Format: TypeAlias = Literal["phone", "phones"]
"""The older format has one number, `traits.phone`, with `optIn`; the newer one has `traits.phones`, keyed by number."""


class Variable(Immutable):
    """A variable of the template, with an ASCII name; blank if there is nothing to send (W3, W4).

    A string contains the text itself, even for a number or for false. A phone number is a string, but never false. The
    other types contain JSON: digits, true or false, an array or an object. A boolean from a subscription group is true
    for `subscribed` and false for `unsubscribed`. A `field` is one of Braze's own fields, which always contain a text:
    the template reads it where it is sent.
    """

    name: str
    source: BrazeValue
    type: VariableType
    field: bool = False


class SentWhen(Immutable):
    """The condition that any of these variables is not blank, and that the first one differs from each of `unlike`."""

    variables: tuple[Variable, ...]
    unlike: tuple[Variable, ...] = ()


class Member(Immutable):
    """A key with its value, or an item of an array (`key` is None). It is sent if `when` is met, or always."""

    key: str | Variable | None
    value: Value
    when: SentWhen | None = None


class Object(Immutable):
    """A JSON object; the members are written in this order."""

    members: tuple[Member, ...]


class Array(Immutable):
    """A JSON array."""

    items: tuple[Member, ...]


Value: TypeAlias = Constant | Variable | Object | Array


class Required(Immutable):
    """What must be known: at least one of `any_of`, with all its conditions, each about one variable.

    Otherwise nothing is sent, and Braze logs the reason.
    """

    any_of: tuple[tuple[SentWhen, ...], ...]
    reason: str

    @property
    def variable(self) -> Variable | None:
        """The variable that is required whatever the others are, if it is one."""
        return self.any_of[0][0].variables[0] if len(self.any_of) == len(self.any_of[0]) == 1 else None


class Webhook(Immutable):
    """Everything that one template does, and how to set it up in Braze.

    `name` is the name of the webhook without the format. `schema` is the path of its schema. `later` is what Regal does
    not get if Braze sends the webhook once per user.
    """

    name: str
    format: Format
    description: str
    schema: str
    variables: tuple[Variable, ...]
    required: tuple[Required, ...]
    body: Object
    trigger: str
    campaign: str
    later: str
    has_consent: bool

    @property
    def template(self) -> str:
        """The name of the template and of its files."""
        return self.name if self.format == "phone" else f"{self.name}.phones"


URL = "https://events.regalvoice.com/events"
METHOD = "POST"
HEADERS = {"Authorization": "{{<REGAL_API_KEY>}}", "Content-Type": "application/json"}
"""The headers of the partner page. The key is entered in Braze, and never read or written here."""
