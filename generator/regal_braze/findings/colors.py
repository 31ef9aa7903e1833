"""Color results on a terminal. rich, which typer installs, is imported only there."""

from __future__ import annotations

import os
import re
import sys
from typing import Literal, TypeAlias

Content: TypeAlias = Literal["json", "javascript", "liquid", "table", "sections"]
"""What a text is: JSON, code, a table with a header, or sections with indented text below their titles."""

_SEQUENCE = r"\x1b\[[\d;]*m"
_TITLE = r"(?m)^\S.*"


def for_terminal(text: str, content: Content) -> str:
    """Return a text with colors if standard output is a terminal that wants them, else the same text."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    colored = _colored(text, content)
    return colored if re.sub(_SEQUENCE, "", colored) == text else text  # rich changes tabs and control characters


def _colored(text: str, content: Content) -> str:
    from rich.console import Console
    from rich.syntax import Syntax
    from rich.text import Text

    if content in ("table", "sections"):
        styled = Text(text)
        for title in re.finditer(_TITLE, text):
            styled.stylize("bold", *title.span())
            if content == "table":
                break
    else:
        styled = Syntax("", content, theme="ansi_dark").highlight(text)
    console = Console(color_system="standard", force_terminal=True, legacy_windows=False, no_color=False)
    with console.capture() as captured:
        console.print(styled, end="", soft_wrap=True)
    return captured.get()
