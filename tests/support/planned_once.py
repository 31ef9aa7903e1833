"""Load the built-in events once per process, and plan them once with the defaults: it takes longer than most tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from regal_braze.findings.finding import Finding
from regal_braze.plans import Plans
from regal_braze.resources import schemas_root, templates_root
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.ignored import ignored_files
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import Workspace

Loaded: TypeAlias = tuple[list[EventSchema], list[Finding]]


def loaded_once(load_events: Callable[[SchemaFiles], Loaded]) -> Callable[[SchemaFiles], Loaded]:
    """Return a function that does what `load_events` does, and keeps the schemas of a workspace that has none."""
    kept: dict[str | None, Loaded] = {}
    built_in = (schemas_root(),)

    def loaded(files: SchemaFiles) -> Loaded:
        if files.roots != built_in:
            return load_events(files)
        if files._tested not in kept:
            kept[files._tested] = load_events(files)
        schemas, findings = kept[files._tested]
        return [*schemas], [*findings]

    return loaded


def planned_once(plan_workspace: Callable[[Workspace], Plans]) -> Callable[[Workspace], Plans]:
    """Return a function that does what `plan_workspace` does, and keeps the plans of a workspace with the defaults."""
    kept: list[Plans] = []
    defaults = repr(Settings())
    built_in = ((schemas_root(),), (templates_root(),))

    def planned(workspace: Workspace) -> Plans:
        if (
            (workspace.schema_roots, workspace.template_roots) != built_in
            or workspace.tested_schemas is None
            or repr(workspace.settings) != defaults
            or any(ignored_files(workspace.folder))
        ):
            return plan_workspace(workspace)
        if not kept:
            kept.append(plan_workspace(workspace))
        return kept[0]

    return planned
