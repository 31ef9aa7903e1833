"""Payloads for tests: generated from a plan, and mutated from samples.

A payload is any JSON value as `json.loads` returns it; infinity stands for a number too large for a double.
Payloads share their parts: never change one. Property tests find their strategy in `payloads.strategies`.
"""

from __future__ import annotations

from support.payloads.generation import generate_payloads
from support.payloads.json_text import to_json
from support.payloads.mutation import mutations

__all__ = ["generate_payloads", "mutations", "to_json"]
