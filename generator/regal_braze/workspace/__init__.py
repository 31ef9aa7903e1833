"""The workspace: the folder that a command works in, and its settings from `regal-braze.toml`."""
