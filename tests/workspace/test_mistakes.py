"""A mistake in regal-braze.toml is a finding with its line, what is wrong, and how to fix it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from regal_braze.findings.finding import ConfigurationError
from regal_braze.schema.check_properties import OBJECT_MEMBERS
from regal_braze.workspace.read import read_settings
from support import toml
from support.command import run
from support.examples import Example, each, read
from support.schemas import write
from workspace.planning import FOLDER, errors, mistakes, plans, said

CALL = '[events."call.completed"]\n'


@each(FOLDER, 108)
def test_a_mistake_is_a_finding_at_its_line_that_says_how_to_fix_it(example: Example) -> None:
    """`make golden` annotates the examples anew."""
    assert said(example) == example.text


def test_every_example_has_a_mistake_and_every_help_is_a_sentence() -> None:
    examples = read(FOLDER)
    assert len({(example.path, example.title) for example in examples}) == len(examples) > 150
    for example in examples:
        assert "\n#! " in f"\n{example.text}"
        assert all(line.endswith((".", "?")) for line in example.text.splitlines() if line.startswith("#? "))


NO_TOML = "The file is not valid TOML: "
TOO_MUCH = f"{NO_TOML}A number is too long, or a list is nested too deeply"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[identity]\norder = [\n", 3, f"{NO_TOML}Invalid value"),
        ('{"identity": 1}', 1, f"{NO_TOML}Invalid statement"),
        ("a = " + "[" * 100_000, 1, TOO_MUCH),
        ("\na = " + "1" * 5000, 2, TOO_MUCH),
        (f"a = {'[' * 250}{']' * 250}\n", 2, TOO_MUCH),
        (
            f"[names]\n[webhooks.traits]\na = 1\nb = [1, 0x{'f' * 9999}]\n", 4,
            "webhooks.traits.b must be a finite number of 64 bits"),
        (
            f'[catalogs.x]\nobject_type = "a"\nfields = {[f"f{index}" for index in range(501)]}\n', 3,
            "catalogs.x.fields must have at most 500 items"),
        *(
            (f'[catalogs.x]\nobject_type = "t"\nfields = [\n  "a",\n  "{member}",\n]\n', 5,
             f'catalogs.x.fields cannot contain "{member}": it must be a valid field name')
            for member in OBJECT_MEMBERS),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_mistakes_of_the_syntax_and_of_sizes(text: str, line: int, message: str) -> None:
    assert [(finding.code, finding.line, finding.message) for finding in errors(text)] == [
        ("config-invalid", line, message)
    ]


@pytest.mark.parametrize("line", ["x = ", "x = “", 'x = “"'], ids=["text", "curly quote", "quotes"])
def test_a_long_line_is_read_in_seconds(line: str) -> None:
    begun = time.monotonic()
    (finding,) = errors(line + ('\\"' if line.endswith('"') else "a") * 90_000)
    assert finding.message.startswith(NO_TOML)
    assert len(finding.help) < 100
    assert time.monotonic() - begun < 15.0  # on a busy machine


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# only a comment\n",
        "[identity]\r\n[subscription_groups]\r\n",
        '[identity]\nalias_label = "unused"\norder = ["email"]\n',
        '[identity]\nbraze_id_trait = "unused"\n',
        "[bundles]\n",
        f"{CALL}omit = []\npurchases = []\n[events]\n[catalogs]\n[recipes]\n",
        '[events."sms.*"]\n[events."sms.sent".rename]\n',
        '[names]\nprefix = ""\n',
    ],
)
def test_settings_without_effect_are_no_mistakes(text: str) -> None:
    assert errors(text) == []


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    found = mistakes(
        '[identity]\norder = 1\nmissing = 2\n[update_existing_only]\nevents = 3\nx = 4\n"a\\nb\\u001b" = 5\n'
    )
    assert [finding.line for finding in found] == [2, 3, 5, 6, 7]
    assert found[-1].message == r'There is no key update_existing_only."a\nb\u001b"'


def test_mistakes_of_all_stages_are_reported_at_once() -> None:
    text = '[events."call.*"]\nomit = ["nope"]\n[events."cal.x"]\n[recipes]\nx = true\n[bundles.a]\nevents = ["*"]\n'
    assert {finding.line for finding in errors(text)} == {2, 3, 5}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'a = "\xff"\n', "Byte 5 is not UTF-8"),
        ("a = 1\n".encode("utf-16"), "Byte 0 is not UTF-8"),
        (None, "The file cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / toml.CONFIG
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_settings(path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.file, finding.line) == ("config-invalid", str(path), None)


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    (tmp_path / toml.CONFIG).write_bytes(b'\xef\xbb\xbf[identity]\nalias_label = "x"\n')
    assert read_settings(tmp_path / toml.CONFIG).alias_label == "x"


def test_settings_reach_the_code_as_text() -> None:
    shown = plans('[identity]\nalias_label = "*/ `${x}` </script> \\u2028 \\\\"\n').body("sms.sent")
    assert 'alias_label: "*/ `${x}` <\\/script> \\u2028 \\\\"' in shown
    assert "\u2028" not in shown


@pytest.mark.parametrize("command", [("generate",), ("check",), ("verify",), ("list",), ("show", "sms.sent")])
def test_every_command_ends_with_2(workspace: Path, command: tuple[str, ...]) -> None:
    write(workspace, {toml.CONFIG: f'{CALL}omit = ["nope"]\n'})
    ended = run(*command)
    assert (ended.code, ended.out) == (2, "")
    assert f"{toml.CONFIG}:2:9: error[unknown-property]" in ended.err


def test_a_mistake_in_a_schema_is_not_one_in_the_settings(workspace: Path) -> None:
    write(workspace, {toml.CONFIG: "[names]\n", "schemas/events/my.event.json": "{"})
    ended = run("generate", "--format", "json")
    assert ended.code == 1
    assert {finding["code"] for finding in ended.findings} == {"broken-json"}
