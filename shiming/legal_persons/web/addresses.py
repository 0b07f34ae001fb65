"""Where others send people whose unit lacks a proof; wiring gives these to their ports."""

from urllib.parse import urlencode

from django.urls import reverse

from shiming.kernel.levels import Level


def step_up_url(*, level: Level, next_url: str, transaction: str = "") -> str:
    """Return the page with the ways to `level`, from which one comes back to `next_url`."""
    query = {"level": level.slug, "next": next_url}
    if transaction:
        query["transaction"] = transaction
    return f"{reverse('legal_persons:level')}?{urlencode(query)}"
