"""Take the screenshots of output/index.html for README.md and docs/, in Debian's Chromium."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from support.browser import View, started

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "screenshots"
VIEWS: Final = {"event.png": ("call.completed", ".json"), "try.png": ("call.completed/try", ".output article")}
MOST_BYTES: Final = 120_000


def main() -> int:
    """Write the screenshots, and return the exit code."""
    FOLDER.mkdir(exist_ok=True)
    with started() as browser:
        page = browser.new_page(viewport={"width": 1000, "height": 580}, color_scheme="light")
        view = View(page, ROOT / "output" / "index.html")
        for name, (fragment, ready) in VIEWS.items():
            view.open(fragment, ready)
            view.page.evaluate("scrollTo(0, 0)")
            picture = view.page.screenshot(path=FOLDER / name)
            if len(picture) > MOST_BYTES:
                print(
                    f"docs/screenshots/{name} has {len(picture):,} bytes; {MOST_BYTES:,} are the most", file=sys.stderr
                )
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
