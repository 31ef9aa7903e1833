"""What is read from `[webhooks]`: where values come from, extra traits and custom events."""

from __future__ import annotations

import json
from pathlib import Path

from regal_braze.immutable import as_dict
from regal_braze.webhooks.settings import custom_events, declared, origin
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile

FILE = Path(__file__).with_name("settings") / "read.toml"


def test_what_is_read() -> None:
    webhooks = settings_of(ConfigFile(text=FILE.read_text(encoding="utf-8"))).webhooks
    consents = (*webhooks["consent"].items(), *webhooks["phones"][0]["consent"].items())
    read = {
        "lead_source": origin(webhooks["lead_source"]),
        "label": origin(webhooks["phones"][0]["label"]),
        "consent": [[channel, origin(consent)] for channel, consent in consents],
        "traits": declared(webhooks["traits"], "webhooks", "traits"),
        "custom_events": [*custom_events(webhooks)],
    }
    assert json.loads(json.dumps(read, default=as_dict)) == json.loads(FILE.with_suffix(".json").read_text("utf-8"))
