"""Find subscription groups that cannot be right: examples, ids of two channels, and placeholders in code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from regal_braze.documents.pointer import KeyPath
from regal_braze.findings.finding import Finding, listed
from regal_braze.plan.transformations import missing_groups
from regal_braze.workspace.settings import Settings

_EXAMPLE = re.compile(r"[0-]+\Z")
"""The id of zeros that the comments of regal-braze.toml contain."""


def check_groups(settings: Settings) -> Iterator[Finding]:
    """Yield a warning for each example id, and for each id of two channels, in the order of the settings."""
    found: dict[KeyPath, Finding] = {}
    tables: dict[KeyPath, Mapping[str, str]] = {("subscription_groups",): settings.subscription_groups}
    for pattern, event in settings.events.items():
        tables["events", pattern, "subscription_groups"] = event.get("subscription_groups", {})
    for path, table in tables.items():
        for channel, group in table.items():
            if _EXAMPLE.match(group):
                message = f"The subscription group of {channel} is the example {group}"
                found[*path, channel] = _warning(settings, (*path, channel), message)
        merged = {**settings.subscription_groups, **table}
        for channel, group in table.items():
            same = [other for other in merged if other != channel and merged[other] == group]
            if same and not any((*path, other) in found for other in (channel, *same)):
                channels = listed(sorted((channel, *same)), "and")
                message = f"The channels {channels} have the same subscription group {group}"
                found[*path, channel] = _warning(settings, (*path, channel), message)
    yield from sorted(found.values(), key=lambda finding: finding.line or 0)


def groups_in(body: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the warnings about subscription groups in a body: those of `findings`, and those for placeholders."""
    yield from missing_groups(body)
    for finding in about_groups(findings):
        if finding.file is not None and finding.message.rpartition(" ")[2] in body:
            yield finding


def about_groups(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about subscription groups."""
    return [finding for finding in findings if finding.code == "subscription-group"]


def _warning(settings: Settings, path: KeyPath, message: str) -> Finding:
    help_text = f"Copy the API identifier of the {path[-1]} group from Braze: Audience, Subscriptions."
    return settings.file.finding("subscription-group", path, message, help_text, "warning")
