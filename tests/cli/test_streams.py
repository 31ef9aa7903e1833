"""Section 7: results go to stdout and messages to stderr; findings as text, JSON or for GitHub."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from regal_braze.findings.codes import CODES
from regal_braze.findings.finding import Finding, as_text
from regal_braze.findings.github import annotation
from support.command import Ended, on_terminal, plain_environment, run, run_apart, run_in_shell
from support.schemas import write

pytestmark = pytest.mark.usefixtures("settings_file")


def test_data_is_on_standard_output_alone(generated: Path, payload: Path) -> None:
    for command in (["list", "--quiet"], ["show", "sms.sent"], ["run", "call.completed", payload, "--quiet"]):
        ended = run(*command)
        assert ended.out
        assert ended.err == ""


def test_talk_is_on_standard_error_alone(workspace: Path) -> None:
    for ended in (run("generate"), run("generate"), run("check")):
        assert ended.out == ""
        assert ended.err.startswith("output/: ")


def test_generate_says_what_it_did(workspace: Path) -> None:
    assert run("generate").err.splitlines()[0] == "output/: 56 written"
    (workspace / "output" / "transformations" / "sms.sent.js").unlink()
    assert run("generate").err.splitlines()[0] == "output/: 1 written, 55 unchanged"


def test_quiet_leaves_data_and_errors(workspace: Path) -> None:
    assert run("generate", "--quiet") == Ended(0, "", "")
    assert run("-q", "check") == Ended(0, "", "")
    assert run("show", "-q", "sms.sent").out == run("show", "sms.sent").out
    (workspace / "output" / "manifest.json").unlink()
    assert run("check", "-q").err.startswith("output/manifest.json: error[missing]: ")
    assert run("check", "-q", "--format", "github").out.startswith("::error file=output/manifest.json,")


def test_options_stand_before_and_behind_the_command(generated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = generated / "output" / "transformations"
    monkeypatch.chdir(elsewhere)
    before = run("-C", generated, "--format", "json", "-q", "check")
    assert before == run("check", "-C", generated, "--format", "json", "-q")
    assert before == Ended(0, '{\n  "findings": []\n}\n', "")
    assert run("-C", elsewhere, "-q", "check", "-C", generated).code == 0, "the option behind the command counts"


# --- --format json


def test_generate_as_json(workspace: Path) -> None:
    written = json.loads(run("generate", "--format", "json").out)
    assert len(written["written"]) == 56
    assert "transformations/sms.sent.js" in written["written"]
    assert (written["removed"], written["unchanged"]) == ([], [])
    assert {finding["code"] for finding in written["findings"]} == {"subscription-group"}


def test_verify_as_json(few_and_webhooks: Path) -> None:
    report = json.loads(run("verify", "--format", "json").out)
    assert report["findings"] == []
    assert {each["event"] for each in report["results"]} >= {"call.placed", "sms.sent", "new-contact"}
    (result,) = (each for each in report["results"] if each["event"] == "call.completed")
    assert (result["payloads"], result["valid"], result["refused"]) == (1, 1, 0)


def test_list_as_json(workspace: Path) -> None:
    listed = json.loads(run("list", "--format", "json").out)
    assert len(listed) == 48
    meaning = "Regal sent a text message to a contact."
    assert {"event": "sms.sent", "destination": "event", "name": "SMS Sent", "meaning": meaning} in listed


def test_run_and_show_have_the_same_data_in_every_format(payload: Path) -> None:
    for command in (["run", "call.completed", payload], ["show", "sms.sent"]):
        texts = {run(*command, "--format", form).out for form in ("text", "json", "github")}
        assert len(texts) == 1


# --- --format github


def test_findings_for_github(workspace: Path) -> None:
    write(workspace, {"schemas/events/a,b:100%.json": '{"a": 1,\n "a": 2}'})
    lines = run("check", "--format", "github").out.splitlines()
    place = f"file=schemas/events/a%2Cb%3A100%25.json,line=2,col=2,title=duplicate-key%3A {CODES['duplicate-key']}"
    assert lines == [f'::error {place}::The key "a" occurs twice in one object. Remove one of them.']


def test_no_command_for_github_can_be_slipped_in() -> None:
    hostile = "a\n::set-output name=x::y\r%0A\x1b[31m"
    written = annotation(Finding("payload-invalid", hostile, hostile, hostile))
    assert written.count("\n") == 0
    assert "%0A::set-output" in written.partition("::")[2].rpartition("::error")[2]
    assert "%250A" in written
    assert "\x1b" not in written


def test_warnings_for_github(generated: Path) -> None:
    lines = run("generate", "--format", "github").out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::warning"] * 3


# --- Text and terminals


def test_a_finding_as_text() -> None:
    finding = Finding("missing", "It is missing", "Do it.", "a/b.json", "/x/0", 3, 7, "warning")
    assert as_text(finding) == "a/b.json:3:7: warning[missing]: It is missing (at /x/0)\n  help: Do it."


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\n", "\x9b", "\u2028", "\u202e", "\u200b", "\ud800"])
def test_a_finding_obeys_nobody(character: str) -> None:
    text = as_text(Finding("missing", f"a{character}b", f"c{character}", f"d{character}.json", f"/e{character}"))
    assert character not in text.replace("\n  help", "")
    assert text.isprintable() or text.count("\n") == 1
    text.encode()


def test_no_colours_go_into_a_pipe(workspace: Path) -> None:
    for arguments in (["check"], ["nonsense"]):
        ended = run_apart(*arguments, env={"TERM": "xterm-256color"}, cwd=workspace)
        assert ended.out + ended.err
        assert "\x1b" not in ended.out + ended.err


def test_severities_are_coloured_on_a_terminal_unless_no_color_is_set(generated: Path) -> None:
    (generated / "output" / "manifest.json").unlink()
    assert "\x1b[31merror[missing]\x1b[0m" in on_terminal("check", errors=True, code=1)
    assert "\x1b" not in on_terminal("check", errors=True, code=1, NO_COLOR="1")


# --- Output that no process reads


def test_a_closed_pipe_is_no_error(workspace: Path) -> None:
    ended = run_in_shell("($PYTHON -m regal_braze show call.completed; echo code=$? >&2) | head -1", workspace)
    assert (ended.code, ended.err) == (0, "code=0\n")
    assert ended.out.startswith("// Regal's call.completed")


def test_closed_streams_are_no_error(workspace: Path) -> None:
    shown = run_in_shell("$PYTHON -m regal_braze show call.completed >&-", workspace)
    assert (shown.code, shown.err) == (0, "")
    ended = run_in_shell("$PYTHON -m regal_braze run call.completed - <&- 2>&-", workspace)
    assert (ended.code, ended.out) == (1, "")
    created = run_in_shell(r"$PYTHON -m regal_braze init $(printf 'w-\377') >&- 2>&-", workspace)
    assert (created.code, created.out, created.err) == (0, "", "")


def test_standard_input_that_cannot_be_read_is_a_finding(workspace: Path) -> None:
    ended = run_in_shell("$PYTHON -m regal_braze run call.completed - 0>file", workspace)
    assert ended.code == 1
    assert ended.err.startswith("standard input: error[payload-invalid]: It cannot be read: Bad file descriptor")


def test_output_that_cannot_be_written_is_a_finding(workspace: Path) -> None:
    limit = "ulimit -f 1"  # 512 or 1024 bytes
    ended = run_in_shell(f"{limit}; $PYTHON -m regal_braze show call.completed > out.js", workspace)
    assert ended.code == 1
    assert ended.err.startswith("error[unwritable]: Standard output cannot be written: ")
    assert "Exception" not in ended.err


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_data_is_utf8_in_every_locale(workspace: Path, env: dict[str, str]) -> None:
    ended = run_apart("show", "call.completed", cwd=workspace, env=env)
    assert ended == Ended(0, run("show", "call.completed").out, "")
    assert not ended.out.isascii()


@pytest.mark.slow
def test_ctrl_c_ends_quietly(workspace: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "regal_braze", "run", "call.completed", "-"],
        env=plain_environment(),
        cwd=workspace,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # It waits for a payload until it is interrupted; sooner, Python may still be starting.
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
