"""Valid settings are remembered for the next process. That never changes which settings are valid."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from regal_braze.documents import validators
from regal_braze.documents.validators import MOST_REMEMBERED, is_valid

SETTINGS = "dialect/workspace"
VALID: dict[str, Any] = {"workspace": {"events": ["call.*"]}}
INVALID: dict[str, Any] = {"workspace": {"events": [1]}}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what is remembered, empty."""
    folder = tmp_path / "__pycache__"
    monkeypatch.setattr(validators, "cache_from_source", lambda _: folder / "validators.pyc")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the schemas whose validators are used from now on."""
    names: list[str] = []
    original = validators.validator

    def record(name: str) -> Draft202012Validator:
        names.append(name)
        return original(name)

    monkeypatch.setattr(validators, "validator", record)
    return names


def test_a_valid_document_is_validated_once(folder: Path, validated: list[str]) -> None:
    assert is_valid(SETTINGS, VALID)
    assert is_valid(SETTINGS, VALID)
    assert validated == [SETTINGS]
    assert len([*folder.iterdir()]) == 1


def test_an_invalid_document_is_validated_each_time(folder: Path, validated: list[str]) -> None:
    for _ in range(2):
        assert not is_valid(SETTINGS, INVALID)
    assert validated == [SETTINGS] * 2
    assert not folder.exists()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        (INVALID, False),
        ({"page": {"enabled": True}}, True),
        ({"page": {"enabled": "yes"}}, False),
    ],
)
def test_another_document_is_validated(
    folder: Path, validated: list[str], other: dict[str, Any], expected: bool
) -> None:
    assert is_valid(SETTINGS, VALID)
    assert is_valid(SETTINGS, other) == expected
    assert validated == [SETTINGS] * 2


def test_values_that_are_equal_in_python_are_different_documents(folder: Path) -> None:
    assert is_valid(SETTINGS, {"page": {"enabled": True}})
    assert not is_valid(SETTINGS, {"page": {"enabled": 1}})


def test_a_document_is_remembered_for_its_schema_only(folder: Path) -> None:
    assert is_valid(SETTINGS, VALID)
    assert not is_valid("dialect/event", VALID)


def test_a_date_is_an_error_each_time(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="date"):
            is_valid(SETTINGS, {"workspace": {"events": [date(2026, 1, 1)]}})


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no hash\n", bytes(1000)])
def test_a_damaged_file_is_replaced(folder: Path, validated: list[str], content: bytes) -> None:
    assert is_valid(SETTINGS, VALID)
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert is_valid(SETTINGS, VALID)
    assert is_valid(SETTINGS, VALID)
    assert validated == [SETTINGS] * 2


def test_only_regular_files_are_read(folder: Path, validated: list[str]) -> None:
    assert is_valid(SETTINGS, VALID)
    (file,) = folder.iterdir()
    file.unlink()
    os.mkfifo(file)
    assert is_valid(SETTINGS, VALID)
    assert is_valid(SETTINGS, VALID)
    assert validated == [SETTINGS] * 2


def test_a_document_is_validated_again_after_its_schema_or_the_library_changed(
    folder: Path, validated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_valid(SETTINGS, VALID)
    with monkeypatch.context() as changed:
        changed.setattr(validators, "schema_text", lambda _: "{}")
        assert is_valid(SETTINGS, VALID)
    monkeypatch.setattr(validators, "find_spec", lambda _: None)
    assert is_valid(SETTINGS, VALID)
    assert validated == [SETTINGS] * 3


def test_the_last_documents_are_remembered(folder: Path, validated: list[str]) -> None:
    documents = [{"names": {"prefix": f"{number} "}} for number in range(MOST_REMEMBERED + 1)]
    for document in [*documents, *documents[1:]]:
        assert is_valid(SETTINGS, document)
    assert len(validated) == len(documents)
    assert is_valid(SETTINGS, documents[0])
    assert len(validated) == len(documents) + 1


def test_a_folder_that_cannot_be_written_changes_nothing(folder: Path) -> None:
    folder.write_text("a file is in the way", encoding="utf-8")
    assert is_valid(SETTINGS, VALID)
    assert is_valid(SETTINGS, VALID)


def test_python_s_switch_for_bytecode_is_respected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert is_valid(SETTINGS, VALID)
    assert not folder.exists()
