"""`init`: create a workspace."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from regal_braze.commands.init.answers import Flags, ask, in_a_terminal, read_flags
from regal_braze.commands.init.create import create, refuse_what_is_there, require_writable
from regal_braze.commands.init.files import PLACEHOLDER, config_text, files_of, fixed_paths
from regal_braze.commands.init.repository import HOOK, WORKFLOW, fit, place_of
from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import ConfigurationError, FindingsError, has_errors, listed
from regal_braze.findings.report import Report
from regal_braze.immutable import replace
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.resources import CONFIG_NAME
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile, Settings
from regal_braze.workspace.workspace import workspace_in


def init(folder: Path, report: Report, flags: Flags, *, dry_run: bool = False) -> int:
    """Create a workspace in `folder` and return the exit code. In a terminal, without flags, it asks for settings.

    Files that are there already stay as they are. With `dry_run`, it prints what it would write, and writes nothing.
    Raises ConfigurationError for wrong flags and FindingsError for a workspace that is there. Nothing is written then.
    """
    events = [schema.event for schema in _planned(folder, Settings()).schemas]
    answers = read_flags(flags, events)
    place = place_of(folder)
    refuse_what_is_there(folder, ())
    refuse_what_is_there(place.root, fit(place, dict.fromkeys(fixed_paths(answers), ""))[0])
    if flags == Flags() and report.format == "text" and not report.quiet and in_a_terminal():
        answers = ask(events)
    config = config_text(answers)
    plans = _checked(folder, config)
    event, sample = _sample(plans)
    bundles = sorted(plans.bundles, key=lambda bundle: bundle.endpoint != "track users")  # of contact events first
    to_paste = bundles[0].name if bundles else plans.transformations[0].event
    files, kept = fit(place, files_of(answers, config, event, sample, to_paste, place=place))
    refuse_what_is_there(place.root, files)
    if dry_run:
        require_writable(place.root, files)
        if report.format == "text":
            report.print("".join(f"would be written: {file}\n" for file in sorted(files)))
        facts = {"written": [], "kept": kept, "would_be_written": sorted(files)}
    else:
        create(place.root, files)
        outside = [file for file in (WORKFLOW, HOOK) if place.folder and file in files]
        top = f"; {listed(outside, 'and')} at the top of the repository" if outside else ""
        report.message(f"{display(folder)}: {len(files)} files written{top}")
        facts = {"written": sorted(files), "kept": kept}
    for each in kept:
        added = f" Add to it:\n{each['add']}" if each["add"] else ""
        report.message(f"{each['file']} was there already and stays as it is.{added}")
    if not dry_run:
        texts = files | {each["file"]: each["add"] for each in kept}
        unfinished = [file for file, text in sorted(texts.items()) if f"git+{PLACEHOLDER}" in text]
        report.message(_next_steps(folder, to_paste, [display(place.root / file) for file in unfinished]))
    return report.finish([], facts)


def _checked(folder: Path, config: str) -> Plans:
    """Return the plans for settings before they are written, so that `generate` will accept them."""
    file = ConfigFile(display(folder / CONFIG_NAME), config)
    try:
        return _planned(folder, settings_of(file))
    except FindingsError as error:
        in_settings = [finding for finding in error.findings if finding.file == file.place]
        if not in_settings:
            raise
        # The file does not exist yet: the mistake is in a flag.
        without_place = [replace(each, file=None, pointer=None, line=None, column=None) for each in in_settings]
        raise ConfigurationError(*without_place) from error


def _planned(folder: Path, settings: Settings) -> Plans:
    plans = plan_workspace(workspace_in(folder, settings))
    if has_errors(plans.findings):
        raise FindingsError(*(finding for finding in plans.findings if finding.severity == "error"))
    return plans


def _sample(plans: Plans) -> tuple[str, Json]:
    """Return an event and a payload of it with an envelope: a documented sample, if there is one."""
    samples = {
        schema.event: next((each for each in schema.samples if isinstance(each, dict) and "properties" in each), None)
        for schema in plans.schemas
    }
    events = ["call.completed", *samples]
    event = next((event for event in events if samples.get(event)), plans.schemas[0].event)
    return event, samples[event] or {"userId": "123", "name": event, "properties": {}}


def _next_steps(folder: Path, to_paste: str, unfinished: Sequence[str]) -> str:
    """Return the commands to run next; `unfinished` are the files that need the address of regal-braze."""
    place = display(folder)
    command = "regal-braze" if place == "." else f"regal-braze -C {shlex.quote(place)}"
    steps = (
        "generate",
        "verify",
        "open   # the page where you find, try and copy the code",
        f"show {to_paste}   # or paste what it prints into Braze",
    )
    lines = ["Next:", *(f"  {command} {step}" for step in steps)]
    if unfinished:
        where = f"In {listed(unfinished, 'and')}, replace {PLACEHOLDER}"
        lines.append(f"{where} with the address of the repository of regal-braze.")
    return "\n".join(lines)
