"""Reads about the service agreement."""

import datetime as dt

from shiming.accounts.models import (
    ServiceAgreement,
)
from shiming.accounts.types import (
    AccountId,
    AgreementFacts,
    AgreementId,
)
from shiming.kernel import sql_kit

# Every sign-in asks this.
_IS_ACCEPTED = """
SELECT EXISTS (SELECT 1 FROM accounts_acceptance accepted
               WHERE accepted.agreement_id = agreement.id AND accepted.account_id = %(account)s)
FROM accounts_serviceagreement agreement
WHERE agreement.published_at <= %(now)s
ORDER BY agreement.published_at DESC, agreement.id DESC LIMIT 1
"""


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
    row = sql_kit.fetch_one(_IS_ACCEPTED, {"account": account_id, "now": now})
    return row is not None and not row[0]
