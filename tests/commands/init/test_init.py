"""`regal-braze init DIR`: what it writes works at once, and it writes all of it or nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commands.init.files import FILES, HOOK, WORKFLOW
from depth import some
from regal_braze import __version__
from regal_braze.commands.init.files import PLACEHOLDER
from regal_braze.verify.transformations import read_payloads, verify
from support.command import Ended, run, run_apart, run_in_shell, tree
from support.schemas import FILE, write
from support.shipped import bodies, plans, schemas

pytestmark = pytest.mark.usefixtures("few_and_webhooks")


@pytest.mark.slow
def test_the_commands_of_the_readme_work_without_a_question(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run_apart("init", "acme", cwd=workspace)
    assert (made.code, made.out) == (0, "")
    assert "?" not in made.err
    assert set(tree(workspace / "acme")) == FILES
    monkeypatch.chdir(workspace / "acme")
    block = Path("README.md").read_text(encoding="utf-8").partition("## Six commands")[2].split("```")[1]
    commands = [line.partition("#")[0].split() for line in block.splitlines() if line.startswith("regal-braze")]
    assert [command[1] for command in commands] == ["generate", "open", "check", "verify", "run", "show"]
    ended = {command[1]: run(*command[1:]) for command in commands}
    assert {name for name, each in ended.items() if each.code} == set()
    verified = ended["verify"]
    assert len(verified.err.splitlines()) == 1, "the sentence with the totals"
    (row,) = (line.split() for line in verified.out.splitlines() if line.startswith("call.completed "))
    assert row[1:3] == ["2", "2"], "the payload beside the documented sample"


@pytest.mark.parametrize("how", ["<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_terminal(workspace: Path, how: str) -> None:
    assert run_in_shell(f"$PYTHON -m regal_braze init acme {how}", workspace).code == 0
    assert set(tree(workspace / "acme")) == FILES


def test_it_says_what_to_do_next(workspace: Path) -> None:
    assert run("init", "acme").err.splitlines() == [
        "acme: 8 files written",
        "Next:",
        "  regal-braze -C acme generate",
        "  regal-braze -C acme verify",
        "  regal-braze -C acme open   # the page where you find, try and copy the code",
        "  regal-braze -C acme show contacts   # or paste what it prints into Braze",
        (
            f"In acme/{WORKFLOW}, acme/{HOOK} and acme/README.md, replace {PLACEHOLDER}"
            " with the address of the repository of regal-braze."
        ),
    ]
    assert run("init", "quiet", "--quiet") == Ended(0, "", "")


def test_what_it_wrote_as_json(workspace: Path) -> None:
    made = run("init", "acme", "--format", "json")
    assert json.loads(made.out) == {"written": sorted(FILES), "kept": [], "findings": []}
    assert made.err == ""


def test_the_folder_is_relative_to_the_workspace_option(workspace: Path) -> None:
    (workspace / "elsewhere").mkdir()
    assert run("-C", "elsewhere", "init", "acme").code == 0
    assert run("init", "-C", "elsewhere", "other").code == 0
    assert {path.name for path in (workspace / "elsewhere").iterdir()} == {"acme", "other"}
    assert [path.name for path in workspace.iterdir()] == ["elsewhere"]


def test_the_current_folder(workspace: Path) -> None:
    made = run("init", ".")
    assert "  regal-braze generate\n" in made.err
    assert set(tree(workspace)) == FILES
    assert run("generate").code == 0


def test_other_files_in_the_folder_stay(workspace: Path) -> None:
    text = schemas()["sms.sent"].file.path.read_text(encoding="utf-8").replace("sms.sent", "my.event")
    write(workspace / "acme", {FILE: text, "notes.txt": "mine"})
    assert run("init", "acme", "--events", "my.event").code == 0, "the events of the folder are known"
    made = FILES - {"payloads/call.completed.json"} | {"payloads/my.event.json"}
    assert set(tree(workspace / "acme")) == made | {"notes.txt", FILE}
    assert (workspace / "acme" / FILE).read_text(encoding="utf-8") == text


# --- The files


@pytest.fixture
def acme(workspace: Path) -> Path:
    assert run("init", "acme").code == 0
    return workspace / "acme"


def test_nothing_assumes_a_package_index(acme: Path) -> None:
    pin = f"regal-braze @ git+{PLACEHOLDER}@v{__version__}"
    for path in (WORKFLOW, HOOK, "README.md"):
        assert f'"{pin}"' in (acme / path).read_text(encoding="utf-8")
    everything = b"".join(tree(acme).values()).decode()
    assert "regal-braze==" not in everything
    hosts = set(re.findall(r"https?://([\w.-]+)", everything))
    assert hosts == {"json-schema.org"}, "the $schema of the schema"


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ({"url": "https://git.example/regal-braze.git"}, f"git+https://git.example/regal-braze.git@{COMMIT}"),
        ({"url": "ssh://git@git.example/regal-braze.git"}, f"git+ssh://git@git.example/regal-braze.git@{COMMIT}"),
        ({"url": "https://me:secret@git.example/regal-braze"}, PLACEHOLDER),
        ({"url": 'https://git.example/"; rm -rf /'}, PLACEHOLDER),
        ({"url": "file:///home/me/regal-braze.whl", "vcs_info": {}}, PLACEHOLDER),
    ],
)
def test_a_workspace_installs_from_where_regal_braze_came(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, recorded: dict[str, Any], expected: str
) -> None:
    record = {"vcs_info": {"vcs": "git", "commit_id": COMMIT}} | recorded
    monkeypatch.setattr("regal_braze.commands.init.files._recorded", lambda: record)
    said = run("init", "acme").err
    for path in (WORKFLOW, HOOK, "README.md"):
        text = (workspace / "acme" / path).read_text(encoding="utf-8")
        assert f'"regal-braze @ {expected.replace(PLACEHOLDER, f"git+{PLACEHOLDER}")}' in text
    assert (f"replace {PLACEHOLDER} with the address" in said) == (expected == PLACEHOLDER)


@pytest.mark.proof
def test_the_commands_of_the_workflow_work(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(acme)
    run("generate", "--quiet")
    for path in (WORKFLOW, HOOK):
        commands = re.findall(r"(?:run|entry): regal-braze (.*)", (acme / path).read_text(encoding="utf-8"))
        assert commands
        for command in commands:
            assert run(*command.split()).code == 0, command


def test_the_readme_tells_of_every_file(acme: Path) -> None:
    text = (acme / "README.md").read_text(encoding="utf-8")
    for path in FILES - {"README.md", ".gitignore"}:
        assert f"`{path}`" in text or f"`{path.rpartition('/')[0]}/`" in text, path
    assert "`recorded/`" in text, "for payloads of real people"
    assert "recorded/" in (acme / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("event", some(sorted(schemas()), 5))
def test_the_payload_is_one_of_an_enabled_event(workspace: Path, built_in: Callable[..., Path], event: str) -> None:
    """Whatever is enabled alone, its sample gives a request; none is refused."""
    built_in(event)
    assert run("init", "acme", "--events", event).code == 0
    recorded, findings = read_payloads([str(workspace / "acme" / "payloads")], [plans()[event]], workspace)
    assert [payload.event for payload in recorded] == [event]
    assert findings == []
    result = verify(event, bodies()[event], recorded, "body.js")
    assert (result.payloads, result.valid, result.findings) == (1, 1, ())


def test_same_bytes_wherever_it_runs(workspace: Path) -> None:
    run("init", "one")
    env = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run_apart("init", "two", cwd=workspace, env=env).code == 0
    assert tree(workspace / "one") == tree(workspace / "two")


def test_modules_that_init_alone_needs_cost_nothing_else(workspace: Path) -> None:
    code = "import sys; import regal_braze.cli.app; print(*(m for m in sys.modules if 'commands.init' in m))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""
