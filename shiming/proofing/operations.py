"""Small writes in the caller's transaction: evidence, levels, tries, bindings, dropped facts."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, FaceCheckId, FaceState, PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.proofing import errors, ports, queries, waiting
from shiming.proofing.journeys.steps import Fact
from shiming.proofing.models import (
    CasePicture,
    ConsentGiven,
    ConsentText,
    DailyTries,
    Evidence,
    EvidenceRevocation,
    FaceCheck,
    PersonBinding,
    ProofingCase,
)
from shiming.proofing.types import (
    ConsentKind,
    EvidenceId,
    EvidenceKind,
    FaceEvent,
    PictureRole,
    ProofingEvent,
    RevocationReason,
    TryKind,
)
from shiming.vault import errors as vault_errors
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

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
_ROLE_OF = {Fact.FRONT: PictureRole.FRONT, Fact.BACK: PictureRole.BACK}


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


def refresh_levels(*, person_id: uuid.UUID, actor: Actor, now: dt.datetime) -> None:
    """Have the levels of a person's accounts computed anew and given to their sessions."""
    accounts.refresh_session_levels(person_id=PersonId(person_id), actor=actor, now=now)
    _level, until = queries.level_of_person(person_id, now)
    waiting.remind_of_level(person_id=person_id, until=until, now=now)


def bind_by_attributes(
    *,
    account_id: uuid.UUID,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
) -> tuple[PersonId, bool]:
    """
    Attach an account to the person whom the register confirmed, unless others own that person.

    Returns the person, and whether the account is attached: where it is not, it must show its face
    first (see `PersonBinding`).
    """
    person = accounts_queries.find_person(number)
    if person is not None and _is_taken(person_id=person.id, account_id=account_id):
        return person.id, False
    is_owner = person is not None and account_id in _owners(person.id)
    person_id = accounts.attach_person(
        account_id=AccountId(account_id), number=number, name=name, actor=actor, now=now
    )
    PersonBinding.objects.bulk_create(
        [PersonBinding(person_id=person_id, faceless_account_id=account_id)], ignore_conflicts=True
    )
    binding = PersonBinding.objects.get(person_id=person_id)
    holder = binding.faceless_account_id
    if holder is None and not is_owner:
        # A face was shown for this person in this very moment: attributes are no longer enough.
        raise errors.CaseMovedOn
    if holder is not None and holder != account_id:
        # Another journey attached its account in this very moment: begin again, and see it. But
        # an account that is closed holds nothing any more.
        is_ours = holder not in _owners(person_id) and PersonBinding.objects.filter(
            person_id=person_id, faceless_account_id=holder
        ).update(faceless_account_id=account_id)
        if not is_ours:
            raise errors.CaseMovedOn
    return person_id, True


