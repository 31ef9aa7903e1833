"""Mutants of the generated code, and which of them the payloads of the proof notice.

A mutant is a change of one place in a function, such as a helper, or in the code around the functions. Code that is the
same in many bodies is changed once and run in all of them. A mutant is killed if a payload gives another request or
another error than the code without the change, which `test_engines_agree` and the cases compare with the interpreter.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from depth import MUTATION_STEP, PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING
from proof.corpus import SETTINGS, payloads_of
from proof.outcomes import EVENTS
from support import shipped
from support.bundles import default_bundles
from support.cases import Case, all_cases
from support.mutants import Edit, changed_lines, edits, functions
from support.payloads import generate_payloads, mutations, pieces, to_json
from support.payloads.edges import edge_payloads
from support.settings.planning import OWN, loaded, plan_document

EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.toml")
_RUNNER: Final = Path(__file__).parents[1] / "support" / "mutants.js"
_NAMES: Final[tuple[object, ...]] = (None, 5, True, "", "other.event", "x" * 300, [], {"name": "sms.sent"})
"""Names of no event."""
_STEPS: Final = (50, 7, 1)
"""At first, only every n-th payload is run."""
_SECONDS: Final = 10
"""A mutant that runs longer never ends, so it is killed."""


class Mutant(NamedTuple):
    """A change: the name of the function or `body`, and the line before and after it.

    `number` counts the places of a helper that have the same line. Elsewhere they are one mutant, and so are the lines
    of an event's own body and of its case in a bundle.
    """

    scope: str
    before: str
    after: str
    number: int


@dataclass
class Group:
    """Bodies with the payloads that they run on, and the changes of each body."""

    name: str
    bodies: list[str]
    payloads: list[str]
    changes: dict[Mutant, list[tuple[str, Edit]]] = field(default_factory=lambda: defaultdict(list))


def survivors(groups: Iterable[Group], mutants: set[Mutant]) -> set[Mutant]:
    """Return the mutants that no payload of any group notices.

    A few payloads of every group kill most mutants, so only the others run on all payloads, the longest last.
    """
    by_size = sorted(groups, key=lambda group: sum(map(len, group.payloads)))
    alive = set(mutants)
    for step in _STEPS:
        for group in by_size:
            alive -= set(_killed(group, alive, step))
    return alive


def _killed(group: Group, mutants: set[Mutant], step: int) -> Iterator[Mutant]:
    """Yield the mutants that every n-th payload of a group kills."""
    from py_mini_racer import JSTimeoutException, MiniRacer

    left = {mutant: changes for mutant, changes in group.changes.items() if mutant in mutants}
    if not left:
        return
    engine = MiniRacer()
    runner: Any = engine.eval(_RUNNER.read_text(encoding="utf-8").partition("\n(() =>")[2].join(("(() =>", "")))
    runner["load"](json.dumps(group.payloads[::step]))
    for body in group.bodies:
        changed = {mutant: [edit for source, edit in each if source == body] for mutant, each in left.items()}
        if any(changed.values()):
            runner["expect"](body)
        for mutant, changes in changed.items():
            for edit in changes:
                mutated = body[: edit.start] + edit.text + body[edit.end :]
                try:
                    killed = runner["killer"](mutated, timeout_sec=_SECONDS) >= 0
                except JSTimeoutException:
                    killed = True
                if killed:
                    del left[mutant]
                    yield mutant
                    break
    engine.close()


@cache
def all_groups() -> tuple[Group, ...]:
    """Return every shipped event with all its bodies, events with hostile names, and the bundles."""
    groups = [*(_group_of_event(event) for event in EVENTS), *_groups_of_own_events(), *_groups_of_bundles()]
    known: set[Mutant] = set()
    for group in groups:
        kept = []
        for body in group.bodies:
            changes = list(_changes(body))
            new = {mutant for mutant, _ in changes} - known
            if new or (group.name in EVENTS and body == shipped.bodies()[group.name]):
                kept.append(body)
                known |= new
                for mutant, edit in changes:
                    group.changes[mutant].append((body, edit))
        group.bodies = kept
    return tuple(groups)


def all_mutants() -> list[Mutant]:
    """Return every mutant, sorted."""
    return sorted({mutant for group in all_groups() for mutant in group.changes})


def equivalents() -> dict[tuple[str, str, str], str]:
    """Return the reason for each mutant that changes no result, by scope and lines."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    return {
        (entry["function"], entry["line"], mutant): entry["reason"] for entry in entries for mutant in entry["mutants"]
    }


