"""Run the action as GitHub does: its steps in bash, in a checkout, with the variables and files that GitHub sets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from proof.adoption.repositories import environment
from support.command import SOURCES
from support.shipped import ROOT

FILE = ROOT / "action.yml"
ACTION: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}


@dataclass
class Job:
    """A job that has checked out a repository in `checkout`; temporary files are in `room`."""

    checkout: Path
    room: Path
    codes: dict[str, int] = field(default_factory=dict)
    log: str = ""
    """The log: standard output and standard error of all steps."""

    @property
    def summary(self) -> str:
        file = self.room / "summary.md"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith("::")]

    def replace_the_installation(self) -> None:
        """Put a command where the installation would put it: this interpreter with these sources."""
        command = self.room / "regal-braze" / "bin" / "regal-braze"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nPYTHONPATH="{SOURCES}" exec "{sys.executable}" -m regal_braze "$@"\n')
        command.chmod(0o755)

    def run(self, *names: str, **inputs: str) -> None:
        """Run steps one after another. A step runs also after one that fails, as the conditions of the action say."""
        values = {name: str(value.get("default", "")) for name, value in ACTION["inputs"].items()} | inputs
        for name in names:
            step = STEPS[name]
            given = {key: self._filled(value, values) for key, value in step.get("env", {}).items()}
            self._run(name, step["run"], given)

    def _run(self, name: str, script: str, given: Mapping[str, str]) -> None:
        file = self.room / "step.sh"
        file.write_text(script)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", file],  # what GitHub makes of `shell: bash`
            cwd=self.checkout,
            env=environment() | self._variables() | dict(given),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        self.codes[name] = done.returncode
        self.log += done.stdout + done.stderr

    def _variables(self) -> dict[str, str]:
        return {
            **dict.fromkeys(("CI", "GITHUB_ACTIONS"), "true"),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_STEP_SUMMARY": str(self.room / "summary.md"),
            "RUNNER_TEMP": str(self.room),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }

    @staticmethod
    def _filled(value: str, inputs: Mapping[str, str]) -> str:
        """Return the value of an expression. Environments contain only inputs and the folder of the action."""
        known = {f"inputs.{name}": text for name, text in inputs.items()} | {"github.action_path": str(ROOT)}
        return known[value.removeprefix("${{").removesuffix("}}").strip()]
