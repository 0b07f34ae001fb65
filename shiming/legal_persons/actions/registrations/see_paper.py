"""Use case: an officer looks at the paper of a registration; each look is recorded."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.types import LegalPersonEvent, RegistrationId
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SeenPaper:
    """The picture itself; it must not be cached anywhere."""

    content: bytes = dataclasses.field(repr=False)


def see_paper(*, registration_id: RegistrationId, viewer: Actor, now: dt.datetime) -> SeenPaper:
    """
    Return the picture of a unit's paper to an officer who decides registrations, and record it.

    :raises errors.RegistrationNotFound: if there is none, or the viewer may not decide any
    """
    with transaction.atomic(durable=True):
        queries.get_registration_for_review(registration_id, viewer=viewer)
        files = UnitRegistration.objects.filter(pk=registration_id, paper_file_id__isnull=False)
        file_id = files.values_list("paper_file_id", flat=True).first()
        if file_id is None:
            raise errors.RegistrationNotFound(registration_id=registration_id)
        audit.record(
            event=LegalPersonEvent.REGISTRATION_PAPER_SEEN,
            actor=viewer,
            subject=f"unit_registration:{registration_id}",
            at=now,
        )
    return SeenPaper(content=vault.read_file(VaultFileId(file_id)))
