"""A workspace: the folder a command works in, and the decisions in its `regal-braze.toml`.

No file means the defaults; so does every key that is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from regal_braze.documents import display, is_folder
from regal_braze.findings import ConfigurationError, Finding, suggestion
from regal_braze.model import IdentifierKind
from regal_braze.resources import schemas_root
from regal_braze.webhooks.settings import Settings as WebhookSettings

CONFIG_NAME = "regal-braze.toml"
CHANNELS = ("voice", "sms", "email")
"""Channels of Regal's subscription events."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


@dataclass(frozen=True, slots=True)
class UpdateExistingOnly:
    """Whether Braze may create a profile, a kind of update each (M5): false may."""

    events: bool = False
    attributes: bool = False
    subscribe: bool = False
    unsubscribe: bool = True


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a customer decides; the defaults are the contract's (M4, M5, M14)."""

    identity_order: tuple[IdentifierKind, ...] = ("external_id", "email", "user_alias")
    alias_label: str = "regal_phone"
    missing_identity: Literal["error", "skip"] = "error"
    update_existing_only: UpdateExistingOnly = UpdateExistingOnly()
    subscription_groups: Mapping[str, str] = field(default_factory=dict)
    webhooks: WebhookSettings = field(default_factory=WebhookSettings)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with its decisions; `schema_roots` are searched from the last to the first."""

    folder: Path
    decisions: Decisions
    schema_roots: tuple[Path, ...]

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return self.folder / "output"


def open_workspace(folder: Path) -> Workspace:
    """Return the workspace in `folder`. Raises ConfigurationError if there is none or its file is not valid."""
    if not is_folder(folder):
        raise ConfigurationError(
            Finding(
                "workspace-missing",
                f"There is no folder {folder}",
                "Name an existing folder with -C, or run the command inside one.",
            )
        )
    built_in = schemas_root()
    own = folder / "schemas"
    roots = (built_in,) if not is_folder(own) or own.resolve() == built_in.resolve() else (built_in, own)
    return Workspace(folder, _read_decisions(folder / CONFIG_NAME), roots)


def _read_decisions(file: Path) -> Decisions:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Decisions()
    except OSError as error:
        message, help_text = f"It cannot be read: {error.strerror}", "Make it a file that you may read."
        raise ConfigurationError(Finding("config-invalid", message, help_text, display(file))) from error
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8"
        raise ConfigurationError(Finding("config-invalid", message, "Save it as UTF-8.", display(file))) from error
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_broken_toml(file, text, str(error))) from error
    except (ValueError, RecursionError) as error:
        said = "A number is too long, or a list nested too deeply"
        raise ConfigurationError(_broken_toml(file, text, said)) from error
    reader = _Reader(file, text)
    decisions = reader.decisions(document)
    if reader.findings:
        raise ConfigurationError(*reader.findings)
    return decisions


def _broken_toml(file: Path, text: str, said: str) -> Finding:
    what, _, where = said.rpartition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, None)
    message = f"It is not valid TOML: {what or said}"
    return Finding("config-invalid", message, "Mend that line.", display(file), None, line, column)


class _Reader:
    """Turns the tables of the file into `Decisions`, gathering findings instead of stopping at the first."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.findings: list[Finding] = []

    def decisions(self, document: Mapping[str, object]) -> Decisions:
        self._only(document, ("identity", "update_existing_only", "subscription_groups", "webhooks"), "")
        identity = self._table(document, "identity", ("order", "alias_label", "missing"))
        update = self._table(document, "update_existing_only", ("events", "attributes", "subscribe", "unsubscribe"))
        groups = self._table(document, "subscription_groups", CHANNELS)
        defaults = Decisions()
        return Decisions(
            identity_order=self._order(identity.get("order"), defaults.identity_order),
            alias_label=self._label(identity.get("alias_label", defaults.alias_label)),
            missing_identity=self._missing(identity.get("missing", defaults.missing_identity)),
            update_existing_only=UpdateExistingOnly(
                **{key: self._boolean("update_existing_only", key, value) for key, value in update.items()}
            ),
            subscription_groups={key: self._group(key, value) for key, value in groups.items()},
            webhooks=self._webhooks(document["webhooks"]) if "webhooks" in document else defaults.webhooks,
        )

    def _webhooks(self, table: object) -> WebhookSettings:
        from regal_braze.webhooks.config import read_settings

        settings, findings = read_settings(table, self.text, str(self.file))
        self.findings += findings
        return settings

    def _only(self, table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in known:
                help_text = suggestion(key, known, f"Known here: {', '.join(known)}.")
                self._find(key, f"There is no key {where}{key}", help_text)

    def _table(self, document: Mapping[str, object], name: str, known: tuple[str, ...]) -> dict[str, object]:
        table = document.get(name, {})
        if not isinstance(table, dict):
            self._find(name, f"{name} must be a table", f"Write [{name}] on a line of its own, its keys below it.")
            return {}
        self._only(table, known, f"{name}.")
        return {key: value for key, value in table.items() if key in known}

    def _order(self, value: object, default: tuple[IdentifierKind, ...]) -> tuple[IdentifierKind, ...]:
        known: tuple[IdentifierKind, ...] = get_args(IdentifierKind)
        if value is None:
            return default
        chosen = tuple(kind for kind in known if isinstance(value, list) and kind in value)
        if not isinstance(value, list) or not value or len(chosen) != len(value):
            self._find(
                "order",
                "identity.order must list identifiers, each once",
                f"Choose from: {', '.join(known)}.",
            )
            return default
        return tuple(sorted(chosen, key=value.index))

    def _label(self, value: object) -> str:
        if isinstance(value, str) and value.strip() == value and 0 < len(value) <= 255:
            return value
        self._find(
            "alias_label",
            "identity.alias_label must be a text without outer spaces",
            'For example "regal_phone".',
        )
        return Decisions().alias_label

    def _missing(self, value: object) -> Literal["error", "skip"]:
        if value == "error":
            return "error"
        if value == "skip":
            return "skip"
        self._find("missing", 'identity.missing must be "error" or "skip"', "An error shows up in Braze's log.")
        return "error"

    def _boolean(self, table: str, key: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self._find(key, f"{table}.{key} must be true or false", "Write it without quotes.")
        return False

    def _group(self, channel: str, value: object) -> str:
        if isinstance(value, str) and _UUID.match(value):
            return value
        self._find(
            channel,
            f"subscription_groups.{channel} is no subscription group id",
            "Copy the group's API identifier from Braze: 32 hexadecimal digits with dashes.",
        )
        return ""

    def _find(self, key: str, message: str, help_text: str) -> None:
        # A key or the last part of a table's name; not in a comment.
        place = re.search(rf"""^[^#\n]*?(?<![\w-])["']?{re.escape(key)}["']?[ \t]*[=\].]""", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, place.end()) + 1 if place else None
        self.findings.append(Finding("config-invalid", message, help_text, display(self.file), None, line))
