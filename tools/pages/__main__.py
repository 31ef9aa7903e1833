"""Write every page; say which have changed."""

from __future__ import annotations

from pages.all_pages import ROOT, left_over, pages

made = pages()
for path, content in made.items():
    file = ROOT / path
    if not file.is_file() or file.read_text(encoding="utf-8") != content:
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")
        print(f"written: {path}")
for file in left_over(made):
    file.unlink()
    print(f"removed: {file.relative_to(ROOT).as_posix()}")
