"""`make audit` fails for a vulnerability and, in continuous integration, if the service cannot be reached."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from audit import FILES, ROOT, audit

SAFE = {"name": "jinja2", "version": "3.1.6", "vulns": []}
VULNERABLE = {"name": "mini", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
UNFIXED = {"name": "racer", "version": "2.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "typer", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def pip_audit(folder: Path, dependencies: list[dict[str, Any]] | None) -> str:
    """Write a program that answers as pip-audit does, or fails without an answer. It writes what it was asked."""
    answer = "" if dependencies is None else json.dumps({"dependencies": dependencies})
    program = folder / "pip-audit"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"pathlib.Path({str(folder / 'asked')!r}).write_text(' '.join(sys.argv[1:]))\n"
        f"print({answer!r})\nprint('requests.ConnectionError: no route', file=sys.stderr)\nsys.exit({not answer})\n"
    )
    program.chmod(0o755)
    return str(program)


CASES: dict[str, tuple[list[dict[str, Any]] | None, int | None, str]] = {
    "safe": ([SAFE], 0, "1 dependencies have no known vulnerabilities\n"),
    "vulnerable": ([SAFE, VULNERABLE, UNFIXED, SKIPPED], 1,
                   "mini 1.0: PYSEC-1, fixed in 1.1, 2.0\nracer 2.0: PYSEC-2, fixed in no version yet\n"),
    "partly unknown": ([SAFE, SKIPPED], None, "not audited. The service has no data about 1 of 2 dependencies\n"),
    "no network": (None, None, "not audited. pip-audit failed: requests.ConnectionError: no route\n"),
}  # fmt: skip
"""What the service knows, the exit code (None: 1 in continuous integration only), and what is printed."""


@pytest.mark.parametrize("case", CASES)
def test_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str) -> None:
    dependencies, code, printed = CASES[case]
    program = pip_audit(tmp_path, dependencies)
    for ci in ("", "true"):
        monkeypatch.setenv("CI", ci)
        assert audit(program) == (bool(ci) if code is None else code)
        assert printed in capsys.readouterr().out
    asked = (tmp_path / "asked").read_text()
    assert "--require-hashes" in asked
    assert all(str(ROOT / name) in asked for name in FILES)
