"""Braze's rules: limits, reserved names, and the check of a request."""
