"""The tags that Braze documents, as an environment of python-liquid. Import this module only to render."""

from __future__ import annotations

import re
from typing import Any

from liquid import Environment, Mode
from liquid.ast import Node
from liquid.builtin.content import Literal
from liquid.builtin.expressions import logical
from liquid.builtin.expressions.primitive import Blank
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output
from liquid.builtin.tags import if_tag
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.builtin.tags.capture_tag import CaptureTag
from liquid.builtin.tags.comment_tag import CommentTag
from liquid.builtin.tags.echo_tag import EchoTag
from liquid.builtin.tags.for_tag import ForTag
from liquid.context import RenderContext
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG

from regal_braze.engines.liquid.filters import FILTERS
from regal_braze.engines.liquid.values import is_blank

_ABORT = re.compile(r"""\s*\(\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')?\s*\)\s*\Z""")


class AbortError(Exception):
    """A template reached `abort_message`; `reason` is its text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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


class BrazeEnvironment(Environment):
    """Liquid with the tags and filters that Braze documents, and no others."""

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register the tags and filters."""
        del extra
        tags = (_AbortTag, _AssignTag, CaptureTag, CommentTag, EchoTag, ForTag, _IfTag)
        for tag in (Literal, Output, Illegal, *tags):
            self.add_tag(tag)
        self.filters |= FILTERS
