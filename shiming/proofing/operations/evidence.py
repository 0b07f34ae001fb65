"""Evidence of a person, and the levels that follow from it."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from shiming.accounts import operations as accounts
from shiming.accounts.types import PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import ports, queries, waiting
from shiming.proofing.models import (
    Evidence,
    EvidenceRevocation,
)
from shiming.proofing.types import (
    EvidenceId,
    EvidenceKind,
    ProofingEvent,
    RevocationReason,
)

STRENGTH_OF: dict[EvidenceKind, Level] = {
    EvidenceKind.MOBILE: Level.REGISTERED,
    EvidenceKind.EMAIL: Level.REGISTERED,
    EvidenceKind.REGISTER_TWO_FACTORS: Level.PRIMARY,
    EvidenceKind.REGISTER_FOUR_FACTORS: Level.PRIMARY,
    EvidenceKind.LIVE_FACE: Level.INTERMEDIATE,
    EvidenceKind.REMOTE_REVIEW: Level.INTERMEDIATE,
    EvidenceKind.COUNTER: Level.INTERMEDIATE,
    EvidenceKind.TRUST_SOURCE: Level.INTERMEDIATE,
    EvidenceKind.CERTIFICATE: Level.INTERMEDIATE,
    EvidenceKind.TRANSACTION_FACE: Level.ADVANCED,
}


def add_evidence(
    *,
    person_id: uuid.UUID,
    account_id: uuid.UUID,
    kind: EvidenceKind,
    source: str,
    actor: Actor,
    now: dt.datetime,
    valid_until: dt.datetime | None = None,
    case_id: uuid.UUID | None = None,
    document_type: str = "",
    is_manual: bool = False,
    transaction: str = "",
    score: float | None = None,
    threshold: float | None = None,
    engine: str = "",
    strength: Level | None = None,
) -> EvidenceId:
    """Keep one act of proof. Call `refresh_levels` once all of it is kept."""
    evidence = Evidence.objects.create(
        person_id=person_id,
        account_id=account_id,
        case_id=case_id,
        kind=kind,
        source=source,
        strength=STRENGTH_OF[kind] if strength is None else strength,
        document_type=document_type,
        is_manual=is_manual,
        transaction=transaction,
        score=score,
        threshold=threshold,
        engine=engine,
        at=now,
        valid_until=valid_until,
    )
    audit.record(
        event=ProofingEvent.EVIDENCE_ADDED,
        actor=actor,
        subject=f"person:{person_id}",
        at=now,
        details={
            "evidence_id": str(evidence.pk),
            "kind": kind.value,
            "source": source,
            "is_manual": is_manual,
        },
    )
    return EvidenceId(evidence.pk)


def revoke_evidence(
    *, person_id: uuid.UUID, reason: RevocationReason, actor: Actor, now: dt.datetime
) -> int:
    """
    End all evidence about a person at once (C3) and lower the level; return how much it was.

    For an upheld appeal, death, or the cancellation of the document.
    """
    standing = Evidence.objects.filter(person_id=person_id, revocation__isnull=True)
    ended = EvidenceRevocation.objects.bulk_create(
        [
            EvidenceRevocation(evidence=evidence, reason=reason, at=now)
            for evidence in standing.order_by("id")
        ]
    )
    audit.record(
        event=ProofingEvent.EVIDENCE_REVOKED,
        actor=actor,
        subject=f"person:{person_id}",
        at=now,
        details={"reason": reason.value, "count": len(ended)},
    )
    refresh_levels(person_id=person_id, actor=actor, now=now)
    return len(ended)


def keep_source_evidence(
    *,
    person_id: uuid.UUID,
    account_id: uuid.UUID,
    strength: Level,
    source: str,
    document_type: str,
    valid_until: dt.datetime,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Keep what a trust source says of a person, in place of what it said before.

    The same word again, at each sign-in, is kept anew only when half of its time is over.
    """
    standing = _standing_of_source(person_id=person_id, account_id=account_id, source=source)
    newest = standing.filter(strength=strength, valid_until__gt=now + (valid_until - now) / 2)
    if newest.exists() and not standing.exclude(strength=strength).exists():
        return
    _supersede(standing, now=now)
    add_evidence(
        person_id=person_id,
        account_id=account_id,
        kind=EvidenceKind.TRUST_SOURCE,
        strength=strength,
        source=source,
        document_type=document_type,
        valid_until=valid_until,
        actor=actor,
        now=now,
    )
    refresh_levels(person_id=person_id, actor=actor, now=now)


def end_source_evidence(
    *,
    person_id: uuid.UUID,
    account_id: uuid.UUID,
    source: str,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """End what a trust source said of a person and no longer says, and lower the level."""
    standing = _standing_of_source(person_id=person_id, account_id=account_id, source=source)
    ended = _supersede(standing, now=now)
    if not ended:
        return
    audit.record(
        event=ProofingEvent.EVIDENCE_REVOKED,
        actor=actor,
        subject=f"person:{person_id}",
        at=now,
        details={"reason": RevocationReason.SUPERSEDED.value, "count": ended, "source": source},
    )
    refresh_levels(person_id=person_id, actor=actor, now=now)


def keep_transaction_face(
    *,
    person_id: uuid.UUID,
    account_id: uuid.UUID,
    transaction: str,
    actor: Actor,
    now: dt.datetime,
) -> dt.datetime:
    """
    Keep that a face was shown inside a transaction; return until when that counts, there alone.

    Outside of it nobody's level changes (Q20).
    """
    until = now + ports.policy().transaction_face_for
    add_evidence(
        person_id=person_id,
        account_id=account_id,
        kind=EvidenceKind.TRANSACTION_FACE,
        source="platform",
        transaction=transaction,
        valid_until=until,
        actor=actor,
        now=now,
    )
    return until


def refresh_levels(*, person_id: uuid.UUID, actor: Actor, now: dt.datetime) -> None:
    """Have the levels of a person's accounts computed anew and given to their sessions."""
    accounts.refresh_session_levels(person_id=PersonId(person_id), actor=actor, now=now)
    _level, until = queries.level_of_person(person_id, now)
    waiting.remind_of_level(person_id=person_id, until=until, now=now)


def _standing_of_source(
    *, person_id: uuid.UUID, account_id: uuid.UUID, source: str
) -> QuerySet[Evidence]:
    return Evidence.objects.filter(
        person_id=person_id,
        account_id=account_id,
        kind=EvidenceKind.TRUST_SOURCE,
        source=source,
        revocation__isnull=True,
    )


def _supersede(standing: QuerySet[Evidence], *, now: dt.datetime) -> int:
    ended = EvidenceRevocation.objects.bulk_create(
        [
            EvidenceRevocation(evidence=one, reason=RevocationReason.SUPERSEDED, at=now)
            for one in standing.order_by("id")
        ]
    )
    return len(ended)
