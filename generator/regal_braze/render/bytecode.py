"""Keep the bytecode of the built-in templates in `__pycache__`, as Python keeps that of its modules.

Compiling the templates would take a fifth of the time of a short command.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from regal_braze.documents.files import write_cache


class TemplateBytecode(BytecodeCache):
    """The bytecode by template, Jinja and Python version. It is used only if the template has the same content.

    `settings` is the module with the settings of the environment: they change the bytecode too.
    """

    def __init__(self, settings: str) -> None:
        self._folder = Path(cache_from_source(__file__)).parent
        self._settings = f"{settings}\0{Path(settings).stat().st_mtime_ns}"

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of a template and of the settings."""
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
