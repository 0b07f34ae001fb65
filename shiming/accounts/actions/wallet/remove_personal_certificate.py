"""Use case: a person takes a filed certificate away; its pictures are shredded (S32-6, S06-4)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.models import PersonalCertificate
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import PersonalCertificateId, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def remove_personal_certificate(
    *, certificate_id: PersonalCertificateId, actor: Actor, now: dt.datetime
) -> None:
    """
    Forget a certificate with its pictures and reminders.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.PersonalCertificateNotFound: if there is none, or it is somebody else's
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    with transaction.atomic(durable=True):
        own = PersonalCertificate.objects.select_for_update()
        row = own.filter(pk=certificate_id, person_id=person_id).first()
        if row is None:
            raise errors.PersonalCertificateNotFound
        operations.forget_personal_certificate(row, now=now)
        audit.record(
            event=WalletEvent.CERTIFICATE_REMOVED,
            actor=actor,
            subject=f"personal_certificate:{certificate_id}",
            at=now,
            details={"kind": str(row.kind)},
        )
