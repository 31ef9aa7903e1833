"""Find a workspace's templates, and run them in a child process, which `worker` describes, under limits."""

from __future__ import annotations

import base64
import json
import pickle
import re
import weakref
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from regal_braze.documents.files import read_file
from regal_braze.documents.json_text import display, unreadable
from regal_braze.engines.child import Child
from regal_braze.findings.finding import Finding, FindingsError, suggestion
from regal_braze.immutable import Immutable
from regal_braze.render.contexts import TEMPLATES, Context

MOST_BYTES: Final = 200_000
"""Most bytes of a template, many times those of the built-in ones."""
_MOST_FILES: Final = 1000
"""Files and folders that are looked at."""
_LIMIT: Final = 60.0  # seconds: the child ends earlier by itself, unless the machine is very busy


class OwnTemplate(Immutable):
    """A template of a workspace; `place` is its file as findings name it."""

    place: str
    text: str


def find_own_templates(root: Path) -> tuple[dict[str, OwnTemplate], list[Finding]]:
    """Return the templates in a workspace's folder by name, and a finding for each that cannot be read.

    A file without a built-in template of the same name is a warning.
    """
    own: dict[str, OwnTemplate] = {}
    findings: list[Finding] = []
    for name, path in _files(root):
        if name not in TEMPLATES.values():
            message = f"There is no built-in template {name}: the file has no effect"
            help_text = suggestion(name, TEMPLATES.values(), "docs/templates.md lists the built-in templates.")
            findings.append(Finding("unknown-template", message, help_text, display(path), severity="warning"))
            continue
        try:
            content = read_file(path, root.parent, MOST_BYTES)
            own[name] = OwnTemplate(display(path), content.decode("utf-8-sig").replace("\r\n", "\n"))
        except OSError as error:
            findings.append(unreadable(path, error))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            message = f"Byte {error.start} is not UTF-8"
            findings.append(Finding("unreadable-file", message, "Save it as UTF-8.", display(path), None, line))
    return own, findings


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files in a folder that may be meant as templates, by name; hidden files and notes are not."""
    for path in sorted(islice(folder.rglob("*"), _MOST_FILES)):
        name = path.relative_to(folder).as_posix()
        is_note = re.search(r"(^|/)\.|\.(md|txt)$", name)
        if not is_note and (not path.is_dir() or path.suffix in (".jinja", ".js")):
            yield name, path


class Renderer:
    """Checks and renders templates. After a limit is met, it repeats that finding."""

    def __init__(self, own: Mapping[str, OwnTemplate]) -> None:
        self._own = own
        self._child: Child | None = None
        self._failure: Finding | None = None

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong with each template before anything is rendered."""
        for name in self._own:
            try:
                findings = self._ask(name, *self._check(name))
            except FindingsError as error:
                yield from error.findings
                return
            yield from (Finding(**finding) for finding in findings)

    def render(self, context: Context) -> str:
        """Return the output of a context's template.

        Raises FindingsError: `template-invalid`, `time-limit`, `memory-limit`.
        """
        data = json.dumps(base64.b64encode(pickle.dumps(context)).decode()).encode()
        answer = self._ask(TEMPLATES[type(context)], {"do": "render"}, data)
        if isinstance(answer, dict):
            raise FindingsError(Finding(**answer))
        return str(answer)

    def _ask(self, name: str, command: dict[str, object], data: bytes) -> Any:
        if self._failure is not None:
            raise FindingsError(self._failure)
        word = ""
        for _ in range(2):  # a child that another program killed is started once more
            child = self._child or self._start(command)
            child.send(command, data)
            word, answer = child.receive(_LIMIT)
            if word == "ok":
                return answer
            child.kill()
            self._child = None
            if word != "killed":
                break
        self._failure = self._finding(name, word)
        raise FindingsError(self._failure)

    def _start(self, command: dict[str, object]) -> Child:
        """Start the child; if the command is to render, it gets the templates, which were checked before."""
        child = self._child = Child(Path(__file__).with_name("worker.py"))
        weakref.finalize(self, child.kill)
        for name in self._own if command["do"] == "render" else ():
            child.send(*self._check(name))
            child.receive(_LIMIT)
        return child

    def _check(self, name: str) -> tuple[dict[str, object], bytes]:
        own = self._own[name]
        return {"do": "check", "name": name, "place": own.place}, json.dumps(own.text).encode()

    def _finding(self, name: str, word: str) -> Finding:
        """Return the finding for a template that ended the child; a built-in one is rendered for its blocks."""
        if word == "killed":
            return Child.killed()
        message, help_text = "The template used too much memory", "Look for a list or a text that grows without end."
        if word == "time-limit":
            message, help_text = "The template ran too long", "Look for a loop or a number that grows without end."
        own = self._own.get(name) or next(iter(self._own.values()))
        return Finding(word if word == "time-limit" else "memory-limit", message, help_text, own.place)
