"""The helper functions of the bodies: read from their file, and chosen by what calls them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from regal_braze.braze import limits
from regal_braze.plan import conversions
from regal_braze.render import expressions
from regal_braze.render.literals import Code, js_number, js_strings

HELPERS_FILE = "transformation/helpers.js"

CONSTANTS = {
    "STRING_LIMIT": js_number(limits.STRING_LIMIT),
    "STRING_CUT": js_number(limits.STRING_LIMIT - 1),
    "KEY_LIMIT": js_number(limits.KEY_LIMIT),
    "EXTERNAL_ID_BYTES": js_number(limits.EXTERNAL_ID_BYTES),
    "ARRAY_ITEMS": js_number(limits.ARRAY_ITEMS),
    "CATALOG_ID_LIMIT": js_number(limits.CATALOG_ID_LIMIT),
    "PURCHASE_QUANTITY": js_number(limits.PURCHASE_QUANTITY),
    "EARLIEST_TIME": js_number(limits.EARLIEST_TIME),
    "LATEST_TIME": js_number(limits.LATEST_TIME),
    "ATTRIBUTE_ROOM": js_number(conversions.ATTRIBUTE_ROOM),
    "RESERVED_ATTRIBUTES": js_strings(limits.RESERVED_ATTRIBUTES, indent="  "),
}
"""What the names in capitals stand for in the file of helpers."""

_FUNCTION = re.compile(r"^function (\w+)", re.MULTILINE)
_SILENT = re.compile(r"//.*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")


def read_helpers(text: str) -> dict[str, Code]:
    """Return the source of every function in a file of helpers, with its comment, by its name and in their order."""
    return {found[1]: block for _, block in _blocks(text) if (found := _FUNCTION.search(block))}


def faults(text: str, built_in: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """Yield message, help and line of what keeps a workspace's own file from standing in for the built-in one."""
    for line, block in _blocks(text):
        code = [each for each in block.splitlines() if not each.startswith("//")]
        functions = _FUNCTION.findall(block)
        if code and not (code[0].startswith("function ") and len(functions) == 1):
            message = "Only functions get into a body, each with the comment above it"
            yield message, "Move this into the function that needs it; leave a blank line before each function.", line
    missing = [name for name in built_in if name not in read_helpers(text)]
    if missing:
        yield f"It lacks {', '.join(missing)}, which bodies call", "Copy them from the built-in file.", 1


def reached(called: Collection[str], body: str, helpers: dict[str, Code], built_in: dict[str, Code]) -> set[str]:
    """Return the names of all helpers that a body needs whose template or helpers are a workspace's own.

    `called` are those that the built-in ones are known to need; own sources are read for what they call besides.
    """
    defined = set(re.findall(r"^ *function (\w+)", body, re.MULTILINE))
    needed = {name for name in helpers if name in called or (name not in defined and _calls(body, name))}
    waiting = list(needed)
    while waiting:
        name = waiting.pop()
        own = helpers[name] != built_in.get(name)
        found = [each for each in helpers if _mentions(helpers[name], each)] if own else expressions.HELPERS[name]
        waiting += [each for each in found if each not in needed]
        needed.update(found)
    return needed


def _blocks(text: str) -> Iterator[tuple[int, Code]]:
    """Yield the parts of the file that begin at the left edge behind a blank line, each with its line."""
    line = 1
    for block in re.split(r"(\n(?:[ \t]*\n)+(?=[^\s}]))", text):
        if block.strip():
            spelt = re.sub(r"\b[A-Z]+(?:_[A-Z]+)+\b", lambda name: CONSTANTS.get(name[0], name[0]), block.strip("\n"))
            yield line, Code(spelt)
        line += block.count("\n")


def _calls(source: str, name: str) -> bool:
    return re.search(rf"(?<![\w$.]){name}\(", _SILENT.sub("", source)) is not None


def _mentions(source: str, name: str) -> bool:
    return re.search(rf"(?<![\w$.]){name}(?![\w$]|\s*:)", _SILENT.sub("", source)) is not None
