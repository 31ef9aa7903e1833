"""Workspaces with webhooks, as regal-braze.toml: those that docs/ and examples/ show, and random ones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, TypeAlias

from regal_braze.braze.liquid_names import STANDARD
from support.shipped import ROOT
from support.toml import Toml, document

Table: TypeAlias = dict[str, Toml]

_BLOCK: Final = re.compile(r"^```toml.*\n((?:.*\n)*?)```$", re.MULTILINE)
_SETTINGS: Final = re.compile(r"^\[+(webhooks|subscription_groups)\b", re.MULTILINE)

NAMES: Final = (
    "größe", "it's", "cost in $", "100 % of x", "size", "first", "last", "a-b", "lead\u00a0tier", "名前", "😀", "#1",
    "a:b", "<b>", "a,b", "(x)", "true", "nil", "blank", "12", "x" * 255, "given", "text", "number", "json", "start",
    "known", "comma", "custom_attribute", "braze", "a = b", "a == b", "a and b", "__proto__", "forloop",
    "abort_message('x')",
)  # fmt: skip
"""Names that mean something in Liquid, JSON or a template, or that have unusual characters."""
PATHS: Final[Mapping[str, Sequence[str]]] = {
    "attribute": ("address.city", "songs[0].title", "list[2]"),
    "event": ("items[0].name", "order.shipping.carrier", "skus[1]"),
    "context": ("order.shipping.carrier", "lines[0][1]", "cart.items[0].name"),
    "trigger": ("details.color", "order.lines[2]", "skus[0]"),
}
"""The places of nested values, by the kind of source."""
TEXTS: Final = ("Website", 'Anzeige "A" {{x}} \\ ü', "{% endif %}", "{{ ${first_name} }}", "'", "0", "null", " two  ")
TYPES: Final = ("string", "string", "number", "boolean", "date", "array", "object")
"""The types of values. Fields of a profile are no lists and no objects, which are the last two."""
EVENTS: Final = ("Signed Up", "Order: <placed> & paid, 100 %", "注文", "Ada's event", "x" * 255, "-- 1 --")


def documented() -> dict[str, str]:
    """Return each regal-braze.toml with settings of webhooks in examples/ and docs/, without the pages of findings."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.glob("examples/**/*.toml")}
    for page in (path for path in ROOT.glob("docs/**/*.md") if path.parent.name != "findings"):
        for number, block in enumerate(_BLOCK.findall(page.read_text("utf-8")), 1):
            texts[f"{page.relative_to(ROOT).as_posix()}, block {number}"] = block
    return {name: texts[name] for name in sorted(texts) if _SETTINGS.search(texts[name])}


def random_workspace(seed: int) -> str:
    """Return a valid regal-braze.toml with settings of webhooks."""
    return document(_Draw(Random(seed)).workspace())


class _Draw:
    """Draws the settings of one workspace. Names differ, so that no value is part of another, and no trait repeats."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.names = {kind: self.shuffled((*NAMES, *paths)) for kind, paths in PATHS.items()}
        self.added = self.shuffled(NAMES)

    def shuffled(self, values: Sequence[str]) -> Iterator[str]:
        return iter(self.rng.sample(values, len(values)))

    def workspace(self) -> Table:
        groups = {channel: self.group() for channel in ("voice", "sms") if self.rng.random() < 0.7}
        webhooks: Table = {
            "phones": [self.phone() for _ in range(self.rng.choice((1, 1, 1, 2)))],
            "consent": self.consents(),
            "traits": self.declared(2, self.rng.choice(((), ("new-contact",), ("opt-in-update",)))),
            "custom_events": [self.event(name) for name in self.rng.sample(EVENTS, self.rng.choice((0, 1, 1)))],
        }
        if self.rng.random() < 0.5:
            webhooks["lead_source"] = self.origin()
        return {"subscription_groups": groups, "webhooks": webhooks}

    def event(self, name: str) -> Table:
        return {"name": name, "properties": self.declared(3), "traits": self.declared(1)}

    def phone(self) -> Table:
        phone: Table = self.source() if self.rng.random() < 0.5 else {"profile": "phone_number"}
        if self.rng.random() < 0.5:
            phone["label"] = self.origin()
        if self.rng.random() < 0.5:
            phone["consent"] = self.consents()
        return phone

    def consents(self) -> Table:
        return {channel: self.consent() for channel in ("voice", "sms") if self.rng.random() < 0.7}

    def consent(self) -> Toml:
        choices: tuple[Callable[[], Toml], ...] = (
            lambda: self.rng.random() < 0.5,
            lambda: {"value": self.rng.random() < 0.5},
            lambda: {"subscription_group": self.group()},
            lambda: self.source() | self.parts(),
            lambda: self.source() | self.parts(),
        )
        return self.rng.choice(choices)()

    def parts(self) -> Table:
        names = ("ip", "source", "text", "timestamp")
        return {name: self.origin() for name in names if self.rng.random() < 0.25}

    def declared(self, most: int, webhooks: Sequence[str] = ()) -> Table:
        """Return traits or properties by name."""
        found: Table = {}
        for name in itertools.islice(self.added, self.rng.randint(0, most)):
            value: Table = {"value": self.rng.choice((*TEXTS[:2], 5, -1.5, True, False))}
            if self.rng.random() < 0.6:
                value = self.source()
                value["type"] = self.rng.choice(TYPES[:-2] if "profile" in value else TYPES)
            found[name] = value | {"webhooks": [*webhooks]}
        return found

    def origin(self) -> Toml:
        return self.rng.choice(TEXTS) if self.rng.random() < 0.4 else self.source()

    def source(self) -> Table:
        if self.rng.random() < 0.2:
            return {"profile": self.rng.choice(STANDARD)}
        kind = self.rng.choice([*PATHS])
        return {kind: next(self.names[kind])}

    def group(self) -> str:
        return f"{self.rng.randrange(16**8):08x}-0000-4000-8000-{self.rng.randrange(16**12):012x}"
