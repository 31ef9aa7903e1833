"""Ask in a terminal for groups, events, identity and checks. Enter skips a question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from regal_braze.commands.init.answers import (
    CHECKS,
    GITHUB,
    NONE,
    PRE_COMMIT,
    Answers,
    Problem,
    problem_of_checks,
    problem_of_group,
    problem_of_order,
    problem_of_pattern,
    split,
    unique,
)
from regal_braze.findings.finding import visible
from regal_braze.workspace.settings import CHANNELS, Settings


def in_a_terminal() -> bool:
    """Return whether a user can answer questions."""
    streams = (sys.stdin, sys.stdout, sys.stderr)  # None where the stream is closed
    return all(stream is not None and stream.isatty() for stream in streams)


def ask(events: Sequence[str]) -> Answers:
    """Return the answers to the questions. `events` are the names of all events.

    Raises KeyboardInterrupt at the end of input.
    """
    _print("Enter skips a question: regal-braze.toml can be changed at any time.\n")
    _print("Subscription groups, from Braze: Audience → Subscriptions → API identifier. Braze has none for voice.\n")
    groups = {channel: _answer(f"  {channel}: ", problem_of_group) for channel in CHANNELS}
    chosen = _answer("Events, such as call.* sms.sent [all]: ", lambda text: _first_problem(split(text), events))
    order = ", ".join(Settings().identity_order)
    identity = _answer(
        f"Identifiers of a profile, in the order to try [{order}]: ", lambda text: problem_of_order(split(text))
    )
    checks = split(
        _answer(
            f"Checks of output/ to add, or {NONE} [{', '.join(CHECKS)}]: ", lambda text: problem_of_checks(split(text))
        )
    )
    return Answers(
        {channel: group for channel, group in groups.items() if group},
        unique(split(chosen)),
        split(identity),
        github=not checks or GITHUB in checks,
        pre_commit=not checks or PRE_COMMIT in checks,
    )


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


def _first_problem(patterns: Sequence[str], events: Sequence[str]) -> Problem | None:
    return next((problem for each in patterns if (problem := problem_of_pattern(each, events))), None)


def _print(text: str) -> None:
    sys.stderr.write("".join(each if each == "\n" else visible(each) for each in text))
    sys.stderr.flush()
