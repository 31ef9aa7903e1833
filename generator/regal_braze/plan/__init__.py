"""Compute the plan of each transformation from its schema and the settings."""
