"""Compile and render templates in Braze's dialect of Liquid, with python-liquid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from regal_braze.engines.liquid.rewrite import RewriteError, rewrite
from regal_braze.immutable import Immutable

if TYPE_CHECKING:
    from liquid import BoundTemplate

    from regal_braze.engines.liquid.tags import BrazeEnvironment


MOST_CHARACTERS: Final = 500_000
"""Most characters of a template, which takes 5 µs for each to compile."""


class LiquidError(ValueError):
    """A template is not Liquid as Braze documents it."""


class Aborted(Immutable):
    """The template reached `abort_message`: Braze sends nothing, and logs the reason."""

    reason: str


class Template(Immutable):
    """A compiled template, which can be rendered any number of times."""

    bound: BoundTemplate
    text: str

    def render(self, namespaces: Mapping[str, object]) -> str | Aborted:
        """Return the text that Braze would send, or why it would send nothing. Raises LiquidError."""
        from liquid.exceptions import LiquidError as EngineError

        from regal_braze.engines.liquid.tags import AbortError

        try:
            return self.bound.render(**namespaces)
        except AbortError as abort:
            return Aborted(str(abort))
        except EngineError as error:
            raise LiquidError(str(error).splitlines()[0]) from error
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise LiquidError(str(error)[:200] or type(error).__name__) from error

    def reads(self, name: str) -> bool:
        """Return whether the template names a value of a profile."""
        return f"${{{name}}}" in self.text


def compile_template(text: str) -> Template:
    """Return the compiled template. Raises LiquidError for anything that Braze does not document."""
    from liquid.exceptions import LiquidError as EngineError

    if len(text) > MOST_CHARACTERS:
        raise LiquidError(f"The body has more than {MOST_CHARACTERS:,} characters")
    try:
        return Template(_environment().from_string(rewrite(text)), text)
    except (EngineError, RewriteError) as error:
        raise LiquidError(str(error).splitlines()[0]) from error
    except (RecursionError, ValueError) as error:
        raise LiquidError(str(error)[:200] or type(error).__name__) from error


@cache
def _environment() -> BrazeEnvironment:
    from regal_braze.engines.liquid.tags import BrazeEnvironment

    return BrazeEnvironment()
