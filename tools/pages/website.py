"""What mkdocs.yml cannot say of the site.

Pages that are made get into its navigation, headings the anchors that GitHub gives them. Pages link to files beside
docs/, as in `../schemas/events/call.completed.json`, which leads somewhere where git is hosted too: the site holds
these files below `source/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from pages.markdown import anchor

# The folders of docs/ with one page per event or finding; mkdocs.yml lists their `index.md`.
FOLDERS = ("events", "findings")
_LINK = re.compile(r"\]\((?P<up>(?:\.\./)+)(?P<path>[^)#]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List every page of these folders below its index; anchor headings as GitHub does."""
    config.mdx_configs["toc"]["slugify"] = lambda heading, _: anchor(heading)
    config.nav = _with_pages(config.nav, Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files beside docs/ that pages link to. Raises FileNotFoundError for one that is not there."""
    docs = Path(config.docs_dir)
    linked = {path for page in docs.rglob("*.md") for path in _outside(page.read_text(encoding="utf-8"), page, docs)}
    for path in sorted(linked):
        if not (docs.parent / path).is_file():
            raise FileNotFoundError(f"A page links to {path}, which is not there")
        files.append(File.generated(config, _in_site(path), abs_src_path=str(docs.parent / path)))
    return files


def on_page_markdown(markdown: str, /, *, page: Any, config: MkDocsConfig, **_: object) -> str:
    """Let links to files beside docs/ lead to where the site has them."""
    del config
    depth = page.file.src_uri.count("/")

    def within(link: re.Match[str]) -> str:
        is_outside = link["up"].count("../") == depth + 1
        return f"]({'../' * depth}{_in_site(link['path'])})" if is_outside else link[0]

    return _LINK.sub(within, markdown)


def _with_pages(nav: Any, docs: Path) -> Any:
    """Return a part of the navigation in which the index of each of these folders is followed by its other pages."""
    if isinstance(nav, dict):
        return {title: _with_pages(part, docs) for title, part in nav.items()}
    if not isinstance(nav, list):
        return nav
    pages = [_with_pages(part, docs) for part in nav]
    for folder in FOLDERS:
        if f"{folder}/index.md" in pages:
            others = sorted(path.stem for path in (docs / folder).glob("*.md") if path.stem != "index")
            pages += ({other: f"{folder}/{other}.md"} for other in others)
    return pages


def _outside(markdown: str, page: Path, docs: Path) -> Iterator[str]:
    depth = len(page.relative_to(docs).parts) - 1
    return (link["path"] for link in _LINK.finditer(markdown) if link["up"].count("../") == depth + 1)


def _in_site(path: str) -> str:
    # Browsers show a text; a file of a kind that they do not know, they save.
    return f"source/{path}.txt" if path.endswith(".jinja") else f"source/{path}"
