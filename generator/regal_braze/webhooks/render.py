"""Render the plan of a webhook: its body as a Liquid template, and its settings as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.immutable import replace
from regal_braze.render.literals import Code, json_scalar, liquid_comment, liquid_name, liquid_text, liquid_variable
from regal_braze.render.templates import Templates
from regal_braze.render.transformation import digest
from regal_braze.render.webhook_contexts import Webhook, WebhookHeader, WebhookLine, WebhookRequirement, WebhookVariable
from regal_braze.webhooks import model
from regal_braze.webhooks.settings import NAMESPACES, Constant
from regal_braze.webhooks.setup import needs, placeholders, steps

_NOTHING = Code("")

_COMMA = "comma"
"""The variable that holds the comma between members if none of them is certain to be sent."""


def render_webhook(plan: model.Webhook, templates: Templates) -> str:
    """Return the Liquid body of a webhook, ready to paste."""
    context = Webhook(
        variables=tuple(
            WebhookVariable(
                name=liquid_variable(variable.name),
                source=_source(variable),
                type=Code("consent" if variable.source.kind == "subscription_group" else variable.type),
            )
            for variable in plan.variables
            if not variable.field
        ),
        requirements=tuple(map(_requirement, plan.required)),
        lines=tuple(_value(plan.body, _NOTHING, _NOTHING)),
    )
    body = templates.render(context) + "\n"
    form = "older format (traits.phone)" if plan.format == "phone" else "newer format (traits.phones)"
    digest_of_body = digest(f"\n{body}")
    lines = (
        f"Braze → Regal: {plan.name}, {form}",
        plan.description,
        f"Paste all of this into the raw text body of a webhook. {plan.template}.settings.json has the rest.",
        f"Generated from {plan.schema}; digest {digest_of_body}",
    )
    return f"{templates.render(WebhookHeader(tuple(map(liquid_comment, lines))))}\n\n{body}"


def render_settings(plan: model.Webhook) -> str:
    """Return the settings of the webhook as JSON."""
    return json.dumps(settings_of(plan), indent=2, ensure_ascii=False) + "\n"


def settings_of(plan: model.Webhook) -> dict[str, Json]:
    """Return the settings of the webhook: URL, headers, trigger and the steps to set it up in Braze."""
    return {
        "name": plan.template,
        "description": plan.description,
        "url": model.URL,
        "method": model.METHOD,
        "headers": model.HEADERS,
        "body": {"type": "raw text", "file": f"{plan.template}.liquid"},
        "trigger": plan.trigger,
        "placeholders": placeholders(plan),
        "needs": needs(plan.variables),
        "steps": [*steps(plan)],
    }


def _source(variable: model.Variable) -> Code:
    return liquid_name(NAMESPACES[variable.source.kind], variable.source.name)


def _read(variable: model.Variable) -> Code:
    """Return the expression for the value of a variable."""
    return _source(variable) if variable.field else liquid_variable(variable.name)


def _requirement(required: model.Required) -> WebhookRequirement:
    """Return when nothing is sent: one condition if each alternative is a single variable that is not blank."""
    simple = [when[0].variables[0] for when in required.any_of if len(when) == 1 and not when[0].unlike]
    unmet = Code(" and ".join(f"{_read(variable)} == blank" for variable in simple))
    return WebhookRequirement(
        unmet=unmet if len(simple) == len(required.any_of) else None,
        alternatives=tuple(Code(" and ".join(map(_condition, when))) for when in required.any_of),
        reason=liquid_text(required.reason),
    )


def _value(value: model.Value, indent: Code, key: Code) -> Iterator[WebhookLine]:
    """Yield the lines of a value with its key."""
    match value:
        case model.Object(members):
            yield from _bracketed(members, indent, Code(key + "{"), Code("}"))
        case model.Array(items):
            yield from _bracketed(items, indent, Code(key + "["), Code("]"))
        case Constant(constant):
            yield WebhookLine(indent, Code(key + json_scalar(constant)))
        case model.Variable():
            yield WebhookLine(indent, Code(key + _printed(value)))


def _printed(variable: model.Variable) -> Code:
    value = _read(variable)
    return Code(f'"{{{{ {value} | json_escape }}}}"' if variable.type in ("string", "phone") else f"{{{{ {value} }}}}")


def _bracketed(members: Sequence[model.Member], indent: Code, opening: Code, closing: Code) -> Iterator[WebhookLine]:
    if not members:
        yield WebhookLine(indent, Code(opening + closing))
        return
    yield WebhookLine(indent, opening)
    yield from _members(members, Code(indent + "  "))
    yield WebhookLine(indent, closing)


def _members(members: Sequence[model.Member], indent: Code) -> Iterator[WebhookLine]:
    """Yield the lines of members with the commas between those that are sent."""
    certain = next((index for index, member in enumerate(members) if member.when is None), None)
    conditions = [member.when for member in members if member.when is not None]
    # Braze allows the name of one field in a tag.
    fields = [variable for when in conditions for variable in when.variables if variable.field]
    if certain is not None:
        yield from _next_to_certain(members, certain, indent)
    elif len(members) <= 2 and len(fields) <= 1 and all(len(when.variables) == 1 for when in conditions):
        both = " and ".join(map(_condition, conditions))
        for index, member in enumerate(members):
            if index > 0:
                yield WebhookLine(indent, Code(f"{{%- if {both} %}},{{% endif %}}"))
            yield from _member(member, indent)
    else:
        yield WebhookLine(indent, Code(f'{{%- assign {_COMMA} = "" %}}'))
        for member in members:
            yield from _member(member, indent, Code(f"{{{{ {_COMMA} }}}}"), Code(f'{{%- assign {_COMMA} = "," %}}'))


def _next_to_certain(members: Sequence[model.Member], certain: int, indent: Code) -> list[WebhookLine]:
    """Return the lines of members of which the one at `certain` is the first that is always sent.

    The others bring their comma: those in front of it behind them, those behind it in front of them.
    """
    lines: list[WebhookLine] = []
    for index, member in enumerate(members):
        if member.when is None and index > certain:
            lines[-1] = _trailed(lines[-1], Code(","))
        comma = (_NOTHING, Code(",")) if index < certain else (Code(","), _NOTHING)
        lines += _member(member, indent, *comma)
    return lines


def _member(
    member: model.Member, indent: Code, before: Code = _NOTHING, behind: Code = _NOTHING
) -> Iterator[WebhookLine]:
    """Yield the lines of a member; if it is optional, inside its condition, with the text before and behind it."""
    *lines, last = _value(member.value, indent, _key(member.key))
    if member.when is None:
        yield from (*lines, last)
        return
    yield WebhookLine(indent, condition=_condition(member.when), trail=before)
    yield from (*lines, _trailed(last, behind))
    yield WebhookLine(indent)


def _trailed(line: WebhookLine, trail: Code) -> WebhookLine:
    return replace(line, trail=Code(line.trail + trail))


def _key(key: str | model.Variable | None) -> Code:
    if key is None:
        return _NOTHING
    return Code((_printed(key) if isinstance(key, model.Variable) else json_scalar(key)) + ": ")


def _condition(when: model.SentWhen) -> Code:
    known = " or ".join(f"{_read(variable)} != blank" for variable in when.variables)
    first = _read(when.variables[0])
    return Code(known + "".join(f" and {first} != {_read(other)}" for other in when.unlike))
