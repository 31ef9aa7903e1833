"""Rewrite Braze's `${…}` names as plain Liquid, inside tags and outputs only.

`${first name}` becomes `braze["first name"]`, `custom_attribute.${x}` becomes `custom_attribute["x"]`. Braces around
a name inside a tag (`{% if {{custom_attribute.${x}}} == 1 %}`) are optional in Braze, and are removed.
Source: Braze, "Using Liquid" (exceptions for double brackets) and "Supported personalization tags".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regal_braze.engines.liquid.profile import ROOT

_OPENING = re.compile(r"\{\{-?|\{%-?")
_INNER = re.compile(r"""(?P<string>"[^"]*"|'[^']*')|(?P<name>\.?\$\{)|(?P<braces>\{\{|\}\})|(?P<end>-?%\})""")
_NAME = re.compile(r"[^{}\"|\\\r\n]+\}")
_VERBATIM = re.compile(r"\{%-?\s*(comment|raw)\s*-?%\}")
_END_OF = {tag: re.compile(rf"\{{%-?\s*end{tag}\s*-?%\}}") for tag in ("comment", "raw")}


class RewriteError(ValueError):
    """The text is not Liquid as Braze documents it."""


def rewrite(template: str) -> str:
    """Return the template in plain Liquid. Raises RewriteError for a tag without an end or an invalid name."""
    return "".join(_rewritten_parts(template))


def _rewritten_parts(template: str) -> Iterator[str]:
    position = 0
    without_end: set[str] = set()
    while opening := _OPENING.search(template, position):
        yield template[position : opening.start()]
        verbatim = _VERBATIM.match(template, opening.start())
        if verbatim and verbatim[1] not in without_end:
            if end := _END_OF[verbatim[1]].search(template, verbatim.end()):
                yield template[verbatim.start() : end.end()]
                position = end.end()
                continue
            without_end.add(verbatim[1])  # searching again for each tag would take too long
        yield opening[0]
        output = opening[0].startswith("{{")
        inside, position = _inside(template, opening.end(), output)
        yield inside
    yield template[position:]


def _inside(template: str, position: int, output: bool) -> tuple[str, int]:
    """Return the rewritten inside of a tag or output with its end, and the position after it."""
    written: list[str] = []
    depth = names = behind_name = 0
    while found := _INNER.search(template, position):
        written.append(template[position : found.start()])
        position = found.end()
        if found["string"]:
            written.append(found[0])
        elif found["name"]:
            name = _NAME.match(template, position)
            if not name:
                raise RewriteError(f"line {_line(template, position)}: ${{ is followed by no name")
            prefix = "" if found[0].startswith(".") else ROOT
            written.append(f'{prefix}["{name[0][:-1]}"]')
            names += not (prefix == "" and behind_name == found.start())  # ${details}.${color} is one value
            position = behind_name = name.end()
            if names > 1:
                raise RewriteError(f"line {_line(template, position)}: two names in one tag: assign one of them first")
        elif found["end"]:
            if output:
                break
            written.append(found[0])
            return "".join(written), position
        elif found[0] == "{{":
            depth += 1
        elif depth:
            depth -= 1
        elif output:
            trims = written and written[-1].endswith("-")
            written[-1:] = [written[-1][:-1]] if trims else written[-1:]
            written.append("-}}" if trims else "}}")
            return "".join(written), position
        else:
            break
    raise RewriteError(f"line {_line(template, position)}: a tag or an output has no end")


def _line(template: str, position: int) -> int:
    return template.count("\n", 0, position) + 1
