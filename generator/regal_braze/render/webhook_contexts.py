"""What the templates of webhooks get, as `contexts` describes it."""

from __future__ import annotations

from typing import Annotated

from regal_braze.immutable import Immutable
from regal_braze.render.literals import Code


class WebhookVariable(Immutable):
    """A variable that the body reads from Braze."""

    name: Annotated[Code, "the name of the variable"]
    source: Annotated[Code, "where the value is in Braze, without braces: `custom_attribute.${age}`"]
    type: Annotated[Code, "its type: `string`, `phone`, `consent`, `boolean`, `number`, `array` or `object`"]


class WebhookRequirement(Immutable):
    """A value without which Braze sends nothing."""

    unmet: Annotated[Code | None, "the condition under which nothing is sent, if it fits on one line"]
    alternatives: Annotated[tuple[Code, ...], "the conditions, at least one of which must be true"]
    reason: Annotated[Code, "the reason in Braze's message activity log, as a Liquid string"]


class WebhookLine(Immutable):
    """A line of the body: a text, the start of a condition, or the end of one."""

    indent: Annotated[Code, "the spaces in front of the line"]
    text: Annotated[Code | None, "the text of the line"] = None
    condition: Annotated[Code | None, "the condition that starts here; without it and without a text, one ends"] = None
    trail: Annotated[Code, "a comma after the line, or nothing"] = Code("")


class Webhook(Immutable):
    """The body of a webhook, in Liquid."""

    variables: Annotated[
        tuple[WebhookVariable, ...], "the variables; Braze's own fields are read in the body and need none"
    ]
    requirements: Annotated[tuple[WebhookRequirement, ...], "the values without which Braze sends nothing"]
    lines: Annotated[tuple[WebhookLine, ...], "the lines of the body"]


class WebhookHeader(Immutable):
    """The comment above the body of a webhook."""

    lines: Annotated[tuple[Code, ...], "the lines of the comment"]