def as_entries(mutants: Iterable[Mutant]) -> str:
    """Return mutants as entries of the file of equivalent ones, without a reason."""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for mutant in sorted(mutants):
        lines[mutant.scope, mutant.before].append(mutant.after)
    return "\n".join(
        f"[[equivalent]]\nfunction = \"{scope}\"\nline = '''{line}'''\nmutants = [\n"
        + "".join(f"  '''{after}''',\n" for after in dict.fromkeys(afters))
        + ']\nreason = ""\n'
        for (scope, line), afters in lines.items()
    )


def _changes(body: str) -> Iterator[tuple[Mutant, Edit]]:
    """Yield the mutants of a body, each with the change."""
    names = {function.start: function.name for function in functions(body)}
    enclosing = sorted(functions(body), key=lambda function: function.end - function.start)
    counted: Counter[tuple[int, str, str]] = Counter()
    for edit in edits(body):
        start = next((each.start for each in enclosing if each.start <= edit.start < each.end), -1)
        name = names.get(start, "body")
        lines = changed_lines(body, edit)
        if name in {"body", "transformationOf"}:
            yield Mutant("body", *lines, 0), edit
        else:
            yield Mutant(name, *lines, counted[start, *lines]), edit
            counted[start, *lines] += 1


def _group_of_event(event: str) -> Group:
    """Return the bodies of an event with every settings, and all payloads that tests run on one of them."""
    samples = shipped.samples(event)
    plans = dict.fromkeys((shipped.plans()[event], *(shipped.plans(settings)[event] for settings in SETTINGS.values())))
    payloads = [*samples, *(case.payload for case in _cases() if case.event == event)]
    payloads += [{**shipped.envelope(event, {}), "originalTimestamp": time} for time in pieces.EDGES_OF_TIME]
    for number, plan in enumerate(plans):
        payloads += payloads_of(plan, PAYLOADS_PER_SETTING if number else PAYLOADS_PER_EVENT, seed=1000 + number)
    payloads += [payload for sample in samples for _, payload in list(mutations(sample))[::MUTATION_STEP]]
    return Group(event, [shipped.body(plan) for plan in plans], [to_json(payload) for payload in payloads])


@cache
def _cases() -> list[Case]:
    return [*all_cases("events"), *all_cases("settings")]


def _groups_of_own_events() -> Iterator[Group]:
    """Yield the events whose properties have hostile names."""
    for schema in loaded(OWN):
        if schema.event not in EVENTS:
            plan = plan_document({"properties": {"undeclared": "properties"}}, [schema.event], OWN).plans[schema.event]
            payloads = [*schema.samples, *edge_payloads(plan)]
            payloads += generate_payloads(plan, schema.samples, PAYLOADS_PER_EVENT, 1000)
            yield Group(schema.event, [shipped.body(plan)], [to_json(payload) for payload in payloads])


def _groups_of_bundles() -> Iterator[Group]:
    for name, settings in {"default settings": shipped.DEFAULTS, **SETTINGS}.items():
        for bundled in default_bundles(settings):
            payloads: list[object] = [{"name": name, "userId": "1"} for name in _NAMES]
            for plan in bundled.plans.values():
                payloads += [*shipped.samples(plan.event), *payloads_of(plan, PAYLOADS_PER_SETTING, seed=8000)]
            yield Group(f"{bundled.name}, {name}", [bundled.body], [to_json(payload) for payload in payloads])
