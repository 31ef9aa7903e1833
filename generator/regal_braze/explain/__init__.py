"""Describe what a transformation or a webhook does, in words.

`describe` makes an `Explanation`, which consists of facts. `sections` puts the facts in order. `text` writes them as
text or as Markdown.
"""
