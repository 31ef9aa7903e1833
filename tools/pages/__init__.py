"""The pages of docs/ that are made from what they describe: one module a page, its text in `text/`."""