def bind_by_face(
    *,
    account_id: uuid.UUID,
    person_id: uuid.UUID,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """
    Attach an account to the person whose face was shown for it; tell whether that is possible.

    It is not while another account claims the person that never showed a face (see
    `PersonBinding`): this one would lift that one.
    """
    PersonBinding.objects.bulk_create([PersonBinding(person_id=person_id)], ignore_conflicts=True)
    others = _owners(person_id) - {account_id}
    won = (
        PersonBinding.objects.filter(person_id=person_id)
        .filter(Q(faceless_account__isnull=True) | ~Q(faceless_account__in=others))
        .update(faceless_account=None)
    )
    if won:
        accounts.attach_person(
            account_id=AccountId(account_id), number=number, name=name, actor=actor, now=now
        )
    return bool(won)


def take_try(
    *, account_id: uuid.UUID, number: DocumentNumber | None, kind: TryKind, now: dt.datetime
) -> None:
    """
    Use up one try of the day, for the account and for the number (A10: days turn in China).

    The counters are compared and set in one statement: parallel requests get no extra try.

    :raises errors.DailyLimitReached: if there is none left; the caller's transaction ends
    """
    limit = ports.policy().limit_of(kind)
    day = today_in_china(now)
    for subject in _subjects(account_id=account_id, number=number):
        DailyTries.objects.bulk_create(
            [DailyTries(subject=subject, kind=kind, on_date=day)], ignore_conflicts=True
        )
        won = DailyTries.objects.filter(
            subject=subject, kind=kind, on_date=day, count__lt=limit
        ).update(count=F("count") + 1)
        if not won:
            raise errors.DailyLimitReached(count=limit)


def give_back_try(
    *,
    account_id: uuid.UUID,
    number: DocumentNumber | None,
    kind: TryKind,
    taken_at: dt.datetime,
) -> None:
    """Give a try back that a machine of ours wasted: unavailable never counts (DESIGN.md, 2)."""
    DailyTries.objects.filter(
        subject__in=_subjects(account_id=account_id, number=number),
        kind=kind,
        on_date=today_in_china(taken_at),
        count__gt=0,
    ).update(count=F("count") - 1)


def drop_facts(*, case: ProofingCase, facts: Collection[Fact], now: dt.datetime) -> None:
    """Drop what undone steps had gathered; pictures that no longer count are shredded."""
    roles = [role for fact, role in _ROLE_OF.items() if fact in facts]
    dropped = CasePicture.objects.filter(case=case, role__in=roles, replaced_at__isnull=True)
    for file_id in dropped.order_by("id").values_list("file_id", flat=True):
        # A draft may be older than its pictures are kept: then there is nothing left to shred.
        with contextlib.suppress(vault_errors.FileNotKept):
            vault.shred_file(VaultFileId(file_id), now)
    dropped.update(replaced_at=now)
    changes: dict[str, object] = {}
    if Fact.FORM in facts:
        changes |= {"form_confirmed_at": None, "causes": []}
    if Fact.DOCUMENT_TYPE in facts:
        changes |= {"document_type": "", "entered": {}, "entry_ways": {}}
    if changes:
        ProofingCase.objects.filter(pk=case.pk).update(**changes)
    if Fact.CONSENTS in facts:
        ConsentGiven.objects.filter(case=case, withdrawn_at__isnull=True).update(withdrawn_at=now)


def keep_as_evidence(*, case: ProofingCase) -> None:
    """Keep the pictures of a case that passed for as long as its evidence is kept (B13)."""
    kept = CasePicture.objects.filter(case=case, replaced_at__isnull=True).order_by("id")
    for file_id in kept.values_list("file_id", flat=True):
        vault.keep_file_until(VaultFileId(file_id), None)


def publish_consent_text(
    *, kind: ConsentKind, version: str, title: str, text: str, now: dt.datetime
) -> None:
    """Put a new version of a consent text into force; earlier versions stay as they were."""
    ConsentText.objects.create(kind=kind, version=version, title=title, text=text, published_at=now)


def _subjects(*, account_id: uuid.UUID, number: DocumentNumber | None) -> list[str]:
    subjects = [queries.account_subject(account_id=account_id)]
    if number is not None:
        subjects.append(queries.number_subject(number))
    return subjects


def _owners(person_id: uuid.UUID) -> set[uuid.UUID]:
    return {account.id for account in accounts_queries.list_accounts_of_person(PersonId(person_id))}


def _is_taken(*, person_id: PersonId, account_id: uuid.UUID) -> bool:
    """Tell whether attributes are not enough: a face was shown, or others own the person."""
    owners = _owners(person_id)
    if owners:
        return account_id not in owners
    return PersonBinding.objects.filter(person_id=person_id, faceless_account__isnull=True).exists()


def prepare_face_check(
    *,
    person_id: uuid.UUID | None,
    actor: Actor,
    now: dt.datetime,
    event: FaceEvent = FaceEvent.SIGN_IN,
) -> FaceCheckId:
    """Make a face check for `event`; without a person it runs the same and never succeeds."""
    check = FaceCheck.objects.create(
        face_event=event,
        person_id=person_id,
        created_at=now,
        expires_at=now + ports.policy().face_check_for,
    )
    audit.record(
        event=ProofingEvent.FACE_CHECK_PREPARED,
        actor=actor,
        subject=f"face_check:{check.pk}",
        at=now,
        details={"face_event": check.face_event},
    )
    return FaceCheckId(check.pk)


def claim_face_check(*, check_id: FaceCheckId, now: dt.datetime) -> PersonId | None:
    """Use a face check up, and return whom it recognised; None for all others, and twice."""
    check = FaceCheck.objects.filter(
        pk=check_id,
        verdict=FaceState.RECOGNISED,
        claimed_at__isnull=True,
        judged_at__gt=now - ports.policy().face_check_for,
    )
    if not check.update(claimed_at=now):
        return None
    return PersonId(FaceCheck.objects.values_list("person_id", flat=True).get(pk=check_id))
