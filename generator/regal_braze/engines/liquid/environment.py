"""Templates in Braze's dialect, on python-liquid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from regal_braze.engines.liquid.rewrite import RewriteError, rewrite
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from liquid import BoundTemplate, Environment
    from liquid.ast import Node
    from liquid.context import RenderContext
    from liquid.expression import Expression
    from liquid.stream import TokenStream

TAGS = ("abort_message", "assign", "capture", "comment", "echo", "for", "if", "raw")
"""The tags there are; `raw` is part of python-liquid's lexer."""

_ABORT = re.compile(r"""\s*\(\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')?\s*\)\s*\Z""")


class LiquidError(ValueError):
    """A template is not Liquid as Braze documents it."""


class Aborted(Immutable):
    """The template ended in `abort_message`: Braze sends nothing, and logs the reason."""

    reason: str


class Template(Immutable):
    """A template that can be rendered any number of times."""

    bound: BoundTemplate

    def render(self, namespaces: Mapping[str, object]) -> str | Aborted:
        """Return what Braze would send, or why it would send nothing. Raises LiquidError."""
        from liquid.exceptions import LiquidError as EngineError

        try:
            return self.bound.render(**namespaces)
        except _AbortError as abort:
            return Aborted(abort.reason)
        except EngineError as error:
            raise LiquidError(str(error).splitlines()[0]) from error


def compile_template(text: str) -> Template:
    """Return the template. Raises LiquidError for what Braze does not document."""
    from liquid.exceptions import LiquidError as EngineError

    try:
        return Template(_environment().from_string(rewrite(text)))
    except (EngineError, RewriteError) as error:
        raise LiquidError(str(error).splitlines()[0]) from error


class _AbortError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@cache
def _environment() -> Environment:
    from liquid import Environment, Mode
    from liquid.ast import Node
    from liquid.builtin.expressions import logical
    from liquid.builtin.expressions.primitive import Blank
    from liquid.builtin.tags import if_tag
    from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
    from liquid.builtin.tags.capture_tag import CaptureTag
    from liquid.builtin.tags.comment_tag import CommentTag
    from liquid.builtin.tags.echo_tag import EchoTag
    from liquid.builtin.tags.for_tag import ForTag
    from liquid.exceptions import LiquidSyntaxError
    from liquid.tag import Tag
    from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG

    from regal_braze.engines.liquid.filters import FILTERS
    from regal_braze.engines.liquid.values import is_blank

    class Equal(logical.EqExpression):
        """Equality in which `blank` is Braze's."""

        def evaluate(self, context: RenderContext) -> bool:
            left, right = self.left.evaluate(context), self.right.evaluate(context)
            if isinstance(right, Blank):
                return is_blank(left)
            if isinstance(left, Blank):
                return is_blank(right)
            return bool(logical._eq(left, right))

    class Unequal(Equal):
        """The opposite."""

        def evaluate(self, context: RenderContext) -> bool:
            return not super().evaluate(context)

    def with_blank(expression: Expression) -> Expression:
        match expression:
            case logical.BooleanExpression():
                expression.expression = with_blank(expression.expression)
            case logical.EqExpression():
                return Equal(expression.token, expression.left, expression.right)
            case logical.NeExpression():
                return Unequal(expression.token, expression.left, expression.right)
            case logical.LogicalAndExpression() | logical.LogicalOrExpression():
                expression.left = with_blank(expression.left)
                expression.right = with_blank(expression.right)
        return expression

    class IfTag(if_tag.IfTag):
        """Conditions in which `blank` is Braze's."""

        mode = Mode.STRICT

        def parse(self, stream: TokenStream) -> Node:
            node = super().parse(stream)
            if isinstance(node, if_tag.IfNode):
                node.condition = with_blank(node.condition)
                for alternative in node.alternatives:
                    alternative.expression = with_blank(alternative.expression)
            return node

    class AbortNode(Node):
        """Ends the rendering."""

        def __init__(self, token: Any, reason: str) -> None:
            super().__init__(token)
            self.reason = reason
            self.blank = False

        def render_to_output(self, context: RenderContext, buffer: object) -> int:
            del context, buffer
            raise _AbortError(self.reason)

    class AbortTag(Tag):
        """`{% abort_message('reason') %}`; the reason is static text."""

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
            return AbortNode(token, reason)

    class AsciiAssignTag(AssignTag):
        """Variables whose names are ASCII."""

        def parse(self, stream: TokenStream) -> AssignNode:
            node = super().parse(stream)
            if not str(node.name).isascii():
                raise LiquidSyntaxError("assign takes ASCII names only", token=node.token)
            return node

    class BrazeEnvironment(Environment):
        """Nothing but what Braze documents."""

        def setup_tags_and_filters(self, *, extra: bool = False) -> None:
            from liquid.builtin.content import Literal
            from liquid.builtin.illegal import Illegal
            from liquid.builtin.output import Output

            del extra
            tags = (AbortTag, AsciiAssignTag, CaptureTag, CommentTag, EchoTag, ForTag, IfTag)
            for tag in (Literal, Output, Illegal, *tags):
                self.add_tag(tag)
            self.filters |= FILTERS

    return BrazeEnvironment()
