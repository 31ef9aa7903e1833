"""The settings of a new workspace, and how they are read from flags. All mistakes are reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.workspace.patterns import matching, similar_event
from regal_braze.workspace.settings import BundlePatterns

GITHUB, PRE_COMMIT, NONE = "github", "pre-commit", "none"
CHECKS = (GITHUB, PRE_COMMIT)
"""What else can run `check`."""


class Answers(Immutable):
    """The settings of a new workspace. An empty one keeps its default.

    `groups` are API identifiers by channel, `events` the patterns of the only events to enable, `identity` the order
    of identifiers. `github` and `pre_commit` also run `check`.
    """

    groups: Mapping[str, str] = EMPTY
    events: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    bundles: tuple[BundlePatterns, ...] = ()
    github: bool = True
    pre_commit: bool = True


class Flags(Immutable):
    """The flags as the user typed them; the defaults stand for flags that were not typed."""

    groups: Mapping[str, str] = EMPTY
    events: Sequence[str] = ()
    identity: str | None = None
    bundles: Sequence[str] = ()
    github: bool | None = None
    pre_commit: bool | None = None


Problem = tuple[str, str]
"""What is wrong with a text, and the help."""


def read_flags(flags: Flags, events: Sequence[str]) -> Answers:
    """Return the settings that the flags name. `events` are the names of all events.

    Raises ConfigurationError with all mistakes.
    """
    findings: list[Finding] = []

    def note(flag: str, problem: Problem | None, code: str = "config-invalid") -> None:
        if problem:
            findings.append(Finding(code, f"--{flag}: {problem[0]}", problem[1]))

    groups = {channel: group.strip() for channel, group in flags.groups.items()}
    for channel, group in groups.items():
        note(f"{channel}-group", problem_of_group(group))
    for pattern in flags.events:
        note("events", problem_of_pattern(pattern, events), "unknown-event")
    identity = split(flags.identity or "")
    if flags.identity is not None:
        note("identity", problem_of_order(identity))
    bundles: dict[str, BundlePatterns] = {}
    for text in flags.bundles:
        name, _, patterns = text.partition("=")
        bundle = BundlePatterns(name.strip(), split(patterns))
        note("bundle", _problem_of_bundle(bundle, bundles))
        for pattern in bundle.events:
            note("bundle", problem_of_pattern(pattern, events), "unknown-event")
        bundles.setdefault(bundle.name, bundle)
    if findings:
        raise ConfigurationError(*findings)
    return Answers(
        groups,
        unique(flags.events),
        identity,
        tuple(bundles.values()),
        flags.github is not False,
        flags.pre_commit is not False,
    )


def problem_of_group(group: str) -> Problem | None:
    """Return what is wrong with a subscription group. The text is not repeated, because it may be an API key."""
    rule = json_schema("dialect/workspace")["$defs"]["uuid"]
    return None if re.search(rule["pattern"], group) else ("That is not an API identifier", rule["description"])


def problem_of_pattern(pattern: str, events: Sequence[str]) -> Problem | None:
    """Return what is wrong with the name of an event, or with a pattern."""
    if matching(pattern, events):
        return None
    return f"{pattern} matches no event", similar_event(pattern, events)


def problem_of_order(order: Sequence[str]) -> Problem | None:
    """Return what is wrong with an order of identifiers."""
    known = json_schema("dialect/workspace")["properties"]["identity"]["properties"]["order"]["items"]["enum"]
    help_text = f"Name some of these, with commas between them: {', '.join(known)}."
    if unknown := [each for each in order if each not in known]:
        return f"There is no identifier {unknown[0]}", help_text
    if not order or len(set(order)) < len(order):
        return ("An identifier occurs twice" if order else "There is no identifier"), help_text
    return None


def problem_of_checks(words: Sequence[str]) -> Problem | None:
    """Return what is wrong with a choice of what else runs `check`."""
    unknown = next((word for word in words if word not in (*CHECKS, NONE)), None)
    if unknown is None and not (NONE in words and words != (NONE,)):
        return None
    message = f"There is no check {unknown}" if unknown else f"{NONE} cannot be combined with other checks"
    return message, f"Name some of these: {', '.join(CHECKS)}; or {NONE}."


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text that are separated by commas or spaces."""
    return tuple(re.findall(r"[^\s,]+", text))


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words without repetitions."""
    return tuple(dict.fromkeys(words))


def _problem_of_bundle(bundle: BundlePatterns, others: Mapping[str, BundlePatterns]) -> Problem | None:
    rule = json_schema("dialect/workspace")["properties"]["bundles"]["propertyNames"]
    form = "Write NAME=PATTERN,PATTERN, as in calls=call.*,voicemail.*"
    if not re.search(rule["pattern"], bundle.name):
        return f"A bundle cannot be named {bundle.name!r}", f"{rule['description']} {form}"
    if not bundle.events:
        return f"{bundle.name} has no events", form
    if bundle.name in others:
        return f"The bundle {bundle.name} occurs twice", "List all of its events in one --bundle."
    return None
