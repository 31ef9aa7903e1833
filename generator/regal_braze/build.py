"""Build what belongs in `output/`, or remember it: the same inputs give the same files, so they are made once.

The inputs are this package, the templates, the schemas and `regal-braze.toml`, all by content. What was built lies
in the user's cache folder, a file a workspace. Where that is missing, stale, broken or cannot be written, it is built
anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from regal_braze.findings.finding import Finding, has_errors
from regal_braze.immutable import Immutable, as_dict
from regal_braze.output.manifest import Artifact
from regal_braze.resources import CONFIG_NAME
from regal_braze.workspace.workspace import Workspace


class Build(Immutable):
    """The files of `output/`, the manifest aside, and the findings on the way; with an error there are no files.

    `active` is how many transformations have to be active in Braze for all of it.
    """

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]
    active: int = 0


def build(workspace: Workspace) -> Build:
    """Return what `generate` writes for a workspace as it is now."""
    try:
        inputs = _digest(workspace)
        memory = _cache_folder() / f"{hashlib.sha256(os.fsencode(workspace.folder.absolute())).hexdigest()}.json"
    except (OSError, RuntimeError):  # an input that cannot be read is a finding of `load`; no home, no cache
        return _make(workspace)
    remembered = _recall(memory, inputs)
    if remembered is not None:
        return remembered
    made = _make(workspace)
    if not has_errors(made.findings):
        _remember(memory, inputs, made)
    return made


def _make(workspace: Workspace) -> Build:
    from regal_braze.pipeline import artifacts, plan_workspace
    from regal_braze.plan.bundles import active_transformations

    plans = plan_workspace(workspace)
    made, problems = artifacts(plans)
    findings = (*plans.findings, *problems)
    active = active_transformations(plans.transformations, plans.bundles)
    return Build(() if has_errors(findings) else tuple(made), findings, active)


def _digest(workspace: Workspace) -> str:
    """Return a digest of all inputs, and of the folder from which findings name their files."""
    digest = hashlib.sha256(f"{sys.version}\0{Path.cwd()}\0".encode())
    config = workspace.folder / CONFIG_NAME
    if config.exists():
        digest.update(config.read_bytes())
    for root in (Path(__file__).parent, *workspace.template_roots, *workspace.schema_roots):
        for path in _files(os.fspath(root)):
            content = Path(path).read_bytes()
            digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
            digest.update(content)
    return digest.hexdigest()


def _files(folder: str) -> Iterator[str]:
    """Yield the files below `folder`, in order; compiled Python is no input."""
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir():
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _files(entry.path)


def _cache_folder() -> Path:
    """Return the folder for what can be made anew (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "regal-braze"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _recall(memory: Path, inputs: str) -> Build | None:
    try:
        remembered = json.loads(memory.read_bytes())
        if remembered["inputs"] != inputs:
            return None
        artifacts = tuple(Artifact(*each) for each in remembered["artifacts"])
        return Build(artifacts, tuple(Finding(**each) for each in remembered["findings"]), remembered["active"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(memory: Path, inputs: str, made: Build) -> None:
    artifacts = [[each.path, each.kind, each.name, each.schema, each.content] for each in made.artifacts]
    findings = [as_dict(each) for each in made.findings]
    written = {"inputs": inputs, "artifacts": artifacts, "findings": findings, "active": made.active}
    new = memory.with_suffix(f".{os.getpid()}")
    try:
        new.write_text(json.dumps(written), encoding="utf-8")
        new.replace(memory)
    except OSError:
        new.unlink(missing_ok=True)
