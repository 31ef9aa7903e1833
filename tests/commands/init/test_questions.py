"""In a terminal `init` asks what matters; with a flag, without a terminal, or for a program it never does."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from commands.init.files import HOOK, SMS, VOICE
from regal_braze.workspace.read import read_settings
from regal_braze.workspace.settings import Settings
from support.command import Ended, plain_environment, run, tree
from support.schemas import write

pytestmark = pytest.mark.usefixtures("few_and_webhooks")

QUESTIONS = (
    *("  voice: ", "  sms: ", "  email: "),
    *("Events, such as call.* sms.sent [all]: ", "user_alias]: ", "pre-commit]: "),
)
INTERRUPT = "interrupt"
STREAMS = ("stdin", "stdout", "stderr")


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands believe that they run in a terminal."""
    monkeypatch.setattr("regal_braze.commands.init.command.in_a_terminal", lambda: True)


def asked(ended: Ended) -> list[int]:
    """Return the questions that a command asked, in order, by their place in QUESTIONS."""
    return [QUESTIONS.index(each) for each in re.findall("|".join(map(re.escape, QUESTIONS)), ended.err)]


def answered(answers: Sequence[str], *options: str) -> Ended:
    """Run `init acme` with these answers. Fails if there are others than questions."""
    ended = run("init", "acme", *options, stdin="".join(f"{answer}\n" for answer in answers).encode())
    assert len(asked(ended)) == len(answers), ended
    return ended


def decided() -> Settings:
    return read_settings(Path("acme", "regal-braze.toml"))


@pytest.mark.usefixtures("_terminal")
def test_it_asks_six_questions(workspace: Path) -> None:
    ended = answered([VOICE, f"  {SMS} ", "", "call.*, sms.sent call.*", "phone,external_id", "pre-commit"])
    assert (ended.code, asked(ended)) == (0, [*range(len(QUESTIONS))])
    assert decided().subscription_groups == {"voice": VOICE, "sms": SMS}
    assert decided().only_events == ("call.*", "sms.sent")
    assert decided().identity_order == ("phone", "external_id")
    assert "regal-braze -C acme generate" in ended.err
    assert {path.name for path in (workspace / "acme").iterdir()} & {".github", HOOK} == {HOOK}


@pytest.mark.usefixtures("_terminal")
def test_enter_leaves_everything_as_it_is(workspace: Path) -> None:
    assert answered([""] * len(QUESTIONS)).code == 0
    assert run("init", "plain", "--quiet").code == 0
    assert tree(workspace / "acme") == tree(workspace / "plain")


@pytest.mark.usefixtures("_terminal")
def test_it_asks_again_after_a_wrong_answer(workspace: Path) -> None:
    groups, events = ["123", VOICE + "x", VOICE, "", ""], ["\x1b[31mcalls.*", "sms.*"]
    identity, checks = ["e-mail", "email email", "email"], ["gitlab", "none github", "none"]
    ended = answered([*groups, *events, *identity, *checks])
    assert (ended.code, asked(ended)) == (0, [0, 0, 0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5])
    assert ended.err.count("That is not an API identifier. Copy the group's API identifier from Braze") == 2
    assert "\\x1b[31mcalls.* matches no event." in ended.err, "what is typed cannot command the terminal"
    assert "There is no identifier e-mail. Name some of these" in ended.err
    assert "There is no check gitlab. Name some of these: github, pre-commit; or none." in ended.err
    assert "none cannot be combined with other checks." in ended.err
    assert not {path.name for path in (workspace / "acme").iterdir()} & {".github", HOOK}
    assert decided().subscription_groups == {"voice": VOICE}
    assert decided().identity_order == ("email",)


@pytest.mark.usefixtures("_terminal")
@pytest.mark.parametrize(
    "options",
    [
        *(f"--sms-group {SMS}", "--events call.*", "--bundle calls=call.*", "--identity email", "--ci github"),
        *("--no-pre-commit", "--quiet", "--format json", "--format github"),
    ],
)
def test_it_asks_nothing_where_a_flag_has_answered_or_a_program_reads(workspace: Path, options: str) -> None:
    assert answered([], *options.split()).code == 0
    assert (workspace / "acme" / "regal-braze.toml").exists()


@pytest.mark.usefixtures("_terminal")
def test_it_asks_nothing_where_it_would_refuse_the_answers(workspace: Path) -> None:
    write(workspace, {"acme/regal-braze.toml": ""})
    ended = answered([])
    assert ended.code == 1
    assert "error[foreign-file]" in ended.err


# --- In a real terminal


def talk(typed: str = "", no_terminal: str = "") -> tuple[int, str]:
    """Run `init acme` in a terminal and type when the first question is there. Return exit code and screen.

    The stream `no_terminal` is none.
    """
    outer, inner = pty.openpty()
    stdin, stdout, stderr = (subprocess.DEVNULL if no_terminal == name else inner for name in STREAMS)
    command, env = [sys.executable, "-m", "regal_braze", "init", "acme"], plain_environment() | {"NO_COLOR": "1"}
    with subprocess.Popen(command, env=env, stdin=stdin, stdout=stdout, stderr=stderr) as process:
        os.close(inner)
        screen = ""
        with contextlib.suppress(OSError):  # how Linux says that the other side is closed
            while select.select([outer], [], [], 60)[0] and (read := os.read(outer, 10_000)):
                screen += read.decode()
                if screen.endswith(QUESTIONS[0]) and typed == INTERRUPT:
                    time.sleep(0.5)  # a signal just before the read would be noticed only after it
                    process.send_signal(signal.SIGINT)
                elif screen.endswith(QUESTIONS[0]):
                    os.write(outer, f"{typed}\x04".encode())  # ends the input, so that nothing waits for more
        os.close(outer)
        return process.wait(timeout=20), screen


def test_a_terminal_is_asked(workspace: Path) -> None:
    code, screen = talk(f"{VOICE}\n{SMS}\n\n\n\n\n")
    assert (code, screen.count("Enter skips a question")) == (0, 1)
    assert decided().subscription_groups == {"voice": VOICE, "sms": SMS}


@pytest.mark.parametrize("typed", [INTERRUPT, f"{VOICE}\n"], ids=["Ctrl+C", "the end of input"])
def test_an_interrupt_writes_nothing(workspace: Path, typed: str) -> None:
    code, screen = talk(typed)
    assert code == 130
    assert "Traceback" not in screen
    assert not any(workspace.iterdir())


@pytest.mark.parametrize("stream", STREAMS)
def test_it_asks_nobody_where_one_stream_is_no_terminal(workspace: Path, stream: str) -> None:
    code, screen = talk(no_terminal=stream)
    assert (code, "skips a question" in screen) == (0, False)
    assert (workspace / "acme" / "regal-braze.toml").exists()
