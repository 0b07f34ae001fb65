"""Use case: a person files a disability or martyr-family certificate (S32-6)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.accounts import operations, queries
from shiming.accounts.models import Person, PersonalCertificate
from shiming.accounts.policies.wallet import (
    certificate_number,
    owner_of_wallet,
    refusal_of_pictures,
)
from shiming.accounts.types import (
    PersonalCertificateId,
    PersonalCertificateKind,
    WalletEvent,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.kernel.pictures import clean_picture
from shiming.vault import operations as vault

PICTURE_PURPOSE = "accounts.personal_certificate.picture"
_LONGEST_SIDE = 2400


def keep_personal_certificate(
    *,
    kind: PersonalCertificateKind,
    number: str,
    pictures: Sequence[bytes],
    actor: Actor,
    now: dt.datetime,
) -> PersonalCertificateId:
    """
    Keep a certificate with its pictures; one filed earlier of the same kind is replaced.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.CertificateNumberMissing: if a disability certificate's is not given
    :raises errors.CertificateNumberWrong: if it cannot be this person's
    :raises errors.TooManyPictures: if there are more than five
    :raises errors.PicturesMissing: if there is none where one is needed
    :raises DomainError: of `kernel.picture`, if one of them is no picture or too large
    """
    person_id = owner_of_wallet(actor)
    holder = queries.get_person(person_id).number
    normal = certificate_number(kind, number, holder=holder)
    if refusal := refusal_of_pictures(kind, count=len(pictures), number=normal):
        raise refusal
    clean = [clean_picture(picture, max_side=_LONGEST_SIDE) for picture in pictures]
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().get(pk=person_id)
        operations.forget_personal_certificate(kind=kind, person_id=person_id, now=now)
        files = [
            vault.keep_file(PICTURE_PURPOSE, each.content, each.media_type, now) for each in clean
        ]
        row = PersonalCertificate.objects.create(
            id=new_id(),
            person_id=person_id,
            kind=kind,
            number=normal,
            pictures=[str(file_id) for file_id in files],
            kept_at=now,
        )
        audit.record(
            event=WalletEvent.CERTIFICATE_KEPT,
            actor=actor,
            subject=f"personal_certificate:{row.pk}",
            at=now,
            details={"kind": kind.value, "pictures": len(files)},
        )
    return PersonalCertificateId(row.pk)
