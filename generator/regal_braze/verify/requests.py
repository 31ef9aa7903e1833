"""Check requests against all of Braze's rules. The check is request_rules.js, which also runs in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from regal_braze.braze.request_rules import request_rules
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Script

_MEMORY_LIMIT: Final = 256 * 2**20  # bytes: a request may have as many as its sandbox allows
_TEXT_OR_NOT_FINITE: Final = re.compile(r'("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity)')
_TOO_LARGE: Final = "1e999"  # JavaScript reads it as Infinity


class RequestProblem(Immutable):
    """Why Braze would refuse or distort a request; `pointer` is a JSON Pointer (RFC 6901) into it."""

    pointer: str
    message: str


def check_requests(texts: Sequence[str]) -> list[tuple[RequestProblem, ...]]:
    """Return the problems of each request, a JSON text: one for each of Braze's rules that it breaks.

    A request is the result of a transformation, for track users or for a catalog. It is valid if it has no problems. If
    it contains something that JSON cannot hold (a lone surrogate, endless nesting), only that is reported.
    """
    found = _script().call_many("check", texts)
    return [tuple(RequestProblem(pointer, message) for pointer, message in problems) for problems in found]


def check_request(request: object) -> tuple[RequestProblem, ...]:
    """Return the problems of a request, a value that `json.loads` returns."""
    return check_requests([json_text(request)])[0]


def json_text(value: object) -> str:
    """Return a value as JSON. NaN and infinity become a number that JavaScript cannot hold either."""
    text = json.dumps(value)
    if "NaN" in text or "Infinity" in text:
        text = _TEXT_OR_NOT_FINITE.sub(lambda found: found[1] or _TOO_LARGE, text)
    return text


@cache
def _script() -> Script:
    from regal_braze.engines.v8.sandbox import Script

    return Script("request_rules", "json_schema", prepared=request_rules(), memory_limit=_MEMORY_LIMIT)
