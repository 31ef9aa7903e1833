"""Check requests against all of Braze's rules. The check is request_rules.js, which also runs in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from regal_braze.braze.request_rules import request_rules
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Script

_MEMORY_LIMIT: Final = 256 * 2**20  # bytes: more than the sandbox of a transformation that returns the largest request
_TIME_LIMIT: Final = 60.0  # seconds per chunk: the script always ends, so this is only for busy machines


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


@cache
def _script() -> Script:
    from regal_braze.engines.v8.sandbox import Script

    rules = request_rules()
    return Script("request_rules", "json_schema", prepared=rules, time_limit=_TIME_LIMIT, memory_limit=_MEMORY_LIMIT)
