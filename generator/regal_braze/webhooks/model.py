"""The plan of a webhook template: every decided meaning, as frozen values.

A body is a tree of JSON. Its leaves are literals and *variables*: what the template reads from Braze at its top, made
text that is blank where there is nothing to send. A member that may be missing names the variables that decide.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.immutable import Immutable
from regal_braze.workspace.webhook_settings import BrazeValue, Constant

VariableType: TypeAlias = Literal["string", "number", "boolean", "array", "object", "phone"]
Format: TypeAlias = Literal["phone", "phones"]
"""The older format has one number, `traits.phone`, with `optIn`; the newer one `traits.phones`, keyed by number."""


class Variable(Immutable):
    """A variable of the template: ASCII, and blank where there is nothing to send (W3, W4).

    A string holds the text itself, also of a number or of false; a phone number is a string, but never false. The
    other types hold what stands in the JSON: digits, true or false, an array or object. A boolean read from a
    subscription group is true for `subscribed`, false for `unsubscribed`.
    """

    name: str
    source: BrazeValue
    type: VariableType


class SentWhen(Immutable):
    """Holds where any of these variables is not blank, and the first differs from each of `unlike`."""

    variables: tuple[Variable, ...]
    unlike: tuple[Variable, ...] = ()


class Member(Immutable):
    """A key with its value, or an item of an array (`key` is None); there where `when` holds, or always."""

    key: str | Variable | None
    value: Value
    when: SentWhen | None = None


class Object(Immutable):
    """A JSON object, in the order in which it is written."""

    members: tuple[Member, ...]


class Array(Immutable):
    """A JSON array."""

    items: tuple[Member, ...]


Value: TypeAlias = Constant | Variable | Object | Array


class Required(Immutable):
    """A variable without which nothing is sent, and the reason that Braze logs."""

    variable: Variable
    reason: str


class Webhook(Immutable):
    """Everything that one template does, and how it is set up in Braze.

    `name` is the webhook's, without its format; `schema` the path of the schema it comes from.
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

    @property
    def template(self) -> str:
        """The template's name, which is also that of its files."""
        return self.name if self.format == "phone" else f"{self.name}.phones"


URL = "https://events.regalvoice.com/events"
METHOD = "POST"
HEADERS = {"Authorization": "{{<REGAL_API_KEY>}}", "Content-Type": "application/json"}
"""As the partner page has them: the key is put in by hand, in Braze, and is never read or written here."""
