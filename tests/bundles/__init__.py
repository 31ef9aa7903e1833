"""Bundles: each gives for every event of its own exactly what that event's own transformation gives (M18)."""
