"""The settings of a workspace, read from `regal-braze.toml`. The defaults are those of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.toml_positions import find_place
from regal_braze.findings.finding import Finding, Severity
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.resources import CONFIG_NAME

CHANNELS = ("voice", "sms", "email")
"""Channels of Regal's subscription events."""

IdentifierKind: TypeAlias = Literal["external_id", "braze_id", "email", "phone", "user_alias"]

Region: TypeAlias = Literal["US"]
"""A region whose national phone numbers are completed (M4)."""

IDENTITY_PATHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "external_id": (("userId",), ("externalId",), ("external_id",)),
    "email": (("traits", "email"), ("contact_email",), ("properties", "contact_email")),
    "phone": (
        ("traits", "phone"),
        ("contact_phone",),
        ("properties", "contact_phone"),
        ("properties", "contactPhone"),
        ("properties", "contact_number"),
    ),
}
"""Where Regal's payloads have what identifies a contact, from the most to the least trusted place (M3)."""

Scalar: TypeAlias = str | int | float | bool
ValueType: TypeAlias = Literal["string", "number", "boolean", "array", "object"]


class ConfigFile(Immutable):
    """The file that the settings come from, for findings. `text` is empty if there is no file."""

    place: str = CONFIG_NAME
    text: str = ""

    def finding(self, code: str, path: KeyPath, message: str, help_text: str, severity: Severity = "error") -> Finding:
        """Return a finding at the key at `path`, with its line and column."""
        line, column = find_place(self.text, path)
        return Finding(code, message, help_text, self.place, None, line, column, severity)


class UpdateExistingOnly(Immutable):
    """Whether an update leaves out contacts without a profile in Braze, by kind of update (M5)."""

    events: bool = False
    attributes: bool = False
    purchases: bool = False
    subscribe: bool = False
    unsubscribe: bool = True


class Naming(Immutable):
    """How custom events are named if neither their table nor their schema names them."""

    case: Literal["title", "snake"] = "title"
    prefix: str = ""


class Policies(Immutable):
    """How properties are sent if neither the event's table nor its schema decides."""

    nulls: Literal["keep", "omit"] = "keep"
    long_texts: Literal["cut", "omit"] = "cut"
    times: Literal["keep", "iso8601"] = "keep"
    undeclared: Literal["drop", "properties"] = "drop"


class ObjectCatalog(Immutable):
    """The catalog for one type of Regal's custom objects; `time` is the field that takes the event's time."""

    name: str
    object_type: str
    fields: tuple[str, ...]
    time: str | None = None


class BundlePatterns(Immutable):
    """The events of a bundle: their names, or patterns in which * matches any part of a name.

    With `rest`, a bundle takes every event that no other bundle names.
    """

    name: str
    events: tuple[str, ...] = ()
    rest: bool = False


class Settings(Immutable):
    """All settings of a workspace.

    `only_events` are the patterns of the only events to generate, or None for all. `active_transformations` is how many
    the company's plan allows, or None if the file does not say. `recipes` maps the name of a recipe to whether it is
    on, or to the keys that it takes. `bundles` is None if the file has no such table. `events` are the tables of
    events, whose keys mean the same as in `x-braze`. `catalogs` and `bundles` are in the order of their names.
    `consent_attributes` maps channels without a group to attributes. `channels` maps other names of channels to the
    channels. `identity_paths` are the places of external_id, email and phone. `page` is whether output/index.html is
    generated. `webhooks` is the table of that name, for `webhooks.settings`.
    """

    only_events: tuple[str, ...] | None = None
    identity_order: tuple[IdentifierKind, ...] = ("external_id", "email", "user_alias")
    identity_paths: Mapping[str, tuple[tuple[str, ...], ...]] = IDENTITY_PATHS
    braze_id_trait: str = "braze_id"
    alias_label: str = "regal_phone"
    missing_identity: Literal["error", "skip"] = "error"
    region: Region | None = None
    update_existing_only: UpdateExistingOnly = UpdateExistingOnly()
    subscription_groups: Mapping[str, str] = EMPTY
    consent_attributes: Mapping[str, str] = EMPTY
    channels: Mapping[str, str] = EMPTY
    names: Naming = Naming()
    properties: Policies = Policies()
    recipes: Mapping[str, bool | tuple[str, ...]] = EMPTY
    events: Mapping[str, Mapping[str, Any]] = EMPTY
    catalogs: tuple[ObjectCatalog, ...] = ()
    bundles: tuple[BundlePatterns, ...] | None = None
    active_transformations: int | None = None
    page: bool = True
    webhooks: Mapping[str, Any] = EMPTY
    file: ConfigFile = ConfigFile()


def value_type(value: Scalar) -> ValueType:
    """Return the JSON type of a fixed value."""
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"
