"""Plan a workspace without settings, schemas and templates once per process: it takes longer than most tests."""

from __future__ import annotations

from collections.abc import Callable

from regal_braze.pipeline import Plans
from regal_braze.resources import schemas_root, templates_root
from regal_braze.schema.ignored import ignored_files
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import Workspace


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
