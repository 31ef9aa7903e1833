"""Copy a text to the clipboard: with a tool of the platform, or through the terminal."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys

_TOOLS = (
    ("", ("pbcopy",)),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--input", "--clipboard")),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
"""The tools, each with the variable of the environment without which it cannot work."""
_SECONDS = 5


def copy(text: str) -> str:
    """Copy a text, and return the name of what copied it. The name is empty if there is no way to copy.

    On a remote machine, only the terminal reaches the clipboard of the user.
    """
    is_remote = "SSH_CONNECTION" in os.environ or "SSH_TTY" in os.environ
    tool = "" if is_remote else _copied_by_tool(text)
    return tool or _sent_to_terminal(text)


def _copied_by_tool(text: str) -> str:
    for variable, (name, *options) in _TOOLS:
        program = shutil.which(name) if not variable or os.environ.get(variable) else None
        if program is None:
            continue
        encoded = text.encode("utf-16-le" if name == "clip.exe" else "utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the tools are those of `_TOOLS`
                [program, *options],
                input=encoded,
                stdout=subprocess.DEVNULL,  # xclip stays in the background and would keep a pipe open
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return name
    return ""


def _sent_to_terminal(text: str) -> str:
    """Send the sequence OSC 52, with which terminals set the clipboard."""
    terminal = next((stream for stream in (sys.stdout, sys.stderr) if stream.isatty()), None)
    if terminal is None or os.environ.get("TERM") == "dumb":
        return ""
    terminal.write(f"\033]52;c;{base64.b64encode(text.encode()).decode()}\a")
    terminal.flush()
    return "the terminal"
