"""Choose a few payloads that together show what all of them contain, and replace the values in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from regal_braze.commands.new.observe import observe, type_of
from regal_braze.commands.new.schema import without_map_keys
from regal_braze.documents.json_text import Json
from regal_braze.privacy.keys import Keys
from regal_braze.privacy.known import Known
from regal_braze.privacy.redact import Redactor, printable

MOST = 3
_DEEPEST = 150
"""Levels of a sample; a schema file may have 200."""
_TOO_DEEP = "too deep"


def choose(payloads: Sequence[Json]) -> list[Json]:
    """Return at most MOST payloads in their order: the first, and those that add most to what it shows."""
    facts = [frozenset(_facts(payload, "", 0)) for payload in payloads]
    usable = [index for index, shown in enumerate(facts) if _TOO_DEEP not in shown]
    chosen: list[int] = []
    shown: set[str] = set()
    while usable and len(chosen) < MOST:
        best = max(usable, key=lambda index: (len(facts[index] - shown), -index)) if chosen else usable[0]
        if chosen and not facts[best] - shown:
            break
        chosen.append(best)
        shown |= facts[best]
    return [payloads[index] for index in sorted(chosen)]


def _facts(value: Json, path: str, level: int) -> Iterator[str]:
    """Yield each path of a payload with its type, and `_TOO_DEEP` if the payload cannot be a sample."""
    yield f"{path}:{type_of(value)}"
    if level > _DEEPEST:
        yield _TOO_DEEP
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _facts(member, f"{path}/{key}", level + 1)
    elif isinstance(value, list):
        for item in value[:100]:
            yield from _facts(item, f"{path}/*", level + 1)


class Private:
    """The payloads of an event, from which `samples` makes samples without personal data.

    `payloads` have no keys that look like data, and `observed` is the observation of their properties. The values of
    the properties in `keep` are kept.
    """

    def __init__(self, recorded: Sequence[Mapping[str, Json]], known: Known, keep: Collection[str]) -> None:
        self._known = known
        self._keep = keep
        self._keys = Keys(known.names, recorded, keep)
        self.payloads: list[dict[str, Json]] = [self._keys.hide(payload) for payload in recorded]
        self.observed = observe([payload.get("properties") or {} for payload in self.payloads])
        self._redactor = Redactor(recorded, self._keys, known.words, keep)

    def samples(self, payloads: Sequence[Mapping[str, Json]]) -> list[Json]:
        """Return a few of `payloads`, which are some of the payloads without keys that look like data."""
        return [self._redactor.redacted(printable(self._without_map_keys(payload))) for payload in choose(payloads)]

    def _without_map_keys(self, payload: Mapping[str, Json]) -> Mapping[str, Json]:
        """Return a payload with the keys of open maps hidden, at any depth of its properties."""
        if "properties" in self._keep or not isinstance(payload.get("properties"), dict):
            return payload
        properties = {
            name: value
            if name in self._keep
            else without_map_keys(value, self.observed.members.get(name), self._known.names, self._keep)
            for name, value in payload["properties"].items()
        }
        return {**payload, "properties": properties}
