"""The options of regal-braze.toml: each alone, in pairs, and drawn at random with what they are about."""
