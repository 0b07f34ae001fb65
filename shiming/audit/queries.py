"""Reading the audit, within what the viewer may see."""

import json

from django.db.models import Q

from shiming.audit.models import AuditRecord
from shiming.audit.types import AuditPermission, RecordView
from shiming.audit.verification import verify_chain
from shiming.kernel.actor import Actor

__all__ = ["list_records", "list_records_unscoped", "verify_chain"]

_PAGE = 100


def list_records(
    *,
    viewer: Actor,
    subject: str | None = None,
    event: str | None = None,
    before_id: int | None = None,
    limit: int = _PAGE,
) -> list[RecordView]:
    """
    Return the newest records that the viewer may see, the newest first.

    With the permission these are all; otherwise what the viewer's account or person did, and what
    happened to them, so that everybody can see who looked at their data (M4).
    """
    if viewer.may(AuditPermission.READ):
        scope = Q()
    elif viewer.account_id is None:
        return []
    else:
        scope = Q(account_id=viewer.account_id) | Q(subject=f"account:{viewer.account_id}")
        if viewer.person_id:
            scope |= Q(person_id=viewer.person_id) | Q(subject=f"person:{viewer.person_id}")
    return _list(scope, subject=subject, event=event, before_id=before_id, limit=limit)


def list_records_unscoped(
    *,
    subject: str | None = None,
    event: str | None = None,
    event_prefix: str = "",
    before_id: int | None = None,
    limit: int = _PAGE,
) -> list[RecordView]:
    """Return the newest records, the newest first, for work of the platform itself."""
    scope = Q(event__startswith=event_prefix) if event_prefix else Q()
    return _list(scope, subject=subject, event=event, before_id=before_id, limit=limit)


def _list(
    scope: Q, *, subject: str | None, event: str | None, before_id: int | None, limit: int
) -> list[RecordView]:
    found = AuditRecord.objects.filter(scope)
    if subject is not None:
        found = found.filter(subject=subject)
    if event is not None:
        found = found.filter(event=event)
    if before_id is not None:
        found = found.filter(pk__lt=before_id)
    return [_view(record) for record in found.order_by("-pk")[:limit]]


def _view(record: AuditRecord) -> RecordView:
    return RecordView(
        id=record.pk,
        at=record.at,
        event=record.event,
        subject=record.subject,
        account_id=record.account_id,
        person_id=record.person_id,
        acting_kind=record.acting_kind,
        level=record.level,
        methods=tuple(record.methods.split()),
        purpose=record.purpose,
        case_number=record.case_number,
        address=record.address,
        device=record.device,
        details=json.loads(record.details),
    )
