"""`regal-braze init DIR`: what it writes works at once, and it writes all of it or nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands.init.files import FILES
from depth import some
from regal_braze import __version__
from regal_braze.verify.transformations import read_payloads, verify
from support.command import Ended, plain_environment, run, run_apart, tree
from support.shipped import bodies, plans, schemas


@pytest.mark.slow
def test_init_generate_verify_without_a_question(here: Path) -> None:
    """Done when: the three commands work, and nothing is asked where nobody sits at a terminal."""
    made = run_apart("init", "acme", cwd=here)
    assert (made.code, made.out) == (0, "")
    assert "?" not in made.err
    assert set(tree(here / "acme")) == FILES
    assert run_apart("-C", "acme", "generate", cwd=here).code == 0
    assert run_apart("-C", "acme", "check", cwd=here).code == 0
    verified = run_apart("-C", "acme", "verify", "--payloads", "acme/payloads", cwd=here)
    assert (verified.code, verified.err) == (0, "")
    (row,) = (line.split() for line in verified.out.splitlines() if line.startswith("call.completed "))
    assert row[1:3] == ["2", "2"], "the payload beside the documented sample"


def test_it_generates_what_an_empty_folder_generates(here: Path) -> None:
    """Nothing is decided that nobody decided."""
    (here / "empty").mkdir()
    run("init", "acme")
    for folder in ("acme", "empty"):
        assert run("-C", folder, "generate", "--quiet").code == 0
    assert tree(here / "acme" / "output") == tree(here / "empty" / "output")


@pytest.mark.parametrize("how", ["</dev/null", "<&-", "</dev/null >&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_terminal(here: Path, how: str) -> None:
    line = f"{sys.executable} -m regal_braze init acme {how}"
    done = subprocess.run(["bash", "-c", line], env=plain_environment(), cwd=here, timeout=60, check=False)
    assert done.returncode == 0
    assert set(tree(here / "acme")) == FILES


def test_it_says_what_to_do_next(here: Path) -> None:
    assert run("init", "acme").err.splitlines() == [
        "acme: 7 files written",
        "Next:",
        "  regal-braze -C acme generate",
        "  regal-braze -C acme verify",
        "  regal-braze -C acme show contacts   # paste what it prints into Braze",
    ]
    assert run("init", "quiet", "--quiet") == Ended(0, "", "")


def test_what_it_wrote_as_json(here: Path) -> None:
    made = run("init", "acme", "--format", "json")
    assert json.loads(made.out) == {"written": sorted(FILES), "findings": []}
    assert made.err == ""


def test_the_folder_is_relative_to_the_workspace_option(here: Path) -> None:
    (here / "elsewhere").mkdir()
    assert run("-C", "elsewhere", "init", "acme").code == 0
    assert run("init", "-C", "elsewhere", "other").code == 0
    assert {path.name for path in (here / "elsewhere").iterdir()} == {"acme", "other"}
    assert [path.name for path in here.iterdir()] == ["elsewhere"]


def test_folders_above_are_made(here: Path) -> None:
    assert run("init", "a/b/acme").code == 0
    assert set(tree(here)) == {f"a/b/acme/{path}" for path in FILES}


def test_the_current_folder(here: Path) -> None:
    made = run("init", ".")
    assert "  regal-braze generate\n" in made.err
    assert set(tree(here)) == FILES
    assert run("generate").code == 0


def test_other_files_in_the_folder_stay(here: Path) -> None:
    events = here / "acme" / "schemas" / "events"
    events.mkdir(parents=True)
    text = schemas()["sms.sent"].file.path.read_text(encoding="utf-8").replace("sms.sent", "my.event")
    (events / "my.event.json").write_text(text, encoding="utf-8")
    (here / "acme" / "notes.txt").write_text("mine")
    assert run("init", "acme", "--events", "my.event").code == 0, "the events of the folder are known"
    made = FILES - {"payloads/call.completed.json"} | {"payloads/my.event.json"}
    assert set(tree(here / "acme")) == made | {"notes.txt", "schemas/events/my.event.json"}
    assert (events / "my.event.json").read_text(encoding="utf-8") == text


# --- The files


@pytest.fixture
def acme(here: Path) -> Path:
    assert run("init", "acme").code == 0
    return here / "acme"


def test_the_version_is_pinned_by_name_alone(acme: Path) -> None:
    pin = f"regal-braze=={__version__}"
    for path in (".github/workflows/regal-braze.yml", ".pre-commit-config.yaml"):
        assert f'"{pin}"' in (acme / path).read_text(encoding="utf-8")
    everything = b"".join(tree(acme).values()).decode()
    assert len(re.findall(r"regal-braze==", everything)) == everything.count(pin)
    hosts = set(re.findall(r"https?://([\w.-]+)", everything))
    assert hosts == {"json-schema.org"}, "the $schema of the schema"


def test_the_workflow(acme: Path) -> None:
    """Checked as text: no YAML reader comes with the package."""
    text = (acme / ".github/workflows/regal-braze.yml").read_text(encoding="utf-8")
    runs = [line.split("run: ")[1] for line in text.splitlines() if "run: " in line]
    assert runs == [
        f'python -m pip install "regal-braze=={__version__}"',
        "regal-braze check --format github",
        "regal-braze verify --payloads payloads --format github",
    ]
    assert re.findall(r"uses: (\S+)@v\d+\n", text) == ["actions/checkout", "actions/setup-python"]
    assert re.search(r"if: \$\{\{ !cancelled\(\) \}\}\n +run: regal-braze verify", text), "after a failed check too"
    assert "permissions:\n  contents: read\n" in text
    assert "\t" not in text
    indents = [len(line) - len(line.lstrip()) for line in text.splitlines() if line]
    assert all(indent % 2 == 0 for indent in indents)


@pytest.mark.proof
def test_the_commands_of_the_workflow_work(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(acme)
    run("generate", "--quiet")
    for path in (".github/workflows/regal-braze.yml", ".pre-commit-config.yaml"):
        commands = re.findall(r"(?:run|entry): regal-braze (.*)", (acme / path).read_text(encoding="utf-8"))
        assert commands
        for command in commands:
            assert run(*command.split()).code == 0, command


def test_the_hook(acme: Path) -> None:
    lines = (acme / ".pre-commit-config.yaml").read_text(encoding="utf-8").splitlines()
    assert "  - repo: local" in lines
    assert "        entry: regal-braze check" in lines
    assert "        pass_filenames: false" in lines, "check takes no names of files"
    assert "        always_run: true" in lines, "a file of output/ that is deleted is no name of a file"


def test_the_commands_of_the_readme_work(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(acme)
    text = (acme / "README.md").read_text(encoding="utf-8")
    block = text.partition("## Five commands")[2].partition("```")[2].partition("```")[0]
    commands = [line.partition("#")[0].split() for line in block.splitlines() if line]
    assert [command[1] for command in commands] == ["generate", "check", "verify", "run", "show"]
    for command in commands:
        assert run(*command[1:]).code == 0, command


def test_the_readme_tells_of_every_file(acme: Path) -> None:
    text = (acme / "README.md").read_text(encoding="utf-8")
    for path in FILES - {"README.md", ".gitignore"}:
        assert f"`{path}`" in text or f"`{path.rpartition('/')[0]}/`" in text, path
    assert "$" not in text


@pytest.mark.parametrize("event", some(sorted(schemas()), 5))
def test_the_payload_is_one_of_an_enabled_event(here: Path, event: str) -> None:
    """Whatever is enabled alone, its sample gives a request; none is refused."""
    assert run("init", "acme", "--events", event).code == 0
    recorded, findings = read_payloads([str(here / "acme" / "payloads")], [plans()[event]])
    assert [payload.event for payload in recorded] == [event]
    assert findings == []
    result = verify(event, bodies()[event], recorded, "body.js")
    assert (result.payloads, result.valid, result.findings) == (1, 1, ())


def test_an_ignored_folder_for_payloads_of_real_people(acme: Path) -> None:
    assert "recorded/" in (acme / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "`recorded/`" in (acme / "README.md").read_text(encoding="utf-8")


def test_same_bytes_wherever_it_runs(here: Path) -> None:
    run("init", "one")
    env = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run_apart("init", "two", cwd=here, env=env).code == 0
    assert tree(here / "one") == tree(here / "two")


def test_modules_that_init_alone_needs_cost_nothing_else(here: Path) -> None:
    code = "import sys; import regal_braze.cli.app; print(*(m for m in sys.modules if 'commands.init' in m))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""
