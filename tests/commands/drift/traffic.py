"""Payloads and files of them, for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.command import CALL, Ended, run


def call(**properties: object) -> dict[str, Any]:
    """Return a payload of call.completed with these properties too; nothing of it drifts or is lost by itself."""
    return {**CALL, "properties": {**CALL["properties"], "talk_time": 7, **properties}}


def write_lines(file: Path, payloads: Iterable[object]) -> Path:
    """Write one payload a line; texts as they are."""
    lines = (each if isinstance(each, str) else json.dumps(each) for each in payloads)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def outcome(*arguments: str | Path, stdin: bytes | None = None) -> tuple[dict[str, Any], Ended]:
    """Run drift with `--format json`, and return what it printed, and how it ended."""
    ended = run("drift", "--format", "json", *arguments, stdin=stdin)
    printed: dict[str, Any] = json.loads(ended.out)
    return printed, ended


def drift_of(printed: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """Return event, code, pointer and count of every difference."""
    return [
        (each["event"], row["code"], row["pointer"], row["payloads"])
        for each in printed["events"]
        for row in each["drift"]
    ]


def losses_of(printed: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """Return event, kind, pointer and count of every loss."""
    return [
        (each["event"], row["kind"], row["pointer"], row["payloads"])
        for each in printed["events"]
        for row in each["losses"]
    ]
