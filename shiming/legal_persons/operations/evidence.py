"""Keeping evidence about units, and ending it."""

import datetime as dt

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.legal_persons.models import LegalPersonEvidence, LegalPersonEvidenceRevocation
from shiming.legal_persons.operations.told_accounts import settle_told_account
from shiming.legal_persons.types import (
    LegalPersonEvent,
    LegalPersonId,
    UnitEvidenceId,
    UnitEvidenceKind,
    UnitRevocationReason,
)


def add_evidence(
    *,
    legal_person_id: LegalPersonId,
    kind: UnitEvidenceKind,
    source: str,
    actor: Actor,
    now: dt.datetime,
    reference: str = "",
    is_manual: bool = False,
    valid_until: dt.datetime | None = None,
    transaction: str = "",
) -> UnitEvidenceId:
    """
    Keep one act of proof; the unit's level follows from it by itself.

    What is confirmed here takes the place of what another node said of the unit's account.
    """
    evidence = LegalPersonEvidence.objects.create(
        id=new_id(),
        legal_person_id=legal_person_id,
        kind=kind,
        source=source,
        reference=reference,
        is_manual=is_manual,
        kept_by=actor.account_id,
        transaction=transaction,
        at=now,
        valid_until=valid_until,
    )
    audit.record(
        event=LegalPersonEvent.EVIDENCE_ADDED,
        actor=actor,
        subject=f"legal_person:{legal_person_id}",
        at=now,
        details={"kind": kind.value, "source": source, "is_manual": is_manual},
    )
    settle_told_account(legal_person_id, actor=actor, now=now)
    return UnitEvidenceId(evidence.pk)


def revoke_evidence(
    *,
    legal_person_id: LegalPersonId,
    kind: UnitEvidenceKind,
    reason: UnitRevocationReason,
    actor: Actor,
    now: dt.datetime,
) -> int:
    """Have all evidence of one kind about a unit stop counting; return how much that was."""
    standing = LegalPersonEvidence.objects.filter(
        legal_person_id=legal_person_id, kind=kind, revocation__isnull=True
    ).order_by("at", "pk")
    rows = [
        LegalPersonEvidenceRevocation(id=new_id(), evidence=evidence, reason=reason, at=now)
        for evidence in standing
    ]
    LegalPersonEvidenceRevocation.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        audit.record(
            event=LegalPersonEvent.EVIDENCE_REVOKED,
            actor=actor,
            subject=f"legal_person:{legal_person_id}",
            at=now,
            details={"kind": kind.value, "reason": reason.value, "count": len(rows)},
        )
    return len(rows)
