"""The settings of a new workspace: read from flags, or asked in a terminal, where Enter skips a question."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence

from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import ConfigurationError, Finding, visible
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.workspace.patterns import matching, similar_event
from regal_braze.workspace.settings import CHANNELS, BundlePatterns, Settings

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

    Raises ConfigurationError with all mistakes at once.
    """
    findings: list[Finding] = []

    def note(flag: str, problem: Problem | None, code: str = "config-invalid") -> None:
        if problem:
            findings.append(Finding(code, f"--{flag}: {problem[0]}", problem[1]))

    groups = {channel: group.strip() for channel, group in flags.groups.items()}
    for channel, group in groups.items():
        note(f"{channel}-group", _problem_of_group(group))
    for pattern in flags.events:
        note("events", _problem_of_pattern(pattern, events), "unknown-event")
    identity = _split(flags.identity or "")
    if flags.identity is not None:
        note("identity", _problem_of_order(identity))
    bundles: dict[str, BundlePatterns] = {}
    for text in flags.bundles:
        name, _, patterns = text.partition("=")
        bundle = BundlePatterns(name.strip(), _split(patterns))
        note("bundle", _problem_of_bundle(bundle, bundles))
        for pattern in bundle.events:
            note("bundle", _problem_of_pattern(pattern, events), "unknown-event")
        bundles.setdefault(bundle.name, bundle)
    if findings:
        raise ConfigurationError(*findings)
    chosen = tuple(dict.fromkeys(flags.events))
    github, pre_commit = flags.github is not False, flags.pre_commit is not False
    return Answers(groups, chosen, identity, tuple(bundles.values()), github, pre_commit)


def in_a_terminal() -> bool:
    """Return whether a user can answer questions."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def ask(events: Sequence[str]) -> Answers:
    """Return the answers to the questions. `events` are the names of all events.

    Raises KeyboardInterrupt at the end of input.
    """
    _print("Enter skips a question: regal-braze.toml can be changed at any time.\n")
    _print("Subscription groups, from Braze: Audience → Subscriptions → API identifier. Braze has none for voice.\n")
    groups = {channel: _answer(f"  {channel}: ", _problem_of_group) for channel in CHANNELS}
    chosen = _words(
        "Events, such as call.* sms.sent [all]: ",
        lambda patterns: next(filter(None, (_problem_of_pattern(pattern, events) for pattern in patterns)), None),
    )
    order = ", ".join(Settings().identity_order)
    identity = _words(f"Identifiers of a profile, in the order to try [{order}]: ", _problem_of_order)
    checks = _words(f"Checks of output/ to add, or {NONE} [{', '.join(CHECKS)}]: ", _problem_of_checks)
    return Answers(
        {channel: group for channel, group in groups.items() if group},
        tuple(dict.fromkeys(chosen)),
        identity,
        github=not checks or GITHUB in checks,
        pre_commit=not checks or PRE_COMMIT in checks,
    )


def _words(question: str, problem_of: Callable[[tuple[str, ...]], Problem | None]) -> tuple[str, ...]:
    return _split(_answer(question, lambda text: problem_of(_split(text))))


def _answer(question: str, problem_of: Callable[[str], Problem | None]) -> str:
    """Ask until the answer is valid or empty."""
    while True:
        _print(question)
        line = sys.stdin.readline()
        if not line:
            _print("\n")
            raise KeyboardInterrupt
        answer = line.strip()
        problem = problem_of(answer) if answer else None
        if problem is None:
            return answer
        _print(f"  {problem[0]}. {problem[1]}\n")


def _print(text: str) -> None:
    sys.stderr.write("".join(each if each == "\n" else visible(each) for each in text))
    sys.stderr.flush()


def _problem_of_group(group: str) -> Problem | None:
    """Return what is wrong with a subscription group. The text is not repeated, because it may be an API key."""
    rule = json_schema("dialect/workspace")["$defs"]["uuid"]
    return None if re.search(rule["pattern"], group) else ("That is not an API identifier", rule["description"])


def _problem_of_pattern(pattern: str, events: Sequence[str]) -> Problem | None:
    if matching(pattern, events):
        return None
    return f"{pattern} matches no event", similar_event(pattern, events)


def _problem_of_order(order: Sequence[str]) -> Problem | None:
    known = json_schema("dialect/workspace")["properties"]["identity"]["properties"]["order"]["items"]["enum"]
    help_text = f"Name some of these, with commas between them: {', '.join(known)}."
    if unknown := [each for each in order if each not in known]:
        return f"There is no identifier {unknown[0]}", help_text
    if not order or len(set(order)) < len(order):
        return ("An identifier occurs twice" if order else "There is no identifier"), help_text
    return None


def _problem_of_checks(words: Sequence[str]) -> Problem | None:
    unknown = next((word for word in words if word not in (*CHECKS, NONE)), None)
    if unknown is None and not (NONE in words and words != (NONE,)):
        return None
    message = f"There is no check {unknown}" if unknown else f"{NONE} cannot be combined with other checks"
    return message, f"Name some of these: {', '.join(CHECKS)}; or {NONE}."


def _split(text: str) -> tuple[str, ...]:
    """Return the words of a text that are separated by commas or spaces."""
    return tuple(re.findall(r"[^\s,]+", text))


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
