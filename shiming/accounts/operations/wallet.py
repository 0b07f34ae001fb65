"""Small writes about personal certificates."""

import datetime as dt
import uuid
from collections.abc import Iterable

from shiming.accounts.models import PersonalCertificate
from shiming.accounts.types import CERTIFICATE_NAMES, PersonalCertificateKind
from shiming.kernel.clock import CHINA, today_in_china
from shiming.messages import operations as messages
from shiming.messages.types import Receiver
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

EXPIRING = "accounts/personal_certificate_expiring"
ANNUAL_CHECK = "accounts/personal_certificate_check"


def forget_personal_certificate(row: PersonalCertificate, *, now: dt.datetime) -> None:
    """Delete a certificate, shred its pictures and remind nobody of it any more."""
    shred_pictures(row.pictures, now=now)
    for kind in (EXPIRING, ANNUAL_CHECK):
        messages.cancel_reminder(kind=kind, subject=_subject(row), now=now)
    row.delete()


def shred_pictures(pictures: Iterable[str], *, now: dt.datetime) -> None:
    """Shred pictures of a certificate."""
    for file_id in pictures:
        vault.shred_file(VaultFileId(uuid.UUID(file_id)), now)


def remind_of_certificate(row: PersonalCertificate, *, now: dt.datetime) -> None:
    """Have the owner reminded of the last day and of the annual check, if those lie ahead (K4)."""
    name = str((row.details or {}).get("name") or "")
    for kind, day in ((EXPIRING, row.valid_until), (ANNUAL_CHECK, row.annual_check_on)):
        if day is None or day < today_in_china(now):
            messages.cancel_reminder(kind=kind, subject=_subject(row), now=now)
            continue
        messages.remind(
            kind=kind,
            subject=_subject(row),
            receiver=Receiver.person(row.person_id),
            due_at=dt.datetime.combine(day, dt.time.min, CHINA),
            link_name="accounts:personal-certificates",
            context={"name": name or CERTIFICATE_NAMES[PersonalCertificateKind(row.kind)]},
            now=now,
        )


def _subject(row: PersonalCertificate) -> str:
    return f"personal_certificate:{row.pk}"
