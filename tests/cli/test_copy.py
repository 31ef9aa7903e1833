"""`show NAME --copy` copies the code with a tool, or through the terminal, or says which file to copy."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from regal_braze.findings.report import FINDINGS
from support.command import on_terminal, run


@pytest.fixture(autouse=True)
def _no_clipboard(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach the clipboard of the machine."""
    (workspace / "tools").mkdir()
    monkeypatch.setenv("PATH", str(workspace / "tools"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)


def tool(name: str, script: str) -> None:
    path = Path("tools", name)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(("name", "variable"), [("pbcopy", ""), ("wl-copy", "WAYLAND_DISPLAY"), ("xclip", "DISPLAY")])
def test_a_tool_of_the_platform_gets_the_code(monkeypatch: pytest.MonkeyPatch, name: str, variable: str) -> None:
    tool(name, "/bin/cat > copied")
    if variable:
        monkeypatch.setenv(variable, "1")
    ended = run("show", "contacts", "--copy")
    assert (ended.code, ended.out) == (0, "")
    message, warning, *_ = ended.err.splitlines()[1:]
    assert re.fullmatch(rf"contacts: [\d,]+ lines copied with {name}", message)
    assert warning.startswith("warning[subscription-group]: "), "as without --copy"
    assert Path("copied").read_text() == run("show", "contacts").out


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("contacts", "output/bundles/contacts.js"),
        ("sms.sent", "output/transformations/sms.sent.js"),
        ("new-contact", "output/webhooks/new-contact.liquid"),
    ],
)
def test_without_a_way_to_copy_the_file_is_named(name: str, file: str) -> None:
    tool("pbcopy", "exit 1")
    ended = run("show", name, "--copy")
    assert (ended.code, ended.out) == (FINDINGS, "")
    assert f"  help: Open {file}, which `regal-braze generate` writes, and copy all of it.\n" in ended.err


def test_a_terminal_gets_the_code_as_osc_52() -> None:
    tool("pbcopy", "/bin/cat > copied")
    screen = on_terminal("show", "new-contact", "--copy", errors=True, SSH_CONNECTION="remote", TERM="xterm")
    sequence = re.search(r"\x1b\]52;c;([\w+/=]+)\x07", screen)
    assert sequence is not None
    assert base64.b64decode(sequence[1]).decode() == run("show", "new-contact").out
    assert "lines copied with the terminal" in screen
    assert not Path("copied").exists(), "the tools of a remote machine do not reach the user"
