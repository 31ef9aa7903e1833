"""The files that a new workspace has where nothing was said, and groups to say something about."""

from __future__ import annotations

WORKFLOW, HOOK = ".github/workflows/regal-braze.yml", ".pre-commit-config.yaml"
FILES = {
    *(WORKFLOW, HOOK, ".gitignore", ".gitattributes", "README.md", "payloads/call.completed.json"),
    *("regal-braze.schema.json", "regal-braze.toml"),
}
VOICE, SMS = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01", "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"
