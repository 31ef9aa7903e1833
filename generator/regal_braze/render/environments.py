"""The settings of Jinja with which all templates are compiled, and the bytecode of the built-in ones.

The bytecode is kept in `__pycache__`, as Python keeps that of its modules. Compiling the templates would take a fifth
of the time of a short command.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, Undefined, select_autoescape
from jinja2.bccache import Bucket, BytecodeCache

from regal_braze.documents.files import write_cache
from regal_braze.render.literals import Code


def is_liquid(name: str) -> bool:
    """Return whether a template writes Liquid, which has the delimiters of Jinja itself."""
    return name.endswith(".liquid.jinja")


def make_environment(
    kind: type[Environment], loader: BaseLoader, liquid: bool, bytecode: BytecodeCache | None = None
) -> Environment:
    """Return an environment for templates that write JavaScript or Liquid."""
    delimiters = ("<%", "%>", "<<", ">>", "<#", "#>") if liquid else ("{%", "%}", "{{", "}}", "{#", "#}")
    return kind(
        *delimiters,
        loader=loader,
        bytecode_cache=bytecode,
        auto_reload=False,
        autoescape=select_autoescape(enabled_extensions=()),
        finalize=_only_source,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def _only_source(value: object) -> object:
    """Return a value that a template writes, and refuse what is not source text."""
    if isinstance(value, Code) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, Undefined):
        str(value)  # raises the error that names what is undefined
    raise TypeError(f"A template can write only source text that it is given, not {value!r:.60}")


class TemplateBytecode(BytecodeCache):
    """The bytecode by template, Jinja and Python version. It is used only if the template has the same content."""

    def __init__(self) -> None:
        self._folder = Path(cache_from_source(__file__)).parent
        self._settings = f"{__file__}\0{Path(__file__).stat().st_mtime_ns}"

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of a template and of this module: the settings in it change the bytecode too."""
        return super().get_source_checksum(f"{self._settings}\0{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the bytecode, if there is any for this checksum."""
        try:
            bucket.bytecode_from_string(self._file(bucket).read_bytes())
        except Exception:  # missing or damaged; unpickling raises many types
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the bytecode, if that is possible."""
        write_cache(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key}.{sys.implementation.cache_tag}"
