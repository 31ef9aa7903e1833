"""Infer the schema of an event from recorded payloads, or the changes that they need in a known schema.

read → observe → schema (or update) → prove → redact → write.
"""
