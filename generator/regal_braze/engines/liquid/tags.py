"""The tags that Braze documents, as an environment of python-liquid. Import this module only to render."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final, TextIO

from liquid import Environment, Mode
from liquid.ast import BlockNode, Node
from liquid.builtin.content import Literal
from liquid.builtin.expressions import logical
from liquid.builtin.expressions.loop import LoopExpression
from liquid.builtin.expressions.primitive import Blank
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output
from liquid.builtin.tags import if_tag
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.builtin.tags.capture_tag import CaptureTag
from liquid.builtin.tags.comment_tag import CommentTag
from liquid.builtin.tags.echo_tag import EchoTag
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.context import RenderContext
from liquid.exceptions import LiquidSyntaxError, LoopIterationLimitError, ResourceLimitError
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG

from regal_braze.engines.liquid.filters import FILTERS
from regal_braze.engines.liquid.values import is_blank

MOST_ITERATIONS: Final = 10_000
"""Most rounds of a loop, together with the loops around it."""
MOST_TEXT: Final = 1_000_000
"""Most characters of the output, of all variables, and of one text."""
TIME_LIMIT: Final = 1.0  # seconds
_DEADLINE = "deadline"
_ABORT = re.compile(r"""\s*\(\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')?\s*\)\s*\Z""")


class AbortError(Exception):
    """A template reached `abort_message`; the message is its text."""


class _Equal(logical.EqExpression):
    """Compare as Braze does: `blank` also equals nil and false."""

    def evaluate(self, context: RenderContext) -> bool:
        left, right = self.left.evaluate(context), self.right.evaluate(context)
        if isinstance(right, Blank):
            return is_blank(left)
        if isinstance(left, Blank):
            return is_blank(right)
        return bool(logical._eq(left, right))


class _Unequal(_Equal):
    """The opposite of `_Equal`."""

    def evaluate(self, context: RenderContext) -> bool:
        return not super().evaluate(context)


def _with_blank(expression: Expression) -> Expression:
    """Return a condition in which every comparison uses Braze's `blank`."""
    match expression:
        case logical.BooleanExpression():
            expression.expression = _with_blank(expression.expression)
        case logical.EqExpression():
            return _Equal(expression.token, expression.left, expression.right)
        case logical.NeExpression():
            return _Unequal(expression.token, expression.left, expression.right)
        case logical.LogicalAndExpression() | logical.LogicalOrExpression():
            expression.left = _with_blank(expression.left)
            expression.right = _with_blank(expression.right)
    return expression


class _IfTag(if_tag.IfTag):
    """`if` with Braze's `blank`."""

    mode = Mode.STRICT

    def parse(self, stream: TokenStream) -> Node:
        node = super().parse(stream)
        if isinstance(node, if_tag.IfNode):
            node.condition = _with_blank(node.condition)
            for alternative in node.alternatives:
                alternative.expression = _with_blank(alternative.expression)
        return node


class _AbortNode(Node):
    """Stop rendering."""

    def __init__(self, token: Any, reason: str) -> None:
        super().__init__(token)
        self.reason = reason
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: object) -> int:
        del context, buffer
        raise AbortError(self.reason)


class _AbortTag(Tag):
    """`{% abort_message('reason') %}` with a static text."""

    name = "abort_message"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        token = stream.eat(TOKEN_TAG)
        argument = _ABORT.match(stream.current.value) if stream.current.kind == TOKEN_EXPRESSION else None
        if argument is None:
            raise LiquidSyntaxError("abort_message takes one static text in parentheses", token=token)
        reason = argument["double"] or argument["single"] or ""
        if "{" in reason:
            raise LiquidSyntaxError("the text of abort_message takes no Liquid", token=token)
        return _AbortNode(token, reason)


class _AssignTag(AssignTag):
    """`assign` that accepts only ASCII names."""

    def parse(self, stream: TokenStream) -> AssignNode:
        node = super().parse(stream)
        if not str(node.name).isascii():
            raise LiquidSyntaxError("assign takes ASCII names only", token=node.token)
        return node


class _Loop(LoopExpression):
    """What a `for` runs through, if it is not too much."""

    __slots__ = ()

    def _to_iter(self, obj: object, context: RenderContext) -> tuple[Iterator[Any], int]:
        items, length = super()._to_iter(obj, context)
        if length > MOST_ITERATIONS:  # before `reversed` makes a list of them
            raise LoopIterationLimitError("loop iteration limit reached", token=self.token)
        return items, length


class _TimedBlock(BlockNode):
    """The block of a `for`, which looks at the time before each round."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if time.monotonic() > context.tag_namespace.setdefault(_DEADLINE, time.monotonic() + TIME_LIMIT):
            raise ResourceLimitError(f"it ran for more than {TIME_LIMIT:g} s", token=self.token)
        return super().render_to_output(context, buffer)


class _ForTag(ForTag):
    """`for` with limits."""

    def parse(self, stream: TokenStream) -> Node:
        node = super().parse(stream)
        if isinstance(node, ForNode):
            loop = node.expression
            node.expression = _Loop(
                loop.token,
                loop.identifier,
                loop.iterable,
                limit=loop.limit,
                offset=loop.offset,
                reversed_=loop.reversed,
                cols=loop.cols,
            )
            node.block = _TimedBlock(node.block.token, node.block.nodes)
        return node


class BrazeEnvironment(Environment):
    """Liquid with the tags and filters that Braze documents, and no others. Rendering has limits."""

    loop_iteration_limit = MOST_ITERATIONS
    output_stream_limit = MOST_TEXT
    local_namespace_limit = MOST_TEXT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register the tags and filters."""
        del extra
        tags = (_AbortTag, _AssignTag, CaptureTag, CommentTag, EchoTag, _ForTag, _IfTag)
        for tag in (Literal, Output, Illegal, *tags):
            self.add_tag(tag)
        self.filters |= {name: _bounded(function) for name, function in FILTERS.items()}


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses to make a text that is too long."""

    @wraps(function)
    def bounded(*arguments: Any) -> Any:
        value = function(*arguments)
        if isinstance(value, str) and len(value) > MOST_TEXT:
            raise ResourceLimitError(f"a text has more than {MOST_TEXT:,} characters", token=None)
        return value

    return bounded
