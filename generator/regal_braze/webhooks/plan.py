"""Plan what each webhook template sends, from the schema of its body and the workspace's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from regal_braze.braze.liquid_names import TEXTS, variable_name
from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.plan.transformations import missing_groups, placeholder
from regal_braze.webhooks.additions import check_names, check_sources, check_traits, is_custom, more
from regal_braze.webhooks.load import WebhookSchema
from regal_braze.webhooks.model import (
    Array,
    Format,
    Member,
    Object,
    Required,
    SentWhen,
    Variable,
    VariableType,
    Webhook,
)
from regal_braze.webhooks.settings import (
    BrazeValue,
    Constant,
    CustomEvent,
    Declared,
    Origin,
    braze_value,
    custom_events,
    origin,
)
from regal_braze.webhooks.setup import consent_trigger, event_trigger
from regal_braze.workspace.settings import Settings

_MAIN_NUMBER = {"profile": "phone_number", "label": "Mobile"}


def plan_webhooks(schemas: Sequence[WebhookSchema], settings: Settings) -> tuple[list[Webhook], list[Finding]]:
    """Return the plan of every template, and the findings."""
    events = [*custom_events(settings.webhooks)]
    findings = [*check_names(schemas, events, settings)]
    plans: list[Webhook] = []
    for schema in schemas:
        for event in events if is_custom(schema) and events else [None]:
            findings += [finding for finding in check_traits(schema, settings, event) if finding not in findings]
            forms = [_Planner(schema, form, settings, event).webhook() for form in get_args(Format)]
            if event is not None:
                findings += check_sources(event, forms, settings)
            plans += forms
    findings += missing_groups({variable.source.name for plan in plans for variable in plan.variables})
    return sorted(plans, key=lambda plan: plan.template), findings


class _Planner:
    """Plans one template. It collects the variables, so it plans only once."""

    def __init__(self, schema: WebhookSchema, form: Format, settings: Settings, event: CustomEvent | None) -> None:
        self.schema = schema
        self.form = form
        self.settings = settings
        self.event = event
        self.phones = settings.webhooks.get("phones") or [_MAIN_NUMBER]
        self.number = 0
        self.number_when: tuple[SentWhen, ...] = ()
        self.consents: list[tuple[SentWhen, ...]] = []
        self.consent_variables: set[Variable] = set()
        self.variables: dict[tuple[BrazeValue, VariableType, str], Variable] = {}
        self.required: list[Required] = []

    def webhook(self) -> Webhook:
        document = self.schema.document
        body = Object(self._members(document["properties"].items()))
        annotation = document["x-braze"]
        if annotation.get("consent") == "required" and () not in self.consents:
            reason = "No consent is known: nothing was sent to Regal"
            self.required.append(Required(tuple(dict.fromkeys(self.consents)), reason))
        variables = tuple(self.variables.values())
        event = self.event
        trigger = annotation["trigger"]
        consents = [variable for variable in variables if variable in self.consent_variables]
        if event is not None:
            trigger = event.trigger or event_trigger(event.name, {variable.source.kind for variable in variables})
        elif annotation.get("consent") == "required" and consents:
            trigger = consent_trigger(consents)
        is_example = is_custom(self.schema) and event is None
        example = " This is an example: custom events that you declare in regal-braze.toml replace it."
        return Webhook(
            name=event.file if event else self.schema.name,
            format=self.form,
            description=document["description"] + (example if is_example else ""),
            schema=self.schema.file.label,
            variables=variables,
            required=tuple(self.required),
            body=body,
            trigger=trigger,
            campaign=f"Send {event.name} to Regal" if event else annotation["campaign"],
            later=annotation.get("later", "a later change"),
            has_consent=bool(consents),
        )

    def _members(self, nodes: Iterable[tuple[str | None, Json]]) -> tuple[Member, ...]:
        members = (self._member(key, node) for key, node in nodes)
        return tuple(member for member in members if member is not None)

    def _member(self, key: str | None, node: Json) -> Member | None:
        annotation = node.get("x-braze", {})
        if annotation.get("format", self.form) != self.form:
            return None
        if "const" in node:
            return Member(key, Constant(self.event.name if self.event and key == "name" else node["const"]))
        if annotation.get("setting") == "phones":
            return Member(key, self._phones(key or "phone", node))
        if node["type"] == "object" and "properties" in node:
            return self._object(key, node)
        if node["type"] == "array" and "prefixItems" in node:
            items = self._members((None, item) for item in node["prefixItems"])
            conditions = [item.when for item in items if item.when is not None]
            variables = tuple(variable for when in conditions for variable in when.variables)
            any_of = SentWhen(variables) if len(conditions) == len(items) else None  # None is always
            return Member(key, Array(items), any_of) if items else None
        return self._leaf(key, node)

    def _leaf(self, key: str | None, node: Json) -> Member | None:
        annotation = node["x-braze"]
        origin = self._origin(annotation)
        if origin is None:
            return None
        if isinstance(origin, Constant):
            if annotation["presence"] == "decisive":
                self.consents.append(self.number_when)
            return Member(key, origin)
        kind: VariableType = "phone" if annotation.get("setting") == "phone" else node["type"]
        variable = self._variable(origin, kind, self._wanted(key, annotation, origin))
        if annotation["presence"] == "required":
            self._require(variable, key or "")
        if annotation["presence"] == "decisive":
            self.consents.append((*self.number_when, SentWhen((variable,))))
            self.consent_variables.add(variable)
        return Member(key, variable, SentWhen((variable,)) if annotation["presence"] == "optional" else None)

    def _object(self, key: str | None, node: Json) -> Member | None:
        """Plan an object. It is left out if its decisive field is blank or has no source."""
        when = None
        for name, field in node["properties"].items():
            if field.get("x-braze", {}).get("presence") == "decisive":
                member = self._leaf(name, field)
                if member is None:
                    return None
                if isinstance(member.value, Variable):
                    when = SentWhen((member.value,))
        is_declared = node.get("x-braze", {}).get("more") == "properties" and self.event is not None
        built_in = () if is_declared else self._members(node["properties"].items())
        members = (*built_in, *map(self._added, more(node, self.schema, self.settings, self.event)))
        return Member(key, Object(members), when)

    def _added(self, added: Declared) -> Member:
        if isinstance(added.origin, Constant):
            return Member(added.name, added.origin)
        variable = self._variable(added.origin, added.type, added.name)
        return Member(added.name, variable, SentWhen((variable,)))

    def _phones(self, key: str, node: Json) -> Object:
        """Plan the phone numbers: the first is required, and another is sent if it differs from those before it."""
        numbers: list[Variable] = []
        members = []
        for number, phone in enumerate(self.phones):
            self.number = number
            source = braze_value(phone)
            variable = self._variable(source, "phone", source.name if number else "phone")
            if self.number == 0:
                self._require(variable, key)
            if variable in numbers:
                continue
            when = SentWhen((variable,), tuple(numbers)) if self.number else None
            self.number_when = (when,) if when else ()
            value = Object(self._members(node["additionalProperties"]["properties"].items()))
            members.append(Member(variable, value, when))
            numbers.append(variable)
        self.number, self.number_when = 0, ()
        return Object(tuple(members))

    def _require(self, variable: Variable, key: str) -> None:
        what = "phone number" if key in ("phone", "phones") else key.replace("'", "’")  # abort_message quotes it with '
        self.required.append(Required(((SentWhen((variable,)),),), f"No {what}: nothing was sent to Regal"))

    def _origin(self, annotation: Json) -> Origin | None:
        phone = self.phones[self.number]
        match annotation.get("setting", "").split("."):
            case ["phone"]:
                return braze_value(phone)
            case ["label"]:
                return origin(phone.get("label"))
            case ["primary"]:
                return Constant(self.number == 0)
            case [("voice" | "sms") as channel, part]:
                return self._consent(channel, part, annotation["source"])
            case _:
                return self._source(annotation["source"])

    def _consent(self, channel: str, part: str, default: Json) -> Origin | None:
        """Return where a part of a channel's consent comes from: the settings of the number, or those of the first."""
        is_main = self.number == 0
        shared = self.settings.webhooks.get("consent", {}) if is_main else {}
        consent = {**shared, **self.phones[self.number].get("consent", {})}.get(channel)
        if part == "subscribed":
            return origin(consent) or (self._source(default) if is_main else None)
        own = origin(consent.get(part)) if isinstance(consent, Mapping) else None
        if part == "source":
            return own or origin(self.settings.webhooks.get("lead_source")) or self._source(default)
        return own or (self._source(default) if is_main else None)

    def _source(self, source: Mapping[str, str]) -> BrazeValue:
        value = braze_value(source)
        if value.kind == "subscription_group":
            if value.name in self.settings.consent_attributes:
                return BrazeValue("attribute", self.settings.consent_attributes[value.name])
            return BrazeValue(value.kind, self.settings.subscription_groups.get(value.name) or placeholder(value.name))
        return value

    def _wanted(self, key: str | None, annotation: Json, source: BrazeValue) -> str:
        """Return the preferred name of a variable. The name of a consent contains the channel and the number."""
        match annotation.get("setting", "").split("."):
            case [channel, "subscribed"]:
                number = braze_value(self.phones[self.number]).name + "_" if self.number else ""
                return f"{number}{channel}_opt_in"
            case [_, _]:
                return source.name
            case _:
                return key or "value"

    def _variable(self, source: BrazeValue, kind: VariableType, wanted: str) -> Variable:
        """Return the variable of a source. It is read once, except that two channels never share their consent."""
        key = (source, kind, wanted if kind == "boolean" else "")
        if key not in self.variables:
            taken = {variable.name for variable in self.variables.values()}
            is_field = source.kind == "profile" and source.name in TEXTS
            if is_field and (kind == "string" or (kind == "phone" and self.number == 0)):
                self.variables[key] = Variable(source.name, source, kind, field=True)
            else:
                self.variables[key] = Variable(variable_name(wanted, taken), source, kind)
        return self.variables[key]
