"""Findings: what is wrong, where it is, and how to fix it."""
