"""`check` names every file of output/ that is missing, changed or an orphan."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.command import run, tree

OUTPUT = "output/transformations"


@pytest.fixture
def generated(few: Path) -> Path:
    """A workspace with few events and its output."""
    assert run("generate", "-q").code == 0
    return few


@pytest.fixture
def drifted(generated: Path) -> Path:
    """A workspace with a file edited, one deleted and one added."""
    folder = generated / OUTPUT
    edited = folder / "sms.sent.js"
    edited.write_text(edited.read_text().replace('"SMS Sent"', '"Text Sent"'))
    (folder / "sms.received.js").unlink()
    (folder / "sms.extra.js").write_text("// ours\n")
    return generated


def test_it_names_what_was_edited_deleted_and_added(drifted: Path) -> None:
    before = tree(drifted)
    ended = run("check", "--format", "json")
    assert ended.code == 1
    assert {finding["severity"] for finding in ended.findings} == {"error"}
    assert [(finding["code"], finding["file"]) for finding in ended.findings] == [
        ("orphan", f"{OUTPUT}/sms.extra.js"),
        ("missing", f"{OUTPUT}/sms.received.js"),
        ("changed", f"{OUTPUT}/sms.sent.js"),
    ]
    assert all("regal-braze generate" in finding["help"] for finding in ended.findings)
    assert tree(drifted) == before


def test_it_says_so_in_words(drifted: Path) -> None:
    ended = run("check")
    assert ended.out == ""
    assert f"{OUTPUT}/sms.sent.js: error[changed]: It is not up to date\n  help: " in ended.err


def test_it_names_files_as_the_current_folder_sees_them(drifted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(drifted.parent)
    files = [finding["file"] for finding in run("check", "-C", drifted.name, "--format", "json").findings]
    assert files == [f"workspace/{OUTPUT}/sms.{name}.js" for name in ("extra", "received", "sent")]
    assert all(Path(file).parent.is_dir() for file in files)


def test_a_checkout_with_other_ends_of_lines_is_one_finding_that_says_so(generated: Path) -> None:
    """With `core.autocrlf = true`, git writes CRLF."""
    files = [path for path in (generated / "output").rglob("*") if path.is_file()]
    for path in files:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (finding,) = run("check", "--format", "json").findings
    assert (finding["code"], finding["file"]) == ("changed", "output")
    assert f"to CRLF in {len(files)} files" in finding["message"]
    assert ".gitattributes" in finding["help"]
    assert run("generate").code == 0
    assert run("check").code == 0


def test_the_attributes_that_init_writes_keep_the_ends_of_lines(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "a")).code == run("generate", "-C", str(tmp_path / "a")).code == 0
    git = ("git", "-c", "core.autocrlf=true", "-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"], ["clone", "-q", ".", "../b"]):
        subprocess.run([*git, *command], cwd=tmp_path / "a", check=True, capture_output=True)
    assert run("check", "-C", str(tmp_path / "b")).code == 0


def test_without_any_output_all_is_missing(workspace: Path) -> None:
    ended = run("check", "--format", "json")
    assert len(ended.findings) == 56
    assert {finding["code"] for finding in ended.findings} == {"missing"}
    assert not any(workspace.iterdir())


def test_a_decision_of_the_workspace_makes_drift(generated: Path) -> None:
    (generated / "regal-braze.toml").write_text("[update_existing_only]\nevents = true\n")
    assert run("check").code == 1
    assert run("generate", "-q").code == 0
    assert run("check").code == 0


def test_diff_shows_what_leads_to_what_should_be(drifted: Path) -> None:
    ended = run("check", "--diff")
    assert ended.code == 1
    lines = ended.out.splitlines()
    assert f"--- {OUTPUT}/sms.sent.js (as it is)" in lines
    assert '-    name: "Text Sent",' in lines
    assert '+    name: "SMS Sent",' in lines
    assert "-// ours" in lines
    assert f"+++ {OUTPUT}/sms.received.js (as it should be)" in lines
    assert "error[changed]" in ended.err


def test_diff_does_not_show_the_data_of_the_page(generated: Path) -> None:
    page = generated / "output" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Call Completed", "Call Over"), encoding="utf-8")
    ended = run("check", "--diff")
    assert ended.code == 1
    assert "lines of more than 10,000 characters are not shown\n" in ended.out
    assert len(ended.out) < 1000


def test_diff_of_nothing_is_nothing(generated: Path) -> None:
    assert run("check", "--diff").out == ""


def test_diff_leaves_json_alone(drifted: Path) -> None:
    assert run("check", "--diff", "--format", "json") == run("check", "--format", "json")
