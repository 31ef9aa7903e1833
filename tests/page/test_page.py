"""What output/index.html contains, read without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from regal_braze.page import kept
from support.command import run, tree
from support.schemas import write
from support.shipped import ROOT

PAGE = (ROOT / "output" / "index.html").read_text(encoding="utf-8")
MARKS = 'ends </script> <!-- <script> {{ script }} \u2028 "quoted" \U0001f600'


def data_of(page: str) -> dict[str, Any]:
    """Return the data that the scripts of a page read."""
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    data: dict[str, Any] = json.loads(text)
    return data


def code_of(data: dict[str, Any]) -> dict[str, str]:
    """Return the code of each entry by its file, as the scripts of the page put it together."""
    return {entry["file"]: "\n\n".join(data["texts"][number] for number in entry["parts"]) for entry in data["entries"]}


def test_it_has_every_file_byte_for_byte() -> None:
    files = {name: content.decode() for name, content in tree(ROOT / "output").items()}
    code = {name: text for name, text in files.items() if name.endswith((".js", ".liquid"))}
    assert code_of(data_of(PAGE)) == code


def test_tokens_are_as_long_as_their_texts() -> None:
    data = data_of(PAGE)
    lengths = [sum(map(int, re.findall(r"\d+", tokens))) for tokens in data["tokens"]]
    assert lengths == [len(text.encode("utf-16-le")) // 2 for text in data["texts"]]


def test_it_is_smaller_than_it_may_be() -> None:
    assert len(PAGE.encode()) < 1_500_000


def test_the_policy_allows_the_scripts_and_styles_of_the_page_and_no_network() -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', PAGE)
    directives = {
        name: sources.split() for name, _, sources in (part.strip().partition(" ") for part in policy.split(";"))
    }
    scripts = [*re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)]
    scripts += re.findall(r"<script>(.*?)</script>", data_of(PAGE)["frame"], re.DOTALL)
    assert directives["default-src"] == ["'none'"]
    assert sorted(directives["script-src"]) == sorted([*map(digest, scripts), "'unsafe-eval'"])
    assert directives["style-src"] == [digest(text) for text in re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)]
    assert directives["worker-src"] == ["blob:"]
    assert directives.keys() == {"default-src", "script-src", "style-src", "worker-src", "base-uri", "form-action"}


def digest(text: str) -> str:
    """Return the source expression of a script or style with this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_hostile_texts_of_a_schema_stay_data(workspace: Path) -> None:
    schema = json.loads((ROOT / "schemas/events/call.wrapup.json").read_text(encoding="utf-8"))
    schema["description"] = MARKS
    schema["properties"]["properties"]["properties"][MARKS] = {"type": "string", "description": MARKS}
    write(workspace, {"schemas/events/call.wrapup.json": schema})
    assert run("generate", "-q").code == 0
    page = (workspace / "output/index.html").read_text(encoding="utf-8")
    assert page.count("<script") == PAGE.count("<script")
    assert page.count("<!--") == 0
    entry = next(entry for entry in data_of(page)["entries"] if entry["name"] == "call.wrapup")
    assert MARKS in entry["sections"][0]["sentences"]
    assert MARKS in [field["path"][-1] for field in entry["form"]]
    body = (workspace / "output/transformations/call.wrapup.js").read_bytes().decode()
    assert code_of(data_of(page))["transformations/call.wrapup.js"] == body


@pytest.mark.parametrize("damaged", [None, '{"state": 1}', "\ud800"])
def test_kept_results_never_change_the_page(
    few_and_webhooks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str | None
) -> None:
    assert run("generate", "-q").code == 0
    expected = (few_and_webhooks / "output/index.html").read_bytes()
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    file = tmp_path / "cache" / "results.json"
    monkeypatch.setattr(kept, "_cache_file", lambda: file)
    monkeypatch.setattr(kept, "SHIPPED", tmp_path / "none")
    pages = []
    for _ in range(2):
        kept.kept.cache_clear()
        assert run("generate", "-q").code == 0
        pages.append((few_and_webhooks / "output/index.html").read_bytes())
        assert file.is_file()
        if damaged is not None:
            file.write_bytes(damaged.encode("utf-8", "surrogatepass"))
    kept.kept.cache_clear()
    assert pages == [expected] * 2


def test_todo_has_the_placeholders_and_groups_that_cannot_be_right(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text(
        '[subscription_groups]\nvoice = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"\n'
        'sms = "00000000-0000-0000-0000-000000000000"\n',
        encoding="utf-8",
    )
    run("generate", "-q")
    todo = data_of((workspace / "output/index.html").read_text(encoding="utf-8"))["todo"]
    example, placeholder = (each["message"] for each in todo)
    assert example == "The subscription group of sms is the example 00000000-0000-0000-0000-000000000000"
    assert placeholder.endswith("REPLACE_WITH_YOUR_EMAIL_SUBSCRIPTION_GROUP_ID")
