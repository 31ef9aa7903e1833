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


def test_nothing_differs_after_a_write(written: Path) -> None:
    assert compare(written, CURRENT) == ()


def test_the_order_of_the_artifacts_does_not_matter(written: Path) -> None:
    assert compare(written, CURRENT[::-1]) == ()


def test_without_output_all_is_missing(output: Path) -> None:
    assert kinds(output, CURRENT) == [("missing", MANIFEST), ("missing", "t/a.js"), ("missing", "t/b.js")]
    assert not output.exists()


def test_a_missing_file_is_named_with_what_it_should_hold(written: Path) -> None:
    (written / "t/a.js").unlink()
    assert compare(written, CURRENT) == (Difference("missing", "t/a.js", "one\n", None),)


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
    (difference,) = compare(written, CURRENT)
    assert difference == Difference("changed", MANIFEST, render_manifest(CURRENT), "{}")


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(written: Path) -> None:
    (written / "t/a.js").unlink()
    (written / "t/a.js").mkdir()
    (written / "t/a.js/inner").touch()
    assert kinds(written, CURRENT) == [("missing", "t/a.js"), ("orphan", "t/a.js/inner")]


def test_empty_folders_are_nobodys_business(written: Path) -> None:
    (written / "empty").mkdir()
    assert compare(written, CURRENT) == ()


def test_all_differences_come_at_once_sorted_by_path(written: Path) -> None:
    (written / "t/b.js").write_text("")
    (written / "a").touch()
    (written / "z").touch()
    (written / "t/a.js").unlink()
    assert [path for _, path in kinds(written, CURRENT)] == ["a", "t/a.js", "t/b.js", "z"]


def test_a_link_is_not_what_was_generated_even_with_the_right_content(written: Path) -> None:
    (written / "t/a.js").rename(written.parent / "elsewhere")
    (written / "t/a.js").symlink_to(written.parent / "elsewhere")
    assert compare(written, CURRENT) == (Difference("changed", "t/a.js", "one\n", None),)


def test_a_linked_folder_is_not_followed(written: Path) -> None:
    (written / "t").rename(written.parent / "elsewhere")
    (written / "t").symlink_to(written.parent / "elsewhere")
    assert kinds(written, CURRENT) == [("orphan", "t"), ("missing", "t/a.js"), ("missing", "t/b.js")]


def test_a_pipe_is_not_waited_for(written: Path) -> None:
    (written / "t/a.js").unlink()
    os.mkfifo(written / "t/a.js")
    os.mkfifo(written / "pipe")
    assert kinds(written, CURRENT) == [("orphan", "pipe"), ("changed", "t/a.js")]


def test_a_file_that_goes_while_it_is_compared_is_missing(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Callable[..., object] = Path.open

    def remove_first(path: Path, *arguments: str, **options: int) -> object:
        path.unlink()
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", remove_first)
    assert {kind for kind, _ in kinds(written, CURRENT)} == {"missing"}


def test_a_huge_file_is_named_but_not_held(written: Path) -> None:
    with (written / "huge").open("wb") as file:
        file.truncate(1 << 40)
    assert compare(written, CURRENT) == (Difference("orphan", "huge", None, None),)


def test_what_a_killed_write_left_is_reported_and_left_as_it_is(written: Path) -> None:
    """Only a write repairs: `check` reads."""
    staging = written / STAGING
    staging.mkdir()
    (staging / "journal.json").write_text("{}")
    (written / "t/a.js").rename(staging / "old-0")
    assert compare(written, CURRENT) == (Difference("missing", "t/a.js", "one\n", None),)
    assert sorted(path.name for path in staging.iterdir()) == ["journal.json", "old-0"]


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
    kind: Literal["missing", "changed", "orphan"] = "changed"
    if expected is None:
        kind = "orphan"
    elif actual is None:
        kind = "missing"
    return unified_diff(Difference(kind, "t/a.js", expected, actual))


HEAD = "--- output/t/a.js (as it is)\n+++ output/t/a.js (as it should be)\n"


def test_the_diff_leads_from_what_is_to_what_should_be() -> None:
    assert diff("a\nB\nc\n", "a\nb\nc\n") == f"{HEAD}@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


def test_the_diff_of_a_missing_file_adds_and_of_an_orphan_removes_it() -> None:
    assert diff("a\n", None) == f"{HEAD}@@ -0,0 +1 @@\n+a\n"
    assert diff(None, "a\n") == f"{HEAD}@@ -1 +0,0 @@\n-a\n"


def test_the_diff_shows_that_the_last_newline_is_missing() -> None:
    assert diff("a\n", "a") == f"{HEAD}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"


def test_the_diff_shows_line_ends_that_differ() -> None:
    assert diff("a\n", "a\r\n") == f"{HEAD}@@ -1 +1 @@\n-a\\r\n+a\n"


def test_the_diff_splits_lines_at_newlines_only() -> None:
    assert diff("x\n", "a\u2028b\fc\n") == f"{HEAD}@@ -1 +1 @@\n-a\\u2028b\\x0cc\n+x\n"


def test_the_diff_obeys_no_escape_sequence_of_a_foreign_file() -> None:
    assert "\x1b" not in diff("a\n", "\x1b[2J\n")


@pytest.mark.parametrize("expected", ["a\n", None])
def test_the_diff_says_so_where_there_is_no_text(expected: str | None) -> None:
    assert diff(expected, "\x89PNG\0") == f"{HEAD}  the current file is not text that can be shown\n"


def test_the_diff_of_an_empty_file_is_not_empty() -> None:
    assert diff(None, "") == HEAD


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
