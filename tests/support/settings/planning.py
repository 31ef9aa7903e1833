"""Plans of a few events of a workspace that is not on disk: what `plan_workspace` does for all, in milliseconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from regal_braze.findings.finding import ConfigurationError, Finding, has_errors
from regal_braze.immutable import replace
from regal_braze.plan.model import Transformation
from regal_braze.plan.transformations import plan_transformations
from regal_braze.schema.check import check
from regal_braze.schema.decide import decide
from regal_braze.schema.dialect import validate
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.load import EventSchema, load_events
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile, Settings
from support import shipped
from support.settings.toml import to_toml

SHIPPED = shipped.ROOT / "schemas"
OWN = Path(__file__).with_name("own")
"""Schemas of a workspace whose names are hostile in every way that is allowed."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plans of the events that are on, by event, and the findings; with an error among them no plan."""

    plans: Mapping[str, Transformation]
    findings: tuple[Finding, ...]


def plan_document(document: Mapping[str, Any], events: Collection[str], own: Path | None = None) -> Planned:
    """Return the plans of these events under a regal-braze.toml; a mistake in it is among the findings."""
    try:
        decisions = settings_of(ConfigFile(text=to_toml(document)))
    except ConfigurationError as error:
        return Planned({}, error.findings)
    return plan_events(decisions, events, own)


def plan_events(decisions: Settings, events: Collection[str], own: Path | None = None) -> Planned:
    """Return the plans of these events; `own` is a folder of schemas beside the shipped ones.

    Events that may arrive under the name of one of these are told apart from it, as ever (M2).
    """
    schemas = loaded(own)
    chosen = [each for each in schemas if each.event in events or _claims_one_of(each, events)]
    decided, found = decide(chosen, _about(decisions, chosen, schemas), [each.event for each in schemas])
    judged = [each for each in decided if each.event in events]
    findings = [*found, *check(judged)]
    if has_errors(findings):
        return Planned({}, tuple(findings))
    planned, found = plan_transformations(
        (each if each.event in events else replace(each, enabled=False) for each in decided), decisions
    )
    findings += found
    plans = {} if has_errors(findings) else {plan.event: plan for plan in planned}
    return Planned(plans, tuple(findings))


@cache
def loaded(own: Path | None = None) -> tuple[EventSchema, ...]:
    """Return the shipped schemas and those in a folder, all of them valid."""
    files = SchemaFiles((SHIPPED,) if own is None else (SHIPPED, own))
    schemas, findings = load_events(files)
    valid, problems = validate(schemas, files.in_folder("common")[0])
    assert not [*findings, *problems]
    return tuple(valid)


def _claims_one_of(schema: EventSchema, events: Collection[str]) -> bool:
    return any(each["name"] in events for each in schema.annotation.get("names", []))


def _about(decisions: Settings, chosen: Iterable[EventSchema], schemas: Iterable[EventSchema]) -> Settings:
    """Return the decisions without recipes of events that are not planned: they are unknown only here."""
    here, everywhere = (
        {name for each in some for name in each.annotation.get("recipes", {})} for some in (chosen, schemas)
    )
    recipes = {name: said for name, said in decisions.recipes.items() if name in here or name not in everywhere}
    return replace(decisions, recipes=recipes)
