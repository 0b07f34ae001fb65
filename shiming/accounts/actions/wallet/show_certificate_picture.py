"""Use case: a person looks at a picture of a certificate that they filed (S32-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import PersonalCertificateId, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId


def show_certificate_picture(
    *, certificate_id: PersonalCertificateId, place: int, actor: Actor, now: dt.datetime
) -> bytes:
    """
    Return the picture (JPEG) at a place, counted from one, and record that it was shown.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.PersonalCertificateNotFound: if there is no such certificate of the person's
    :raises errors.CertificatePictureNotFound: if there is no such picture
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    certificate = queries.get_personal_certificate(
        certificate_id, person_id=person_id, today=today_in_china(now)
    )
    if not 1 <= place <= len(certificate.pictures):
        raise errors.CertificatePictureNotFound
    content = vault.read_file(VaultFileId(certificate.pictures[place - 1]))
    with transaction.atomic(durable=True):
        audit.record(
            event=WalletEvent.PICTURE_SHOWN,
            actor=actor,
            subject=f"personal_certificate:{certificate.id}",
            at=now,
            details={"place": place},
        )
    return content
