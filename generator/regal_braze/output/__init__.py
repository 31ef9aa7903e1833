"""Compare `output/` with the rendered files, and write it."""
