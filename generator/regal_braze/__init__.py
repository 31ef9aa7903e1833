"""Regal reporting events to Braze Data Transformations, generated from JSON Schemas."""

__version__ = "0.1.0"
