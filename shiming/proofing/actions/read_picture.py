"""Use case: the engines look at a picture of a document; run as a job."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import system_actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.proofing import ports, queries
from shiming.proofing.models import CasePicture
from shiming.proofing.ports import DocumentField, DocumentSide, EngineUnavailable, PictureKind
from shiming.proofing.types import PictureId, PictureRole, PictureState, ProofingEvent
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId

# Data minimisation: what no later step needs is not kept, the address above all.
_KEPT = {
    DocumentField.NAME,
    DocumentField.NUMBER,
    DocumentField.ETHNICITY,
    DocumentField.ISSUER,
    DocumentField.VALID_FROM,
    DocumentField.VALID_UNTIL,
}
_KIND_OF = {
    PictureRole.FRONT: (PictureKind.CARD_FRONT, DocumentSide.FRONT),
    PictureRole.BACK: (PictureKind.CARD_BACK, DocumentSide.BACK),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What the engines made of a picture."""

    state: PictureState
    findings: tuple[tuple[str, str], ...] = ()
    fields: dict[str, str] = dataclasses.field(default_factory=dict, repr=False)
    engine: str = ""


def read_picture(*, picture_id: PictureId, now: dt.datetime) -> PictureState:
    """
    Check and read a waiting picture, and record what was found.

    Running it again does no harm: a picture that was read, or taken anew meanwhile, is left alone.
    Without an engine the picture goes to a person.

    :raises errors.PictureNotFound: if there is none
    """
    picture = queries.get_picture_unscoped(picture_id=picture_id)
    if picture.state != PictureState.WAITING or picture.replaced_at is not None:
        return PictureState(picture.state)
    content = vault.read_file(VaultFileId(picture.file_id))
    looked = _look(
        content=content,
        role=PictureRole(picture.role),
        document_type=DocumentType(picture.case.document_type),
    )
    with transaction.atomic(durable=True):
        won = CasePicture.objects.filter(
            pk=picture.pk, state=PictureState.WAITING, replaced_at__isnull=True
        ).update(
            state=looked.state,
            findings=[{"code": code, "place": place} for code, place in looked.findings],
            reading=looked.fields,
            engine=looked.engine,
        )
        if won:
            audit.record(
                event=ProofingEvent.PICTURE_READ,
                actor=system_actor(device="proofing"),
                subject=f"case:{picture.case_id}",
                at=now,
                details={
                    "picture_id": str(picture.pk),
                    "state": looked.state.value,
                    "findings": " ".join(code for code, _ in looked.findings),
                    "fields": len(looked.fields),
                },
            )
    return looked.state


def _look(*, content: bytes, role: PictureRole, document_type: DocumentType) -> _Looked:
    kind, side = _KIND_OF[role]
    report = ports.picture_inspector().inspect(picture=content, kind=kind)
    if not isinstance(report, EngineUnavailable) and report.findings:
        found = {(finding.problem.value, finding.place.value): None for finding in report.findings}
        return _Looked(state=PictureState.REJECTED, findings=tuple(found))
    reading = ports.document_reader().read(picture=content, side=side)
    if isinstance(reading, EngineUnavailable):
        return _Looked(state=PictureState.MANUAL)
    engine = f"{reading.engine} {reading.version}".strip()
    if reading.side_seen is not side:
        code = "no_card" if reading.side_seen is None else "wrong_side"
        return _Looked(state=PictureState.REJECTED, findings=((code, "whole"),), engine=engine)
    fields = {
        field.value: _normal(field=field, text=value.text, document_type=document_type)
        for field, value in reading.fields.items()
        if field in _KEPT and value.text
    }
    if not fields:
        return _Looked(
            state=PictureState.REJECTED, findings=(("unreadable", "whole"),), engine=engine
        )
    return _Looked(state=PictureState.READ, fields=fields, engine=engine)


def _normal(*, field: DocumentField, text: str, document_type: DocumentType) -> str:
    """Return a reading in the form in which the person's entry will be compared with it."""
    try:
        if field is DocumentField.NAME:
            return PersonName.parse(text).value
        if field is DocumentField.NUMBER:
            return parse_document_number(document_type, text).value
    except DomainError:
        # Misread: shown to be corrected, and different from whatever is right.
        return text
    return text
