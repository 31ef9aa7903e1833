"""Infer the schema of an event from recorded payloads, or what they tell anew about a known one.

read → observe → schema, redact → prove → write; for a known event, update stands where schema does.
"""
