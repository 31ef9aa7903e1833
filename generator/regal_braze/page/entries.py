"""Describe each transformation, bundle and webhook as an entry of the page: JSON that the scripts of the page read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.explain.bundles import bundle_section
from regal_braze.explain.comparison import probe_data
from regal_braze.explain.describe import describe_event
from regal_braze.explain.sections import sections
from regal_braze.explain.webhooks import webhook_sections
from regal_braze.immutable import as_dict
from regal_braze.losses.loss_map import loss_map
from regal_braze.output.manifest import Artifact
from regal_braze.page.code import Parts
from regal_braze.page.examples import rendered_examples
from regal_braze.page.form import form_fields
from regal_braze.page.kept import Kept
from regal_braze.plan import model
from regal_braze.plan.active import several
from regal_braze.render.transformation import ENDPOINTS, in_words
from regal_braze.schema.load import EventSchema
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.render import settings_of
from regal_braze.workspace.settings import Settings


class Entries:
    """Makes the entries. `files` are the files of output/, of which each entry has one."""

    def __init__(self, files: Sequence[Artifact], settings: Settings, kept: Kept) -> None:
        self.parts = Parts(kept)
        self._kept = kept
        self._settings = settings
        self._files = {(file.kind, file.name): file for file in files}

    def transformation(
        self, plan: model.Transformation, schema: EventSchema, bundles: tuple[model.Bundle, ...]
    ) -> dict[str, Json]:
        """Return the entry of an event."""
        explained = describe_event(plan, schema, self._settings, bundles)
        return self._code("transformation", plan.event) | {
            "title": in_words(plan.destination),
            "description": plan.description,
            "endpoint": ENDPOINTS[model.endpoint(plan.destination)],
            "bundles": [*explained.bundles],
            "sections": [*map(as_dict, sections(explained))],
            "steps": [*_paste_steps(model.endpoint(plan.destination), [plan.event])],
            "samples": schema.samples,
            "form": [*form_fields(plan, schema)],
            "map": dict(loss_map(plan, schema)),
            "probe": probe_data(plan),
            "accepted": [
                [plan.event, None, None],
                *([claim.name, claim.property, claim.value] for claim in plan.accepted),
            ],
        }

    def bundle(self, bundle: model.Bundle) -> dict[str, Json]:
        """Return the entry of a bundle."""
        events = [plan.event for plan in bundle.transformations]
        return self._code("bundle", bundle.name) | {
            "title": f"{len(events)} event{'s' * (len(events) != 1)}",
            "description": "",
            "endpoint": ENDPOINTS[bundle.endpoint],
            "events": events,
            "sections": [as_dict(bundle_section(bundle))],
            "steps": [*_paste_steps(bundle.endpoint, events)],
        }

    def webhook(self, plan: Webhook) -> dict[str, Json]:
        """Return the entry of a webhook."""
        entry = self._code("webhook", plan.template)
        body = self._files["webhook", plan.template].content
        settings = settings_of(plan)
        return entry | {
            "title": f"{plan.campaign} ({'traits.phone' if plan.format == 'phone' else 'traits.phones'})",
            "description": plan.description,
            "sections": [*map(as_dict, webhook_sections(plan)[:-1])],
            "steps": settings["steps"],
            "copy": [
                ["URL", settings["url"]],
                *([f"Header {name}", text] for name, text in settings["headers"].items()),
            ],
            "examples": rendered_examples(plan, body, self._kept),
        }

    def _code(self, kind: str, name: str) -> dict[str, Json]:
        file = self._files[kind, name]
        return {
            "name": name,
            "kind": kind,
            "file": file.path,
            "parts": self.parts.numbers(file.content, "liquid" if kind == "webhook" else "javascript"),
        }


def _paste_steps(endpoint: model.Endpoint, events: Sequence[str]) -> Iterator[str]:
    """Yield the steps to paste the code for these events. `**` marks what a person clicks in Braze and Regal.

    Sources: Braze, "Creating a data transformation"; Regal, "Reporting webhooks".
    """
    yield (
        "In Braze, open **Data Settings → Data Transformation** and choose **Create Transformation**. You need"
        " two-factor sign-in or single sign-on, and the permission **Manage Transformations**."
    )
    yield f"Enter a name, start from scratch, and choose the destination **{ENDPOINTS[endpoint]}**."
    yield (
        "Copy the webhook URL of the transformation. In Regal, open **Settings → Reporting Webhooks**, create a webhook"
        f" with this URL, choose **No authentication**, and select {several(events, most=len(events))}."
    )
    yield "In Regal, send a test webhook, so that Braze shows its payload."
    yield "Copy the code on this page, and replace the sample code in Braze with all of it."
    yield "Choose **Validate**, compare the output with what you expect, and choose **Activate**."
    yield "Send yourself one event, and look at the log of the transformation. It keeps the last 1,000 requests."
