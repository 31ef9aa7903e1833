"""Write values as source text: JavaScript, Liquid or JSON.

Templates accept only `Code`, so that no value reaches a body unescaped.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

from regal_braze.braze.liquid_names import nested, problem_of_name

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
_PRINTABLE_ASCII = re.compile(r"[ -~]*\Z")
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_READABLE_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_WIDTH = 110
_LONGEST_COMMENT = 2000


class Code(str):
    """Text that is source code already."""

    __slots__ = ()


def js_string(value: str) -> Code:
    """Return a double-quoted JavaScript string literal, also safe inside an HTML page.

    Printable text stays readable; control, format and private characters and lone surrogates are escaped, so that
    what a reviewer sees is what runs.
    """
    quoted = _READABLE_JSON.encode(value)
    if not _PRINTABLE_ASCII.match(quoted):
        quoted = "".join(_visible(character) for character in quoted)
    return Code(quoted.replace("</", "<\\/").replace("<!--", "<\\!--"))


def js_key(name: str) -> Code:
    """Return `name` as a key of an object literal."""
    if name == "__proto__":
        return Code('["__proto__"]')
    return Code(name) if _IDENTIFIER.match(name) else js_string(name)


def js_member(target: str, *names: str) -> Code:
    """Return the expression that reads `names`, one after the other, from the expression `target`."""
    accesses = (f".{name}" if _IDENTIFIER.match(name) else f"[{js_string(name)}]" for name in names)
    return Code(target + "".join(accesses))


def js_scalar(value: str | int | float | bool) -> Code:
    """Return the literal of a text, a number or a boolean. Raises ValueError for a number that JSON does not have."""
    return js_string(value) if isinstance(value, str) else Code(_READABLE_JSON.encode(value))


def js_strings(values: tuple[str, ...], *spread: str, indent: str = "") -> Code:
    """Return an array literal of strings, and of the items of the arrays in `spread`; a long one is filled."""
    if not values and len(spread) == 1:
        return Code(spread[0])
    return js_list([*map(js_string, values), *(f"...{array}" for array in spread)], "]", indent)


def js_list(items: Sequence[str], closing: str, indent: str) -> Code:
    """Return an array up to its `closing` bracket: on one line of 80 columns, or else filled to 110 columns."""
    on_one_line = f"[{', '.join(items)}{closing}"
    if len(on_one_line) <= 80:
        return Code(on_one_line)
    lines = [f"{indent} "]
    for item in items:
        if len(lines[-1]) + len(item) + 2 > _WIDTH:
            lines.append(f"{indent} ")
        lines[-1] += f" {item},"
    return Code("[\n" + "\n".join(lines) + f"\n{indent}{closing}")


def js_comment(text: str, indent: str = "") -> Code:
    """Return `text` as line comments of at most 110 columns; nothing in it can end them. A very long one is cut."""
    plain = text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]}…"
    if not plain.isprintable():
        plain = "".join(character if character.isprintable() else " " for character in plain)
    lead = f"{indent}// "
    if len(lead) + len(plain) <= _WIDTH:
        return Code(lead + plain)
    import textwrap

    lines = textwrap.wrap(plain, _WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)
    return Code("\n".join(lines))


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def json_scalar(value: str | int | float | bool) -> Code:
    """Return a JSON literal that Liquid prints as it is: braces are escaped."""
    visible = "".join(map(_visible, _READABLE_JSON.encode(value)))
    return Code(visible.replace("{", "\\u007b").replace("}", "\\u007d"))


def liquid_text(value: str) -> Code:
    """Return a string in single quotes. Raises ValueError for one that would end the string or its tag."""
    if re.search(r"['{}]", value) or not value.isprintable():
        raise ValueError(f"not a text of Liquid: {value!r}")
    return Code(f"'{value}'")


def liquid_name(namespace: str, name: str) -> Code:
    """Return Braze's `${name}` with its namespace and the way to a nested value.

    Trigger properties are nested with another `${…}`. Raises ValueError for a name that would end the tag.
    """
    if name.endswith("%") or problem_of_name(name):
        raise ValueError(f"not a name of Braze's: {name!r}")
    first, steps = nested(namespace, name)
    key = ".${%s}" if namespace == "api_trigger_properties" else ".%s"
    way = "".join(f"[{step}]" if isinstance(step, int) else key % step for step in steps)
    return Code(f"{namespace}.${{{first}}}{way}" if namespace else f"${{{first}}}")


def liquid_variable(name: str) -> Code:
    """Return the name of a variable of the template. Raises ValueError for a name that Braze refuses."""
    if not re.match(r"[a-z][a-z0-9_]*\Z", name):
        raise ValueError(f"not a variable of Liquid: {name!r}")
    return Code(name)


def liquid_comment(text: str) -> Code:
    """Return text for a comment; nothing in it can end the comment or begin a tag."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return Code(plain.replace("{", "(").replace("}", ")"))
