"""JSON and TOML as text: read, write, and find the line of a key."""
