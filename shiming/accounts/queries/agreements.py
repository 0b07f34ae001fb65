"""Reads about the service agreement."""

import datetime as dt

from shiming.accounts.models import (
    Acceptance,
    ServiceAgreement,
)
from shiming.accounts.types import (
    AccountId,
    AgreementFacts,
    AgreementId,
)


def find_current_agreement(*, now: dt.datetime) -> AgreementFacts | None:
    """Return the version of the service agreement that is in force, or None if none is."""
    agreement = (
        ServiceAgreement.objects.filter(published_at__lte=now)
        .order_by("-published_at", "-pk")
        .first()
    )
    if agreement is None:
        return None
    return AgreementFacts(
        id=AgreementId(agreement.pk),
        version=agreement.version,
        title=agreement.title,
        text=agreement.text,
        published_at=agreement.published_at,
    )


def must_accept_agreement(account_id: AccountId, *, now: dt.datetime) -> bool:
    """Tell whether a version is in force that the account has not accepted."""
    in_force = ServiceAgreement.objects.filter(published_at__lte=now)
    current = in_force.order_by("-published_at", "-pk").values_list("pk", flat=True).first()
    if current is None:
        return False
    return not Acceptance.objects.filter(account_id=account_id, agreement_id=current).exists()
