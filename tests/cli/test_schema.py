"""`schema` prints what editors complete from, whatever the workspace looks like."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from regal_braze.resources import schemas_root
from support.command import run
from support.shipped import ROOT


@pytest.mark.parametrize("name", ["workspace", "event", "common", "webhook"])
def test_it_prints_the_file_as_it_is(workspace: Path, name: str) -> None:
    ended = run("schema", name)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (schemas_root() / "dialect" / f"{name}.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(ended.out))


def test_every_dialect_is_printed_and_the_workspace_s_by_default(workspace: Path) -> None:
    assert {path.stem for path in (schemas_root() / "dialect").iterdir()} == {"workspace", "event", "common", "webhook"}
    assert run("schema") == run("schema", "workspace")


@pytest.mark.parametrize("broken", ["[", "x = 1", "[identity]\norder = 5"])
def test_a_broken_workspace_is_no_hindrance(workspace: Path, broken: str) -> None:
    (workspace / "regal-braze.toml").write_text(broken)
    assert run("list").code == 2
    assert run("schema").code == 0


def test_what_it_prints_takes_a_good_file_and_refuses_a_bad_one(workspace: Path) -> None:
    validator = Draft202012Validator(json.loads(run("schema").out))
    assert validator.is_valid(tomllib.loads('[identity]\norder = ["email"]\n[events."sms.*"]\nenabled = false'))
    assert not validator.is_valid(tomllib.loads('[identity]\norder = ["mail"]'))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("workspaces", "Did you mean workspace?"),
        ("evnet", "Did you mean event?"),
        ("../common/envelope", "There are common, event, findings, webhook, workspace."),
    ],
)
def test_an_unknown_name_is_a_finding(workspace: Path, name: str, said: str) -> None:
    ended = run("schema", name, "--format", "json")
    assert ended.code == 2
    (finding,) = ended.findings
    assert (finding["code"], finding["help"]) == ("unknown-schema", said)


def test_editors_are_told_of_every_schema() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    ((pattern, url),) = settings["evenBetterToml.schema.associations"].items()
    assert re.match(pattern, "file:///home/dana/braze/regal-braze.toml")
    assert not re.match(pattern, "file:///home/dana/braze/pyproject.toml")
    told = {Path(url).name, *(Path(each["url"]).name for each in settings["json.schemas"])}
    assert told == {path.name for path in (ROOT / "schemas" / "dialect").iterdir()}
