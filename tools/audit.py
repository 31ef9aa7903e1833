"""Look up known vulnerabilities of the pinned dependencies; `make audit` runs it.

It fails for a vulnerability. Dependencies that could not be looked up, because the service cannot be reached, are
named; they are a failure in continuous integration only (the environment variable CI).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
FILES: Final = ("requirements.txt", "requirements-dev.txt")
PROGRAM: Final = "pip-audit"


def audit(program: str) -> int:
    """Print what `program`, which is pip-audit, finds, and return the exit code."""
    files = [argument for name in FILES for argument in ("--requirement", str(ROOT / name))]
    command = [program, *files, "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError, TypeError):
        last_line = done.stderr.strip().rpartition("\n")[2]
        return _not_audited(f"pip-audit failed: {last_line[:300]}")
    vulnerable = [dependency for dependency in dependencies if dependency.get("vulns")]
    for dependency in vulnerable:
        for vulnerability in dependency["vulns"]:
            fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            print(f"{dependency['name']} {dependency['version']}: {vulnerability['id']}, fixed in {fixed}")
    if vulnerable:
        return 1
    skipped = [dependency["name"] for dependency in dependencies if "skip_reason" in dependency]
    if skipped:
        return _not_audited(f"The service has no data about {len(skipped)} of {len(dependencies)} dependencies")
    print(f"{len(dependencies)} dependencies have no known vulnerabilities")
    return 0


def _not_audited(why: str) -> int:
    print(f"The dependencies were not audited. {why}")
    print("Run make audit again where the package index can be reached.")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(audit(str(Path(sys.executable).with_name(PROGRAM))))
