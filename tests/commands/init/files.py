"""The files that a new workspace has where nothing was said."""

from __future__ import annotations

FILES = {
    ".github/workflows/regal-braze.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "README.md",
    "payloads/call.completed.json",
    "regal-braze.schema.json",
    "regal-braze.toml",
}
