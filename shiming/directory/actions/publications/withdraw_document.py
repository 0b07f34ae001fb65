"""Use case: an officer withdraws a published document; it stays on record (S03-11)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies, queries
from shiming.directory.models import PublishedDocument
from shiming.directory.types import PublicationEvent, PublicationId
from shiming.kernel.actor import Actor


def withdraw_document(
    *, publication_id: PublicationId, reason: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Offer a document no longer, and keep who took it back and why.

    :raises errors.MayNotPublish: if the officer may not
    :raises errors.PublicationNotFound: if there is no such document
    :raises errors.WithdrawalUnexplained: if no reason is given
    :raises errors.PublicationWithdrawn: if somebody has withdrawn it meanwhile
    """
    with transaction.atomic(durable=True):
        found = queries.get_publication_of_officer(publication_id, viewer=officer)
        if refusal := policies.refusal_of_reason(reason):
            raise refusal
        won = PublishedDocument.objects.filter(pk=found.id, withdrawn_at__isnull=True).update(
            withdrawn_at=now, withdrawn_by=officer.account_id, reason=reason.strip()
        )
        if not won:
            raise errors.PublicationWithdrawn
        audit.record(
            event=PublicationEvent.WITHDRAWN,
            actor=officer,
            subject=f"publication:{publication_id}",
            at=now,
            details={"kind": found.draft.kind.value},
        )
