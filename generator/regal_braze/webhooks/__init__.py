"""Braze → Regal: bodies of webhooks as Liquid templates that are valid JSON for every profile (W1-W6)."""
