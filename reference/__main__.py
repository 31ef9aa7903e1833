"""Write every page; say which have changed."""

from __future__ import annotations

from reference.pages import ROOT, pages

for path, content in pages().items():
    file = ROOT / path
    if not file.is_file() or file.read_text(encoding="utf-8") != content:
        file.write_text(content, encoding="utf-8", newline="\n")
        print(f"written: {path}")
