"""The steps to paste a transformation, with the names of the buttons in Braze and Regal.

Sources: Braze, "Creating a data transformation"; Regal, "Reporting webhooks". `**` marks what a person clicks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regal_braze.plan import model
from regal_braze.plan.active import several
from regal_braze.render.transformation import ENDPOINTS


def paste_steps(destination: model.Destination, events: Sequence[str]) -> Iterator[str]:
    """Yield the steps to paste the code for these events."""
    yield (
        "In Braze, open **Data Settings → Data Transformation** and choose **Create Transformation**. You need"
        " two-factor sign-in or single sign-on, and the permission **Manage Transformations**."
    )
    yield f"Enter a name, start from scratch, and choose the destination **{ENDPOINTS[model.endpoint(destination)]}**."
    yield (
        "Copy the webhook URL of the transformation. In Regal, open **Settings → Reporting Webhooks**, create a webhook"
        f" with this URL, choose **No authentication**, and select {several(events, most=len(events))}."
    )
    yield "In Regal, send a test webhook, so that Braze shows its payload."
    yield "Copy the code on this page, and replace the sample code in Braze with all of it."
    yield "Choose **Validate**, compare the output with what you expect, and choose **Activate**."
    yield "Send yourself one event, and look at the log of the transformation. It keeps the last 1,000 requests."
