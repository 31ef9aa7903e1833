"""Compile and render templates in Braze's dialect of Liquid, with python-liquid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from regal_braze.engines.liquid.rewrite import RewriteError, rewrite
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from liquid import BoundTemplate

    from regal_braze.engines.liquid.tags import BrazeEnvironment


class LiquidError(ValueError):
    """A template is not Liquid as Braze documents it."""


class Aborted(Immutable):
    """The template reached `abort_message`: Braze sends nothing, and logs the reason."""

    reason: str


class Template(Immutable):
    """A compiled template, which can be rendered any number of times."""

    bound: BoundTemplate

    def render(self, namespaces: Mapping[str, object]) -> str | Aborted:
        """Return the text that Braze would send, or why it would send nothing. Raises LiquidError."""
        from liquid.exceptions import LiquidError as EngineError

        from regal_braze.engines.liquid.tags import AbortError

        try:
            return self.bound.render(**namespaces)
        except AbortError as abort:
            return Aborted(abort.reason)
        except EngineError as error:
            raise LiquidError(str(error).splitlines()[0]) from error


def compile_template(text: str) -> Template:
    """Return the compiled template. Raises LiquidError for anything that Braze does not document."""
    from liquid.exceptions import LiquidError as EngineError

    try:
        return Template(_environment().from_string(rewrite(text)))
    except (EngineError, RewriteError) as error:
        raise LiquidError(str(error).splitlines()[0]) from error


@cache
def _environment() -> BrazeEnvironment:
    from regal_braze.engines.liquid.tags import BrazeEnvironment

    return BrazeEnvironment()
