"""Tell in words what a transformation does, from its plan and from what its schema and the workspace say.

`describe` makes an `Explanation` of facts; `sections` puts the facts in order; `written` spells them as text or as
Markdown.
"""
