"""Braze's dialect of Liquid, as far as Braze documents it and templates for webhooks need it.

What Braze does not document is an error here, so that a template which works here does not rely on it.
"""
