"""Read `regal-braze.toml`: TOML, judged by `schemas/dialect/workspace.json`, to `Settings`.

All mistakes are found at once, each with its line; what looks like a credential is named and never printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from regal_braze.documents.json_text import display, exceeds
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.workspace.mistakes import dotted, judge, workspace_schema
from regal_braze.workspace.settings import (
    BundlePatterns,
    ConfigFile,
    Naming,
    ObjectCatalog,
    Policies,
    Settings,
    UpdateExistingOnly,
)

if TYPE_CHECKING:
    from regal_braze.workspace.webhook_settings import WebhookSettings

__all__ = ["read_settings", "settings_of", "workspace_schema"]

Toml: TypeAlias = Any


def read_settings(path: Path) -> Settings:
    """Return what the file at `path` decides: the defaults where there is none.

    Raises ConfigurationError with every mistake in it.
    """
    place = display(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        message, help_text = f"It cannot be read: {error.strerror}", "Make it a file that you may read."
        raise ConfigurationError(Finding("config-invalid", message, help_text, place)) from error
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8"
        raise ConfigurationError(Finding("config-invalid", message, "Save it as UTF-8.", place)) from error
    return settings_of(ConfigFile(place, text))


def settings_of(file: ConfigFile) -> Settings:
    """Return what the text of a file decides. Raises ConfigurationError with every mistake in it."""
    document = _parse(file)
    judged, findings = _without_credentials(document, file)
    secret = {each.line for each in findings}
    webhooks, more = _webhooks(judged, file)
    findings += [each for each in (*judge(judged, file), *more) if each.line not in secret]
    if findings:
        raise ConfigurationError(*findings)
    return _decisions(document, webhooks, file)


def _parse(file: ConfigFile) -> dict[str, Toml]:
    import tomllib

    too_much = "A number is too long, or a list nested too deeply"
    try:
        document = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_broken(file, str(error))) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(_broken(file, too_much)) from error
    if exceeds(document, most_values=len(file.text) + 1):
        raise ConfigurationError(_broken(file, too_much))
    findings = [
        file.finding("config-invalid", path, f"{dotted(path)} is no number of 64 bits", "Write a smaller number.")
        for path in _endless(document)
    ]
    if findings:
        raise ConfigurationError(*findings)
    return document


def _endless(value: Toml, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each whole number that TOML does not have: Python reads any, and cannot write them all."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _endless(inner, (*path, key))


def _broken(file: ConfigFile, said: str) -> Finding:
    from regal_braze.privacy.credentials import holds_credential

    what, _, where = said.rpartition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line, column = (int(place[1]), int(place[2])) if place else (file.text.count("\n") + 1, None)
    message = f"It is not valid TOML: {what or said}"
    if holds_credential(what):  # tomllib quotes some keys
        message = "It is not valid TOML"
    return Finding("config-invalid", message, "Mend that line.", file.place, None, line, column)


def _webhooks(document: dict[str, Toml], file: ConfigFile) -> tuple[WebhookSettings, list[Finding]]:
    if "webhooks" not in document:
        return Settings().webhooks, []
    from regal_braze.workspace.read_webhooks import read_settings

    return read_settings(_in_order(document["webhooks"]), file.text, file.place)


def _without_credentials(document: dict[str, Toml], file: ConfigFile) -> tuple[dict[str, Toml], list[Finding]]:
    """Return the document with nothing that looks like a credential, so that nothing prints one, and the findings."""
    from regal_braze.documents.toml_positions import comments
    from regal_braze.privacy.credentials import find_credentials, hide_credentials, holds_credential

    help_text = "Take it out, and out of git's history; if it was shared, make a new one. Keys are typed into Braze."
    paths = list(find_credentials(document))
    said = {
        file.finding("secret", path, f"{dotted(path[:shown]) or 'A key'} looks like a key of an API", help_text)
        for path, shown in paths
    }
    findings = sorted(said, key=lambda each: (each.line or 0, each.message))
    findings += [
        Finding("secret", "A comment holds what looks like a key of an API", help_text, file.place, None, *place)
        for place, comment in comments(file.text)
        if holds_credential(comment)
    ]
    return (hide_credentials(document) if paths else document), findings


def _decisions(document: dict[str, Toml], webhooks: WebhookSettings, file: ConfigFile) -> Settings:
    identity = document.get("identity", {})
    bundles = document.get("bundles")
    defaults = Settings()
    return Settings(
        identity_order=tuple(identity.get("order", defaults.identity_order)),
        braze_id_trait=identity.get("braze_id_trait", defaults.braze_id_trait),
        alias_label=identity.get("alias_label", defaults.alias_label),
        missing_identity=identity.get("missing", defaults.missing_identity),
        update_existing_only=UpdateExistingOnly(**document.get("update_existing_only", {})),
        subscription_groups=document.get("subscription_groups", {}),
        names=Naming(**document.get("names", {})),
        properties=Policies(**document.get("properties", {})),
        recipes=_sorted(document.get("recipes", {}), lambda value: tuple(value) if isinstance(value, list) else value),
        events=_sorted(document.get("events", {}), _sorted),
        catalogs=tuple(
            ObjectCatalog(name, table["object_type"], tuple(table["fields"]), table.get("time"))
            for name, table in sorted(document.get("catalogs", {}).items())
        ),
        bundles=None
        if bundles is None
        else tuple(BundlePatterns(name, tuple(table["events"])) for name, table in sorted(bundles.items())),
        webhooks=webhooks,
        file=file,
    )


def _in_order(value: Toml) -> Toml:
    """Return a value with every table in the order of its keys; the order of lists is meant."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    return {key: _in_order(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _sorted(table: Mapping[str, Toml], convert: Callable[[Toml], Toml] = lambda value: value) -> dict[str, Toml]:
    """Return a table in the order of its keys: their order in the file must not matter."""
    return {key: convert(_sorted(value) if isinstance(value, dict) else value) for key, value in sorted(table.items())}
