"""Where others send people who need a proof; wiring gives these to their ports."""

import uuid
from urllib.parse import urlencode

from django.urls import reverse

from shiming.kernel.levels import Level


def step_up_url(*, level: Level, next_url: str, transaction: str = "") -> str:
    """
    Return where a person gets to `level`, to come back to `next_url` of this site afterwards.

    `advanced` is only reached inside a `transaction`, with a fresh face check (Q20).
    """
    if level is Level.ADVANCED and transaction:
        query = urlencode({"next": next_url})
        return f"{reverse('proofing:transaction', args=[transaction])}?{query}"
    query = urlencode({"level": level.slug, "next": next_url})
    return f"{reverse('proofing:start')}?{query}"


class ProofingAfterRegistration:
    """Leads from registration straight into proofing: the variant «real-name at once» (S13-2)."""

    def continue_url(self, account_id: uuid.UUID) -> str:
        """Return the address of the first page."""
        del account_id
        return reverse("proofing:start")
