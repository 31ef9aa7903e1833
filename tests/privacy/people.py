"""Make up realistic payloads about people, with a list of what must not appear anywhere: the planted texts."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

Json: TypeAlias = Any

COUNT: Final = 200
EVENT: Final = "survey.answered"


class Person(NamedTuple):
    """A payload of `EVENT`, and the texts in it that are about a person."""

    payload: dict[str, Json]
    planted: tuple[str, ...]


_FIRST = (
    "Wilhelmina", "Barnaby", "Oluwaseun", "Siobhán", "Zoë", "Łukasz", "Þórunn", "Đorđe", "Мария", "Дмитрий", "Ελένη",
    "Γιώργος", "さくら", "健太郎", "志明", "美玲", "민준", "서연", "فاطمة", "محمد", "שרה", "דוד", "प्रिया", "अर्जुन",
    "สมชาย", "Nguyễn", "Jean-Baptiste", "D'Artagnan", "Annelise", "Xiomara",
)  # fmt: skip
_LAST = (
    "Fitzgerald", "Quackenbush", "Adeyemi", "Ó'Súilleabháin", "Brönte", "Wiśniewski", "Jónsdóttir", "Petrović",
    "Кузнецова", "Соколов", "Παπαδοπούλου", "山本", "鈴木", "陳", "王小姐", "김씨네", "الحسيني", "כהן", "शर्मा", "ใจดี",
    "Trần", "van-der-Berg", "McGillicuddy", "Etxeberria", "Villaseñor",
)  # fmt: skip
_DIAGNOSES = (
    "Type 2 diabetes mellitus", "F32.1 depressive episode", "HIV-positive", "melanoma", "ICD-10 C50.911", "BIPOLAR",
    "chronic_pancreatitis",
)  # fmt: skip
_STREETS = ("Harbourview Lane", "Rue de l'Évêché", "Königstraße", "ул. Ленинградская", "桜通り", "Calle Mayorga")
_SENTENCES = (
    "{} asked to be called back about {}.", "Agent: Hello {}!\nContact: yes, it is about {}", "[{}] >> {} <<",
    "re: {} / {}", "\u00bb{}\u00ab, \u201c{}\u201d", "{}{}",
)  # fmt: skip


def people(count: int = COUNT) -> Iterator[Person]:
    """Yield payloads, the same ones each time."""
    for seed in range(count):
        yield _person(random.Random(seed))


def _digits(rng: random.Random, shape: str) -> str:
    return re.sub("#", lambda _: str(rng.randint(2, 9)), shape)


def _facts(rng: random.Random, name: str) -> dict[str, Callable[[], str]]:
    """Return functions that make texts about a person, by the name of a property that may hold them."""
    ascii_name = re.sub(r"[^a-z]+", ".", name.lower()).strip(".") or "quillfeather"
    return {
        "contact_phone": lambda: _digits(rng, "+1415#######"),
        "callback": lambda: _digits(rng, rng.choice(("(415) 6##-####", "415.6##.####", "+44 (0)20 7### ####"))),
        "mobile": lambda: _digits(rng, "1415#######"),
        "contact_email": lambda: f"{ascii_name}{rng.randint(10, 99)}@mailhost-{rng.randint(10, 99)}.net",
        "reach": lambda: f"{ascii_name} at mailhost-{rng.randint(10, 99)} dot net",
        "card": lambda: _digits(rng, rng.choice(("4111 #### #### ####", "5500############", "3782-######-#####"))),
        "iban": lambda: _digits(rng, rng.choice(("DE##################", "GB## NWBK #### #### ####"))),
        "mrn": lambda: _digits(rng, rng.choice(("MRN-#######", "########", "mrn########"))),
        "policy": lambda: _digits(rng, rng.choice(("POL-##-#####", "HX######", "#####-####/##"))),
        "claim_number": lambda: _digits(rng, rng.choice(("CLM########", "C-####-###"))),
        "address": lambda: f"{rng.randint(100, 999)} {rng.choice(_STREETS)}",
        "birthday": lambda: _digits(rng, rng.choice(("19##-05-1#", "05/1#/19##", "1#.05.19##", "May 1#, 19##"))),
        "diagnosis": lambda: rng.choice(_DIAGNOSES),
        "ssn": lambda: _digits(rng, "###-##-####"),
        "ip": lambda: _digits(rng, rng.choice(("203.0.113.1##", "2a02:####:####::##"))),
        "recording_link": lambda: _digits(rng, "https://media-host.net/r/#######.mp3?who=") + ascii_name,
        "initials": lambda: f"{rng.choice('JKQ')}. {rng.choice('WXZ')}. {name.rsplit(maxsplit=1)[-1]}",
        "agent_fullname": lambda: name,
        "disposition": lambda: rng.choice(_DIAGNOSES),
    }


def _person(rng: random.Random) -> Person:
    name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    if rng.random() < 0.3:
        name = unicodedata.normalize("NFD", name)
    facts = _facts(rng, name)
    values = {key: facts[key]() for key in rng.sample([*facts], rng.randint(6, len(facts)))}
    planted = {name, *values.values()}

    def two() -> tuple[str, str]:
        return rng.choice([*values.values()]), name

    text = " ".join(rng.choice(_SENTENCES).format(*two()) for _ in range(rng.randint(1, 9)))
    number = int(_digits(rng, "4111############"))
    key, other_key = rng.choice([*values.values()]), f"{name} {rng.randint(2, 9)}"
    inside = {"patient": name, key: [rng.choice([*values.values()])]}
    properties: dict[str, Json] = {
        **values,
        "score": rng.randint(0, 9),
        "direction": rng.choice(("INBOUND", "OUTBOUND")),
        "answered": rng.random() < 0.5,
        "answered_at": 1_657_855_059 + rng.randint(0, 10**6),
        "weight": round(rng.uniform(60, 90), 3),
        "account": number,
        "notes": text,
        "raw": json.dumps(inside, ensure_ascii=rng.random() < 0.5),
        "history": [["2024-03-04 10:00:00", "Agent", text], ["2024-03-04 10:01:00", name, key]],
        "household": {other_key: {"relation": name, "age": 41}, name: {"relation": key, "age": 14}},
        "by_contact": {values.get("contact_phone", "+14156662222"): name, _digits(rng, "HX-####-##"): 1},
    }
    properties |= {rng.choice((name, key)): rng.choice((True, 3, name))}
    if re.fullmatch(r"[A-Za-z]+ [A-Za-z]+", name):
        properties |= {name.lower().replace(" ", "_"): 5, "scores": {name.split()[0].lower(): 4}}
        planted |= {name.lower().replace(" ", "_"), name.split()[0].lower()}
    rows = [*properties.items()]
    rng.shuffle(rows)
    user = _digits(rng, rng.choice(("crm-#######", "########"))) if rng.random() < 0.7 else name
    payload: dict[str, Json] = {
        "userId": user,
        "traits": {
            "phone": _digits(rng, "+1415#######"),
            "email": f"q{user.split()[0]}@mailhost.net",
            "nickname": name,
        },
        "name": EVENT,
        "properties": dict(rows),
        "originalTimestamp": str(1_657_855_059 + rng.randint(0, 10**6)),
        "eventSource": "Regal Voice",
        "eventId": f"{rng.getrandbits(128):032x}",
    }
    planted |= {user, payload["traits"]["phone"], payload["traits"]["email"], payload["eventId"], str(number)}
    planted |= {str(properties["answered_at"]), payload["originalTimestamp"], str(properties["weight"]), text}
    words = {word for word in name.split() if len(word) > 3}
    return Person(payload, tuple(sorted(planted | words)))


def found_in(text: str, planted: tuple[str, ...]) -> list[str]:
    """Return the planted texts in what a command wrote, also in upper or lower case, decomposed, or escaped."""
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    seen = [_folded(each) for each in (text, unescaped.encode("utf-16", "surrogatepass").decode("utf-16"))]
    return [each for each in planted if any(_folded(each) in one for one in seen)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()
