"""Small writes about personal certificates."""

import datetime as dt
import uuid

from shiming.accounts.models import PersonalCertificate
from shiming.accounts.types import PersonalCertificateId, PersonalCertificateKind, PersonId
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId


def forget_personal_certificate(
    *, kind: PersonalCertificateKind, person_id: PersonId, now: dt.datetime
) -> PersonalCertificateId | None:
    """Delete a person's certificate of a kind and shred its pictures; return which it was."""
    rows = PersonalCertificate.objects.filter(person_id=person_id, kind=kind)
    row = rows.first()
    if row is None:
        return None
    for file_id in row.pictures:
        vault.shred_file(VaultFileId(uuid.UUID(file_id)), now)
    rows.filter(pk=row.pk).delete()
    return PersonalCertificateId(row.pk)
