"""Braze's dialect of Liquid, as far as Braze documents it and templates for webhooks need it.

`render` gives the text that Braze would send for a profile, or the reason why it would send nothing. What Braze does
not document is an error here, so that a template which works here does not rely on it.
"""

from __future__ import annotations

from regal_braze.engines.liquid.environment import Aborted, LiquidError, Template, compile_template

__all__ = ["Aborted", "LiquidError", "Template", "compile_template"]
