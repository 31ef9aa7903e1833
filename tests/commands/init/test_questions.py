"""In a terminal `init` asks what matters; with a flag, without a terminal, or for a program it never does."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from regal_braze.workspace.read import read_settings
from regal_braze.workspace.settings import Settings
from support.command import plain_environment, tree

VOICE, SMS = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01", "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"
QUESTIONS = (
    "  voice: ",
    "  sms: ",
    "  email: ",
    "Events, such as call.* sms.sent [all]: ",
    "user_alias]: ",
    "pre-commit]: ",
)
HOOK = ".pre-commit-config.yaml"
INTERRUPT = "interrupt"
END_OF_INPUT = "\x04"


@dataclass(frozen=True)
class Talk:
    """A conversation in a terminal: all that stood on the screen, the questions in their order, the exit code."""

    code: int
    screen: str
    asked: tuple[str, ...]


def talk(answers: Sequence[str], *options: str, no_terminal: str = "") -> Talk:
    """Run `init acme` in a terminal and give an answer whenever a question stands there.

    The stream `no_terminal` is none. Fails where a question waits for an answer that there is not.
    """
    outer, inner = pty.openpty()
    streams = {name: subprocess.DEVNULL if name == no_terminal else inner for name in ("stdin", "stdout", "stderr")}
    waiting, asked, screen, shown = list(answers), [], "", 0
    with subprocess.Popen(
        [sys.executable, "-m", "regal_braze", "init", "acme", *options],
        env=plain_environment() | {"NO_COLOR": "1"},
        stdin=streams["stdin"],
        stdout=streams["stdout"],
        stderr=streams["stderr"],
    ) as process:
        os.close(inner)
        end = time.monotonic() + 60
        try:
            while time.monotonic() < end:
                if select.select([outer], [], [], 0.1)[0]:
                    try:
                        read = os.read(outer, 10_000)
                    except OSError:  # how Linux says that the other side is closed
                        break
                    if not read:
                        break
                    screen += read.decode().replace("\r\n", "\n")
                question = next((each for each in QUESTIONS if screen.endswith(each)), None)
                if question is None or len(screen) == shown:
                    continue
                shown = len(screen)
                asked.append(question)
                answer = waiting.pop(0)
                if answer == INTERRUPT:
                    process.send_signal(signal.SIGINT)
                else:
                    os.write(outer, (answer if answer == END_OF_INPUT else f"{answer}\n").encode())
            code = process.wait(timeout=20)
        finally:
            process.kill()
            os.close(outer)
    assert not waiting, screen
    return Talk(code, screen, tuple(asked))


def decided() -> Settings:
    return read_settings(Path("acme", "regal-braze.toml"))


def test_it_asks_six_questions(here: Path) -> None:
    said = talk([VOICE, f"  {SMS} ", "", "call.*, sms.sent call.*", "phone,external_id", "pre-commit"])
    assert said.code == 0, said.screen
    assert said.asked == QUESTIONS
    decisions = decided()
    assert decisions.subscription_groups == {"voice": VOICE, "sms": SMS}
    assert set(decisions.events) == {"*", "call.*", "sms.sent"}
    assert decisions.identity_order == ("phone", "external_id")
    assert "regal-braze -C acme generate" in said.screen
    assert {path.name for path in (here / "acme").iterdir()} & {".github", HOOK} == {HOOK}


def test_enter_leaves_everything_as_it_is(here: Path) -> None:
    assert talk([""] * len(QUESTIONS)).code == 0
    answered = tree(here / "acme")
    subprocess.run(
        [sys.executable, "-m", "regal_braze", "init", "plain"],
        env=plain_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert answered == tree(here / "plain")


def test_it_asks_again_after_a_wrong_answer(here: Path) -> None:
    groups, events = ["123", VOICE + "x", VOICE, "", ""], ["calls.*", "sms.*"]
    identity, checks = ["e-mail", "email email", "email"], ["gitlab", "none github", "none"]
    said = talk([*groups, *events, *identity, *checks])
    assert said.code == 0, said.screen
    assert [QUESTIONS.index(each) for each in said.asked] == [0, 0, 0, 1, 2, 3, 3, 4, 4, 4, 5, 5, 5]
    assert said.screen.count("That is no API identifier. Copy the group's API identifier from Braze") == 2
    assert "calls.* matches no event. Did you mean call.*?" in said.screen
    assert "There is no identifier e-mail. Name some of these" in said.screen
    assert "There is no gitlab to choose. Name some of these: github, pre-commit; or none." in said.screen
    assert "none goes with nothing else." in said.screen
    assert not {path.name for path in (here / "acme").iterdir()} & {".github", HOOK}
    decisions = decided()
    assert decisions.subscription_groups == {"voice": VOICE}
    assert decisions.identity_order == ("email",)


@pytest.mark.parametrize("answers", [[INTERRUPT], [VOICE, SMS, INTERRUPT], [*[""] * (len(QUESTIONS) - 1), INTERRUPT]])
def test_ctrl_c_writes_nothing(here: Path, answers: list[str]) -> None:
    said = talk(answers)
    assert said.code == 130
    assert "Traceback" not in said.screen
    assert not any(here.iterdir())


def test_the_end_of_input_writes_nothing(here: Path) -> None:
    assert talk([VOICE, END_OF_INPUT]).code == 130
    assert not any(here.iterdir())


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_it_asks_nobody_where_one_stream_is_no_terminal(here: Path, stream: str) -> None:
    said = talk([], no_terminal=stream)
    assert (said.code, said.asked) == (0, ())
    assert (here / "acme" / "regal-braze.toml").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--sms-group", SMS),
        ("--events", "call.*"),
        ("--bundle", "calls=call.*"),
        ("--identity", "email"),
        ("--ci", "github"),
        ("--no-pre-commit",),
        ("--quiet",),
        ("--format", "json"),
        ("--format", "github"),
    ],
)
def test_it_asks_nothing_where_a_flag_has_answered_or_a_program_reads(here: Path, options: tuple[str, ...]) -> None:
    said = talk([], *options)
    assert (said.code, said.asked) == (0, ())
    assert (here / "acme" / "regal-braze.toml").exists()


def test_it_asks_nothing_where_it_would_refuse_the_answers(here: Path) -> None:
    (here / "acme").mkdir()
    (here / "acme" / "regal-braze.toml").write_text("")
    said = talk([])
    assert (said.code, said.asked) == (1, ())
    assert "error[foreign-file]" in said.screen


def test_what_is_typed_cannot_command_the_terminal(here: Path) -> None:
    said = talk(["", "", "", "\x1b[31mred", "", "", ""])
    assert said.code == 0
    assert "\\x1b[31mred matches no event" in said.screen
