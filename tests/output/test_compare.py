"""`check` names what is missing, changed or orphaned, shows it, and changes nothing (section 7)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from regal_braze.findings.finding import FindingsError
from regal_braze.output.compare import Difference, compare, unified_diff
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, render_manifest
from regal_braze.output.write import write_output


def artifacts(**files: str) -> list[Artifact]:
    return [
        Artifact(f"t/{name}.js", "transformation", name, f"schemas/{name}.json", text) for name, text in files.items()
    ]


CURRENT = artifacts(a="one\n", b="two\n")


@pytest.fixture
def written(output: Path) -> Path:
    write_output(output, CURRENT)
    return output


def kinds(output: Path, expected: list[Artifact]) -> list[tuple[str, str]]:
    return [(difference.kind, difference.path) for difference in compare(output, expected)]


def test_nothing_differs_after_a_write_whatever_the_order(written: Path) -> None:
    (written / "empty").mkdir()
    assert compare(written, CURRENT) == compare(written, CURRENT[::-1]) == ()


def test_without_output_all_is_missing(output: Path) -> None:
    assert kinds(output, CURRENT) == [("missing", MANIFEST), ("missing", "t/a.js"), ("missing", "t/b.js")]
    assert not output.exists()


@pytest.mark.parametrize("actual", ["", "one", "one\r\n", "one\n\n", "ONE\n", "\ufeffone\n"])
def test_a_changed_file_is_named_with_both_contents(written: Path, actual: str) -> None:
    (written / "t/a.js").write_bytes(actual.encode())
    assert compare(written, CURRENT) == (Difference("changed", "t/a.js", "one\n", actual),)


def test_a_file_that_no_schema_has_any_more_is_an_orphan(written: Path) -> None:
    assert kinds(written, CURRENT[:1]) == [("changed", MANIFEST), ("orphan", "t/b.js")]


@pytest.mark.parametrize("path", ["notes.txt", "t/a.js.orig", "t/.hidden", "deep/er/file"])
def test_a_file_that_was_never_ours_is_an_orphan(written: Path, path: str) -> None:
    (written / path).parent.mkdir(parents=True, exist_ok=True)
    (written / path).write_text("x")
    assert compare(written, CURRENT) == (Difference("orphan", path, None, "x"),)


def test_the_manifest_is_compared_too(written: Path) -> None:
    (written / MANIFEST).write_text("{}")
    assert compare(written, CURRENT) == (Difference("changed", MANIFEST, render_manifest(CURRENT), "{}"),)


MISSING = Difference("missing", "t/a.js", "one\n", None)


def remove(written: Path) -> None:
    (written / "t/a.js").unlink()


def put_a_folder_there(written: Path) -> None:
    remove(written)
    (written / "t/a.js").mkdir()
    (written / "t/a.js/inner").write_text("x")


def put_a_link_there(written: Path) -> None:
    (written / "t/a.js").rename(written.parent / "elsewhere")
    (written / "t/a.js").symlink_to(written.parent / "elsewhere")


def link_the_folder(written: Path) -> None:
    (written / "t").rename(written.parent / "elsewhere")
    (written / "t").symlink_to(written.parent / "elsewhere")


def put_pipes_there(written: Path) -> None:
    remove(written)
    os.mkfifo(written / "t/a.js")
    os.mkfifo(written / "pipe")


def add_a_huge_file(written: Path) -> None:
    with (written / "huge").open("wb") as file:
        file.truncate(1 << 40)


def leave_what_a_killed_write_leaves(written: Path) -> None:
    """Only a write repairs: `check` reads."""
    (written / STAGING).mkdir()
    (written / STAGING / "journal.json").write_text("{}")
    (written / "t/a.js").rename(written / STAGING / "old-0")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (remove, [MISSING]),
        (put_a_folder_there, [MISSING, Difference("orphan", "t/a.js/inner", None, "x")]),
        (put_a_link_there, [Difference("changed", "t/a.js", "one\n", None)]),
        (
            link_the_folder,
            [Difference("orphan", "t", None, None), MISSING, Difference("missing", "t/b.js", "two\n", None)],
        ),
        (put_pipes_there, [Difference("orphan", "pipe", None, None), Difference("changed", "t/a.js", "one\n", None)]),
        (add_a_huge_file, [Difference("orphan", "huge", None, None)]),
        (leave_what_a_killed_write_leaves, [MISSING]),
    ],
)
def test_what_is_there_instead_is_named_and_left_as_it_is(
    written: Path, change: Callable[[Path], None], expected: list[Difference]
) -> None:
    """Links are not followed, pipes are not waited for, and all differences come at once, sorted by path."""
    change(written)
    before = sorted(written.rglob("*"))
    assert compare(written, CURRENT) == (*expected,)
    assert sorted(written.rglob("*")) == before


def test_a_file_that_goes_while_it_is_compared_is_missing(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Callable[..., object] = Path.open

    def remove_first(path: Path, *arguments: str, **options: int) -> object:
        path.unlink()
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", remove_first)
    assert {kind for kind, _ in kinds(written, CURRENT)} == {"missing"}


def test_output_that_is_a_file_is_a_finding(output: Path) -> None:
    output.write_text("")
    with pytest.raises(FindingsError) as raised:
        compare(output, CURRENT)
    assert raised.value.findings[0].code == "unreadable-file"


def test_a_file_that_cannot_be_read_is_a_finding(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FindingsError) as raised:
        compare(written, CURRENT)
    assert raised.value.findings[0].code == "unreadable-file"
    assert "Permission denied" in raised.value.findings[0].message


def diff(expected: str | None, actual: str | None) -> str:
    kind: Literal["missing", "changed", "orphan"] = "missing" if actual is None else "changed"
    return unified_diff(Difference("orphan" if expected is None else kind, "t/a.js", expected, actual))


HEAD = "--- output/t/a.js (as it is)\n+++ output/t/a.js (as it should be)\n"


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ("a\nB\nc\n", "a\nb\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"),
        ("a\n", None, "@@ -0,0 +1 @@\n+a\n"),
        (None, "a\n", "@@ -1 +0,0 @@\n-a\n"),
        ("a\n", "a", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("a\n", "a\r\n", "@@ -1 +1 @@\n-a\\r\n+a\n"),
        # Lines end at newlines only, and no escape sequence of a foreign file is obeyed
        ("x\n", "a\u2028b\fc\n", "@@ -1 +1 @@\n-a\\u2028b\\x0cc\n+x\n"),
        ("a\n", "\x1b[2J\n", "@@ -1 +1 @@\n-\\x1b[2J\n+a\n"),
        ("a\n", "\x89PNG\0", "  the current file is not text that can be shown\n"),
        (None, "\x89PNG\0", "  the current file is not text that can be shown\n"),
        (None, "", ""),
    ],
)
def test_the_diff_leads_from_what_is_to_what_should_be(expected: str | None, actual: str | None, shown: str) -> None:
    assert diff(expected, actual) == f"{HEAD}{shown}"


def test_bytes_that_are_no_text_can_be_printed(written: Path) -> None:
    (written / "t/a.js").write_bytes(b"caf\xe9\n")
    (difference,) = compare(written, CURRENT)
    assert "-caf\\xe9\n" in unified_diff(difference)
    unified_diff(difference).encode()


def test_a_file_name_that_is_no_text_can_be_printed(written: Path) -> None:
    Path(os.fsdecode(os.fsencode(written) + b"/\xe9\x1b")).touch()
    (difference,) = compare(written, CURRENT)
    assert difference.path == "\\xe9\\x1b"


def test_a_file_over_the_limit_that_should_be_that_large_is_compared(output: Path) -> None:
    large = artifacts(a="x" * (3 << 20))
    write_output(output, large)
    assert compare(output, large) == ()
