"""A workspace: a folder with settings, and with schemas and templates on top of the built-in ones."""

from __future__ import annotations

from pathlib import Path

from regal_braze.documents.json_text import is_folder
from regal_braze.findings.finding import ConfigurationError, Finding, visible
from regal_braze.findings.report import Report
from regal_braze.immutable import Immutable
from regal_braze.resources import CONFIG_NAME, schemas_root, templates_root
from regal_braze.workspace.settings import Settings


class Workspace(Immutable):
    """A folder with its settings; the roots are searched from the last to the first."""

    folder: Path
    settings: Settings
    schema_roots: tuple[Path, ...]
    template_roots: tuple[Path, ...]

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return self.folder / "output"

    @property
    def tested_schemas(self) -> Path | None:
        """The root of the built-in schemas, or None if this workspace is the checkout in which they are edited."""
        built_in = schemas_root()
        is_own = _is_same(self.folder / "schemas", built_in)
        return built_in if built_in in self.schema_roots and not is_own else None


def open_workspace(folder: Path) -> Workspace:
    """Return the workspace in `folder`. Raises ConfigurationError if there is none or its file is not valid."""
    require_folder(folder)
    if not _has_settings(folder):
        return workspace_in(folder, Settings())
    from regal_braze.workspace.read import read_settings  # takes 3 ms to import

    return workspace_in(folder, read_settings(folder / CONFIG_NAME))


def say_if_no_settings(folder: Path, report: Report) -> None:
    """Print a message if the folder of a workspace has no regal-braze.toml, because it may be the wrong folder."""
    if not _has_settings(folder):
        where = "This folder" if folder == Path() else visible(str(folder))
        report.message(f"{where} has no {CONFIG_NAME}: the default settings apply.")


def _has_settings(folder: Path) -> bool:
    try:
        (folder / CONFIG_NAME).lstat()
    except FileNotFoundError:
        return False
    except OSError:  # `read_settings` reports it
        return True
    return True


def require_folder(folder: Path) -> None:
    """Raise ConfigurationError if there is no such folder."""
    if not is_folder(folder):
        help_text = "Name an existing folder with -C, or run the command inside one."
        raise ConfigurationError(Finding("workspace-missing", f"There is no folder {folder}", help_text))


def workspace_in(folder: Path, settings: Settings) -> Workspace:
    """Return the workspace in `folder` with these settings, not those of its file. The folder need not exist."""
    schema_roots = _roots(schemas_root(), folder / "schemas")
    return Workspace(folder, settings, schema_roots, _roots(templates_root(), folder / "templates"))


def _roots(built_in: Path, own: Path) -> tuple[Path, ...]:
    return (built_in,) if not is_folder(own) or _is_same(own, built_in) else (built_in, own)


def _is_same(own: Path, built_in: Path) -> bool:
    return is_folder(own) and own.resolve() == built_in.resolve()
