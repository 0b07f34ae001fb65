"""Use case: the operator publishes a new version of the service agreement."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models import ServiceAgreement
from shiming.accounts.types import AccountEvent, AgreementId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def publish_agreement(
    *, version: str, title: str, text: str, actor: Actor, now: dt.datetime
) -> AgreementId:
    """
    Put a version into force; every account has to accept it at its next sign-in.

    :raises errors.AgreementVersionTaken: if a version of this name was published before
    """
    with transaction.atomic(durable=True):
        agreement, is_new = ServiceAgreement.objects.get_or_create(
            version=version, defaults={"title": title, "text": text, "published_at": now}
        )
        if not is_new:
            raise errors.AgreementVersionTaken
        audit.record(
            event=AccountEvent.AGREEMENT_PUBLISHED,
            actor=actor,
            subject=f"agreement:{agreement.pk}",
            at=now,
            details={"version": version},
        )
    return AgreementId(agreement.pk)
