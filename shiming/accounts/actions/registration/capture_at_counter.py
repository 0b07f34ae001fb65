"""Use case: a clerk captures somebody whom the register does not know rightly (B8, S32-16)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import RegistrationCode
from shiming.accounts.operations.activation import printable_code
from shiming.accounts.operations.registration_codes import hash_of
from shiming.accounts.policies.recovery import refusal_to_explanation
from shiming.accounts.types import AccountEvent, AccountPermission, GivenDocument
from shiming.audit import operations as audit
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_LENGTH = 10
MOST_PICTURE_BYTES = 8 * 2**20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRegistrationCode:
    """A registration code, readable in this value alone, to be printed once."""

    code: str
    expires_at: dt.datetime


def capture_at_counter(
    *,
    document: GivenDocument,
    explanation: str,
    picture: bytes,
    actor: Actor,
    now: dt.datetime,
) -> PrintedRegistrationCode:
    """
    Keep the document and why the clerk is sure, and return a code that finishes a registration.

    An earlier code for the document is void from now on.

    :raises errors.CaptureNotAllowed: without the permission, or for the clerk's own document
    :raises errors.ExplanationTooShort: if the clerk did not write why
    :raises kernel.pictures.PictureEmpty: if the document was not captured
    :raises kernel.pictures.PictureTypeUnknown: if the capture is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if it has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if it is cut off or damaged
    """
    if actor.account_id is None or not actor.may(AccountPermission.CAPTURE_AT_COUNTER):
        raise errors.CaptureNotAllowed
    person = queries.find_person(document.number)
    if queries.is_about_actor(
        None if person is None else person.id, number=document.number, actor=actor
    ):
        raise errors.CaptureNotAllowed
    if refusal := refusal_to_explanation(explanation):
        raise refusal
    clean = pictures.clean_picture(picture, max_bytes=MOST_PICTURE_BYTES)
    code = printable_code(_LENGTH)
    number = document.number
    with transaction.atomic(durable=True):
        RegistrationCode.objects.filter(
            document_type=number.document_type,
            number_index__in=vault_queries.blind_indexes(
                purpose=queries.PERSON_INDEX, value=number.key
            ),
            consumed_at__isnull=True,
        ).update(consumed_at=now)
        row = RegistrationCode.objects.create(
            code_hash=hash_of(document, code),
            document_type=number.document_type,
            number=number.value,
            number_index=vault.blind_index(purpose=queries.PERSON_INDEX, value=number.key),
            name=document.name.value,
            document_file_id=vault.keep_file(
                "accounts.registration_code", clean.content, clean.media_type, now, None
            ),
            explanation=explanation.strip(),
            clerk_id=actor.account_id,
            issued_at=now,
            expires_at=now + ports.policy().registration_code_lifetime,
        )
        audit.record(
            event=AccountEvent.CAPTURED_AT_COUNTER,
            actor=actor,
            subject=f"registration_code:{row.pk}",
            at=now,
            details={"document_type": number.document_type.value},
        )
    return PrintedRegistrationCode(code=code, expires_at=row.expires_at)
