"""Read `regal-braze.toml` into `Settings`.

All mistakes are reported at once, each with its line. An API key in the file is reported and never printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from regal_braze.documents.files import RefusedError, read_file
from regal_braze.documents.json_text import display, exceeds
from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.toml_positions import comments
from regal_braze.documents.toml_text import Toml, dotted
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.privacy.credentials import Place, contains_credential, hide_credentials, may_contain_credential
from regal_braze.workspace.mistakes import find_mistakes
from regal_braze.workspace.settings import (
    BundlePatterns,
    ConfigFile,
    Naming,
    ObjectCatalog,
    Policies,
    Settings,
    UpdateExistingOnly,
)

MOST_BYTES = 200_000
"""Most bytes of the file, 25 times those of the one that `init` writes."""
_LONG_KEY = re.compile(
    r"(?<![\w-])(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')){100}"
)


def read_settings(path: Path) -> Settings:
    """Return the settings in the file at `path`, or the defaults if there is no file.

    Raises ConfigurationError with every mistake in the file.
    """
    place = display(path)
    try:
        text = read_file(path, inside=path.parent, most=MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}"
        help_text = error.help if isinstance(error, RefusedError) else "Make sure that you may read it."
        raise ConfigurationError(Finding("config-invalid", message, help_text, place)) from error
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8"
        raise ConfigurationError(Finding("config-invalid", message, "Save the file as UTF-8.", place)) from error
    return settings_of(ConfigFile(place, text))


def settings_of(file: ConfigFile) -> Settings:
    """Return the settings in the text of a file. Raises ConfigurationError with every mistake in it."""
    document = _parsed(file)
    without_secrets, places = hide_credentials(document)
    findings = [*_secrets(places, file)]
    lines = {finding.line for finding in findings}
    findings += [finding for finding in find_mistakes(without_secrets, file) if finding.line not in lines]
    if findings:
        raise ConfigurationError(*findings)
    return _settings(document, file)


def _parsed(file: ConfigFile) -> dict[str, Toml]:
    import tomllib

    if _LONG_KEY.search(file.text):  # Python's parser needs gigabytes for it
        raise ConfigurationError(_not_toml(file, "A key has too many parts"))
    try:
        document = tomllib.loads(file.text)
        if exceeds(document, most_values=len(file.text) + 1):
            raise RecursionError
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_not_toml(file, str(error))) from error
    except (ValueError, RecursionError) as error:
        problem = "A number is too long, or a list is nested too deeply"
        raise ConfigurationError(_not_toml(file, problem)) from error
    findings = [
        file.finding("config-invalid", path, f"{dotted(path)} must be a finite number of 64 bits", "Change the number.")
        for path in _unusual_numbers(document)
    ]
    if findings:
        raise ConfigurationError(*findings)
    return document


def _unusual_numbers(value: Toml, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of each number that tomllib reads, but that TOML or JSON does not have."""
    if (isinstance(value, int) and not -(2**63) <= value < 2**63) or (isinstance(value, float) and not isfinite(value)):
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _unusual_numbers(inner, (*path, key))


def _not_toml(file: ConfigFile, problem: str) -> Finding:
    what, _, where = problem.rpartition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line, column = (int(place[1]), int(place[2])) if place else (file.text.count("\n") + 1, None)
    from regal_braze.documents.toml_errors import describe_toml_error

    usual = describe_toml_error(file.text, line) if what else None
    what, help_text = usual or (what or problem, "Fix this line.")
    has_secret = may_contain_credential(what)  # keys are quoted
    message = "The file is not valid TOML" if has_secret else f"The file is not valid TOML: {what}"
    if may_contain_credential(help_text):
        help_text = "Fix this line: every text must be in double quotes."
    return Finding("config-invalid", message, help_text, file.place, None, line, column)


def _secrets(places: list[Place], file: ConfigFile) -> Iterator[Finding]:
    """Yield the API keys in the file: those at `places`, by line, and those in comments."""
    help_text = "Remove it, also from the history of git. If it was shared, replace it with a new key."
    findings = {
        file.finding("secret", path, f"{dotted(shown)} looks like an API key", help_text) for path, shown in places
    }
    yield from sorted(findings, key=lambda finding: (finding.line or 0, finding.message))
    for place, comment in comments(file.text):
        if contains_credential(comment):
            yield Finding("secret", "A comment contains an API key", help_text, file.place, None, *place)


def _settings(document: dict[str, Toml], file: ConfigFile) -> Settings:
    identity = document.get("identity", {})
    only_events = document.get("workspace", {}).get("events", ["*"])
    bundles = tuple(
        BundlePatterns(name, tuple(table.get("events", ())), table.get("rest", False))
        for name, table in sorted(document.get("bundles", {}).items())
    )
    channels, recipes = _sorted(document.get("subscription_groups", {})), _sorted(document.get("recipes", {}))
    defaults = Settings()
    return Settings(
        only_events=None if "*" in only_events else tuple(only_events),
        identity_order=tuple(identity.get("order", defaults.identity_order)),
        identity_paths={
            kind: tuple(tuple(path.split(".")) for path in identity[kind]) if kind in identity else paths
            for kind, paths in defaults.identity_paths.items()
        },
        braze_id_trait=identity.get("braze_id_trait", defaults.braze_id_trait),
        alias_label=identity.get("alias_label", defaults.alias_label),
        missing_identity=identity.get("missing", defaults.missing_identity),
        region=identity.get("region"),
        update_existing_only=UpdateExistingOnly(**document.get("update_existing_only", {})),
        subscription_groups={channel: group for channel, group in channels.items() if isinstance(group, str)},
        consent_attributes={name: table["attribute"] for name, table in channels.items() if isinstance(table, dict)},
        channels=_sorted(document.get("channels", {})),
        names=Naming(**document.get("names", {})),
        properties=Policies(**document.get("properties", {})),
        recipes={name: tuple(value) if isinstance(value, list) else value for name, value in recipes.items()},
        events=_sorted(document.get("events", {})),
        catalogs=tuple(
            ObjectCatalog(name, table["object_type"], tuple(table["fields"]), table.get("time"))
            for name, table in sorted(document.get("catalogs", {}).items())
        ),
        bundles=bundles if "bundles" in document else None,
        active_transformations=document.get("plan", {}).get("active_transformations"),
        page=document.get("page", {}).get("enabled", True),
        webhooks=document.get("webhooks", {}),
        file=file,
    )


def _sorted(table: Mapping[str, Toml]) -> dict[str, Toml]:
    """Return a table in the order of its keys, because their order in the file must not matter."""
    return {key: _sorted(value) if isinstance(value, dict) else value for key, value in sorted(table.items())}
