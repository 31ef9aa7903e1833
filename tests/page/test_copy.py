"""Every Copy button yields the exact bytes of the file, and so does the download."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from depth import some
from page.conftest import Opened
from support.browser import View, with_code
from support.command import run
from support.schemas import TEXT, schema, write

SPECIAL = "A line\u2028 and\u2029 \U0001f600 \u00e9 \ufeff </script> <!-- {{ x }} ${y} `"


COPY_ALL = """async (views) => {
  const until = async (ready) => {
    while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const copies = [];
  for (const [fragment, name] of views) {
    location.hash = fragment;
    await until(() => document.getElementById("title").textContent === fragment.split("/")[0]);
    const found = () => document.querySelector(`.copy[data-copy="${name}"]`);
    await until(found);
    await navigator.clipboard.writeText("");
    found().click();
    await until(() => found().textContent === "Copied");
    copies.push([await navigator.clipboard.readText(), document.getElementById("status").textContent]);
  }
  return copies;
}"""
"""Presses a button in each of several views. Returns what is in the clipboard then, and what a screen reader says."""


def copies(view: View, views: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the result of COPY_ALL: `views` are deep links with what the button copies."""
    return [(copy, said) for copy, said in view.page.evaluate(COPY_ALL, views)]


def copied(view: View, *, refused: bool = False) -> str:
    """Press the button for the code, and return what is in the clipboard; it may refuse to be written to."""
    view.page.evaluate("navigator.clipboard.writeText('')")
    if refused:
        view.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    view.page.click(".copy[data-copy*='/']")
    view.page.wait_for_function("document.querySelector('.copy').textContent === 'Copied'")
    text: str = view.page.evaluate("navigator.clipboard.readText()")
    return text


def code_files(output: Path) -> Iterable[Path]:
    """Return the files with code."""
    return sorted(path for path in output.rglob("*.*") if path.suffix in (".js", ".liquid"))


def test_every_copy_button_yields_the_exact_bytes(view: View, page_file: Path) -> None:
    files = [(file, file.relative_to(page_file.parent).as_posix()) for file in code_files(page_file.parent)]
    assert len(files) == 48
    files = some(files, 12)
    found = copies(view, [(file.stem, path) for file, path in files])
    assert [copy.encode() for copy, _ in found] == [file.read_bytes() for file, _ in files]
    assert [said for _, said in found] == [f"{path} copied" for _, path in files]
    assert not view.reached


def test_url_and_headers_of_every_webhook_are_copied_exactly(view: View, page_file: Path) -> None:
    wanted: list[tuple[tuple[str, str], str]] = []
    for file in sorted((page_file.parent / "webhooks").glob("*.settings.json")):
        given = json.loads(file.read_text(encoding="utf-8"))
        link = f"{file.name.removesuffix('.settings.json')}/code"
        texts = {"URL": given["url"]} | {f"Header {name}": text for name, text in given["headers"].items()}
        wanted += [((link, name), text) for name, text in texts.items()]
    found = copies(view, [button for button, _ in wanted])
    assert len(wanted) == 6 * 3
    assert [copy for copy, _ in found] == [text for _, text in wanted]


def test_special_characters_in_a_schema_are_copied_and_downloaded_exactly(opened: Opened, small: Path) -> None:
    write(small, {"schemas/events/my.event.json": schema({SPECIAL: TEXT}, description=SPECIAL)})
    assert run("generate", "-q").code == 0
    file = small / "output" / "transformations" / "my.event.js"
    assert "\U0001f600" in file.read_text(encoding="utf-8")
    view = opened(small / "output" / "index.html")
    view.open("my.event/code", ".code")
    assert copied(view).encode() == file.read_bytes()
    with view.page.expect_download() as download:
        view.page.click("text=Download")
    assert download.value.suggested_filename == "my.event.js"
    assert Path(download.value.path()).read_bytes() == file.read_bytes()


def test_special_characters_in_code_are_copied_exactly_even_if_the_browser_refuses_the_clipboard(
    opened: Opened, page_file: Path, tmp_path: Path
) -> None:
    file = with_code(page_file, tmp_path, {"call.completed": SPECIAL})
    view = opened(file)
    view.open("call.completed/code", ".code")
    assert view.page.text_content(".code pre") == SPECIAL
    assert copied(view) == SPECIAL
    view = opened(file)
    view.open("call.completed/code", ".code")
    assert copied(view, refused=True) == SPECIAL
    with view.page.expect_download() as download:
        view.page.click("text=Download")
    assert Path(download.value.path()).read_bytes() == SPECIAL.encode()
