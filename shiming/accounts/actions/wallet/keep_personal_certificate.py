"""Use case: a person files a certificate of theirs, or changes what they filed (S32-6, S06-4)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Person, PersonalCertificate
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import (
    certificate_number,
    owner_of_wallet,
    refusal_of_entries,
    refusal_of_pictures,
)
from shiming.accounts.types import (
    KINDS_FILED_ONCE,
    MOST_CERTIFICATES,
    MOST_PICTURES,
    CertificateEntries,
    PersonalCertificateId,
    PersonalCertificateKind,
    PersonId,
    WalletEvent,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.kernel.pictures import CleanPicture, clean_picture
from shiming.vault import operations as vault

PICTURE_PURPOSE = "accounts.personal_certificate.picture"
_LONGEST_SIDE = 2400
_DAYS = ("issued_on", "valid_from", "valid_until", "annual_check_on")


def keep_personal_certificate(
    *,
    kind: PersonalCertificateKind,
    number: str,
    pictures: Sequence[bytes],
    actor: Actor,
    now: dt.datetime,
    entries: CertificateEntries | None = None,
    certificate_id: PersonalCertificateId | None = None,
) -> PersonalCertificateId:
    """
    Keep a certificate with its pictures, and remind its owner in time.

    With a `certificate_id` that one is changed: an empty number and no pictures leave those that it
    has. Of the kinds of which a person has one, a new one takes the place of the earlier one.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.PersonalCertificateNotFound: if the one to change is not the person's
    :raises errors.CertificateNumberMissing: if a disability certificate's is not given
    :raises errors.CertificateNumberWrong: if it cannot be this person's
    :raises errors.CertificateNameMissing: if a certificate of trade lacks name or number
    :raises errors.CertificateEntryUnfit: if an entry is too long, or holds a number
    :raises errors.CertificateDaysDisordered: if the days are not in order
    :raises errors.TooManyCertificates: if the person has filed as many as one can
    :raises errors.TooManyPictures: if there are more than five
    :raises errors.PicturesMissing: if there is none where one is needed
    :raises DomainError: of `kernel.picture`, if one of them is no picture or too large
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    said = _stripped(entries or CertificateEntries())
    if refusal := refusal_of_entries(kind, said):
        raise refusal
    if len(pictures) > MOST_PICTURES:
        # Said before any is unpacked: that takes its time.
        raise errors.TooManyPictures(most=MOST_PICTURES)
    clean = [clean_picture(picture, max_side=_LONGEST_SIDE) for picture in pictures]
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().get(pk=person_id)
        row = (
            PersonalCertificate(id=new_id(), person_id=person_id, kind=kind)
            if certificate_id is None
            else _own(certificate_id, kind=kind, person_id=person_id)
        )
        holder = queries.get_person(person_id).number
        if number or certificate_id is None:
            row.number = certificate_number(kind, number, holder=holder)
        had = row.pictures
        count = len(pictures) or len(had)
        if refusal := refusal_of_pictures(kind, count=count, number=row.number):
            raise refusal
        if certificate_id is None:
            _make_room(kind, person_id=person_id, now=now)
        if clean:
            row.pictures = _keep(clean, now=now)
            operations.shred_certificate_pictures(had, now=now)
        _write(row, said, now=now)
        operations.remind_of_certificate(row, now=now)
        is_new = certificate_id is None
        audit.record(
            event=WalletEvent.CERTIFICATE_KEPT if is_new else WalletEvent.CERTIFICATE_CHANGED,
            actor=actor,
            subject=f"personal_certificate:{row.pk}",
            at=now,
            details={"kind": kind.value, "pictures": len(row.pictures)},
        )
    return PersonalCertificateId(row.pk)


def _own(
    certificate_id: PersonalCertificateId, *, kind: PersonalCertificateKind, person_id: PersonId
) -> PersonalCertificate:
    own = PersonalCertificate.objects.filter(pk=certificate_id, person_id=person_id, kind=kind)
    row = own.first()
    if row is None:
        raise errors.PersonalCertificateNotFound
    return row


def _make_room(kind: PersonalCertificateKind, *, person_id: PersonId, now: dt.datetime) -> None:
    filed = PersonalCertificate.objects.filter(person_id=person_id)
    if kind in KINDS_FILED_ONCE:
        for earlier in filed.filter(kind=kind):
            operations.forget_personal_certificate(earlier, now=now)
    if filed.count() >= MOST_CERTIFICATES:
        raise errors.TooManyCertificates(most=MOST_CERTIFICATES)


def _keep(pictures: Sequence[CleanPicture], *, now: dt.datetime) -> list[str]:
    return [
        str(vault.keep_file(PICTURE_PURPOSE, each.content, each.media_type, now))
        for each in pictures
    ]


def _write(row: PersonalCertificate, said: CertificateEntries, *, now: dt.datetime) -> None:
    values = dataclasses.asdict(said)
    for day in _DAYS:
        setattr(row, day, values.pop(day))
    row.details = values
    row.kept_at = now
    row.save()


def _stripped(entries: CertificateEntries) -> CertificateEntries:
    return dataclasses.replace(
        entries,
        name=entries.name.strip(),
        level=entries.level.strip(),
        speciality=entries.speciality.strip(),
        issuing_body=entries.issuing_body.strip(),
    )
