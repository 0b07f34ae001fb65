"""Reads of the area: cases, pictures, consents, tries, evidence and levels, the review queue."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountFacts, AccountId, AccountState, PersonId
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.levels import Level
from shiming.proofing import errors, ports
from shiming.proofing.journeys.steps import JourneyState
from shiming.proofing.models import (
    CasePicture,
    ConsentGiven,
    ConsentText,
    DailyTries,
    Evidence,
    LiveSession,
    ProofingCase,
    ReviewDecision,
)
from shiming.proofing.policies import documents, levels, reviews
from shiming.proofing.types import (
    DOCUMENTS,
    CaseId,
    CaseState,
    ConsentKind,
    EvidenceFact,
    EvidenceKind,
    LiveSessionId,
    Missing,
    PictureId,
    PictureRole,
    PictureState,
    ReviewCount,
    ReviewOutcome,
    TryKind,
)

_TRIES = "shiming.proofing.tries"
QUEUE_PAGE = 50


def find_current_case(*, viewer: Actor) -> ProofingCase | None:
    """Return the viewer's newest attempt that was not given up, or None."""
    if viewer.account_id is None:
        return None
    return (
        ProofingCase.objects.filter(account_id=viewer.account_id)
        .exclude(state=CaseState.WITHDRAWN)
        .order_by("-created_at", "-id")
        .first()
    )


def get_current_case(*, viewer: Actor) -> ProofingCase:
    """
    Return the viewer's newest attempt.

    :raises errors.CaseNotFound: if there is none
    """
    case = find_current_case(viewer=viewer)
    if case is None:
        raise errors.CaseNotFound
    return case


def get_case_unscoped(*, case_id: CaseId) -> ProofingCase:
    """
    Return a case to a job or an operator's tool, which guard it themselves.

    :raises errors.CaseNotFound: if there is none
    """
    case = ProofingCase.objects.filter(pk=case_id).first()
    if case is None:
        raise errors.CaseNotFound(case_id=case_id)
    return case


def pictures_of(*, case: ProofingCase) -> Mapping[PictureRole, CasePicture]:
    """Return the pictures of a case that count, by what they show."""
    kept = CasePicture.objects.filter(case=case, replaced_at__isnull=True).order_by("role", "id")
    return {PictureRole(picture.role): picture for picture in kept}


def journey_state(*, case: ProofingCase) -> JourneyState:
    """Return all that the rules of the journey look at."""
    pictures = pictures_of(case=case)
    states = {role: PictureState(picture.state) for role, picture in pictures.items()}
    return JourneyState(
        case=CaseState(case.state),
        has_document_type=bool(case.document_type),
        needs_back=not case.document_type
        or DOCUMENTS[DocumentType(case.document_type)].needs_both_sides,
        front=states.get(PictureRole.FRONT),
        back=states.get(PictureRole.BACK),
        is_form_confirmed=case.form_confirmed_at is not None,
    )


def fields_read(*, case: ProofingCase) -> dict[str, str]:
    """Return the fields as the engine read them off both sides; personal, never to be logged."""
    pictures = pictures_of(case=case)
    read: dict[str, str] = {}
    for role in (PictureRole.FRONT, PictureRole.BACK):
        if role in pictures:
            read |= pictures[role].reading
    return read


def count_rejected(*, case: ProofingCase, role: PictureRole) -> int:
    """Return how often a side was sent back."""
    return CasePicture.objects.filter(case=case, role=role, state=PictureState.REJECTED).count()


def get_picture_unscoped(*, picture_id: PictureId) -> CasePicture:
    """
    Return a picture to a job.

    :raises errors.PictureNotFound: if there is none
    """
    picture = CasePicture.objects.select_related("case").filter(pk=picture_id).first()
    if picture is None:
        raise errors.PictureNotFound(picture_id=picture_id)
    return picture


def get_picture(*, picture_id: PictureId, viewer: Actor, now: dt.datetime) -> CasePicture:
    """
    Return a picture to the applicant, or to the reviewer who holds its case.

    :raises errors.PictureNotFound: if there is none, or the viewer may not see it
    """
    picture = get_picture_unscoped(picture_id=picture_id)
    if not reviews.may_see_pictures(
        case=picture.case, viewer=viewer, now=now, policy=ports.policy()
    ):
        raise errors.PictureNotFound(picture_id=picture_id)
    return picture


def find_consent_text(*, kind: ConsentKind, now: dt.datetime) -> ConsentText | None:
    """Return the version in force, or None."""
    return (
        ConsentText.objects.filter(kind=kind, published_at__lte=now)
        .order_by("-published_at", "-id")
        .first()
    )


def get_consent_text(*, kind: ConsentKind, now: dt.datetime) -> ConsentText:
    """
    Return the version in force.

    :raises errors.NoConsentText: if there is none
    """
    text = find_consent_text(kind=kind, now=now)
    if text is None:
        raise errors.NoConsentText(kind=kind.value)
    return text


def has_consent(*, case: ProofingCase, kind: ConsentKind) -> bool:
    """Tell whether a consent stands in this case."""
    return ConsentGiven.objects.filter(
        case=case, text__kind=kind, withdrawn_at__isnull=True
    ).exists()


def list_consents(*, case: ProofingCase) -> Sequence[ConsentGiven]:
    """Return the consents that stand in this case, with their texts."""
    return list(
        ConsentGiven.objects.filter(case=case, withdrawn_at__isnull=True)
        .select_related("text")
        .order_by("text__kind", "id")
    )


def count_tries_left(
    *, account_id: uuid.UUID, number: DocumentNumber | None, kind: TryKind, now: dt.datetime
) -> int:
    """Return how often it may still be tried today, for this account and this number together."""
    subjects = [account_subject(account_id=account_id)]
    if number is not None:
        subjects.append(number_subject(number))
    used = DailyTries.objects.filter(
        subject__in=subjects, kind=kind, on_date=today_in_china(now)
    ).values_list("count", flat=True)
    return max(0, ports.policy().limit_of(kind) - max(used, default=0))


def count_tries_left_for_case(*, case: ProofingCase, kind: TryKind, now: dt.datetime) -> int:
    """Return how often it may still be tried today, as the limits of this case's person stand."""
    number = case.entered.get("number")
    return count_tries_left(
        account_id=case.account_id,
        number=parse_document_number(DocumentType(case.document_type), number) if number else None,
        kind=kind,
        now=now,
    )


def account_subject(*, account_id: uuid.UUID) -> str:
    """Return under what the tries of an account are counted."""
    return f"account:{account_id}"


def number_subject(number: DocumentNumber) -> str:
    """
    Return under what the tries for a number are counted, whoever makes them.

    No index of the vault: when its keys rotate, everybody's tries of the day would begin anew.
    """
    return f"number:{salted_hmac(_TRIES, number.key, algorithm='sha256').hexdigest()}"


def find_live_session(
    *, session_id: LiveSessionId, nonce: str, viewer: Actor
) -> LiveSession | None:
    """Return the viewer's own live check with this nonce, or None."""
    if viewer.account_id is None:
        return None
    return (
        LiveSession.objects.select_related("case")
        .filter(pk=session_id, nonce=nonce, case__account_id=viewer.account_id)
        .first()
    )


def find_open_live_session(*, case: ProofingCase, now: dt.datetime) -> LiveSession | None:
    """Return the live check that was given out, not used, and has not run out, or None."""
    return (
        LiveSession.objects.filter(case=case, used_at__isnull=True, expires_at__gt=now)
        .order_by("-started_at", "-id")
        .first()
    )


def find_last_live_session(*, case: ProofingCase) -> LiveSession | None:
    """Return the last live check of a case, or None."""
    return LiveSession.objects.filter(case=case).order_by("-started_at", "-id").first()


def facts_of_person(*, person_id: uuid.UUID) -> tuple[EvidenceFact, ...]:
    """
    Return what is known of a person, as the level function takes it.

    Contacts are proven in `accounts`; here they are only read.
    """
    proven = _proven(Evidence.objects.filter(person_id=person_id))
    owned = accounts.list_accounts_of_person(PersonId(person_id))
    return (*proven, *(fact for account in owned for fact in _contacts(account)))


def facts_of_account(*, account_id: uuid.UUID) -> tuple[EvidenceFact, ...]:
    """
    Return what was proven with an account, or with one that is linked to it.

    What the person proved with another account says nothing of who holds this one.
    """
    account = accounts.get_account(AccountId(account_id))
    group = accounts.list_group_of(account.id)
    proven: tuple[EvidenceFact, ...] = ()
    if account.person_id is not None:
        about_them = Evidence.objects.filter(person_id=account.person_id)
        proven = _proven(about_them.filter(account_id__in=group))
    members = [accounts.get_account(member) for member in group]
    living = [member for member in members if member.state is not AccountState.CLOSED]
    return (*proven, *(fact for member in living for fact in _contacts(member)))


def level_of_account(
    account_id: uuid.UUID, now: dt.datetime, *, transaction: str = ""
) -> tuple[Level, dt.datetime | None]:
    """Return an account's level at `now`, inside a transaction if one is named, and its end."""
    assurance = levels.level_of(
        evidence=facts_of_account(account_id=account_id),
        now=now,
        policy=ports.policy(),
        transaction=transaction,
    )
    return assurance.level, assurance.until


def level_of_person(person_id: uuid.UUID, now: dt.datetime) -> tuple[Level, dt.datetime | None]:
    """Return a person's level at `now`, and until when it surely holds (a `LevelSource`)."""
    assurance = levels.level_of(
        evidence=facts_of_person(person_id=person_id), now=now, policy=ports.policy()
    )
    return assurance.level, assurance.until


def missing_for_account(
    *, account_id: uuid.UUID, level: Level, now: dt.datetime
) -> tuple[Missing, ...]:
    """Return what an account's person still lacks for a level, cheapest way first (C2)."""
    return levels.missing_for(
        level=level,
        evidence=facts_of_account(account_id=account_id),
        now=now,
        policy=ports.policy(),
        may_use_face_online=_may_use_face_online(account_id=account_id, now=now),
    )


def list_evidence(*, viewer: Actor) -> Sequence[Evidence]:
    """Return what the viewer has proven, newest first, ended evidence included."""
    if viewer.person_id is None:
        return []
    return list(
        Evidence.objects.filter(person_id=viewer.person_id)
        .select_related("revocation")
        .order_by("-at", "-id")
    )


def list_review_queue(*, viewer: Actor) -> Sequence[ProofingCase]:
    """
    Return the cases that wait for a person, the longest waiting first.

    :raises errors.NotAReviewer: if the viewer may not review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    return list(
        ProofingCase.objects.filter(state=CaseState.MANUAL_REVIEW, review_round__gt=0)
        .exclude(account_id__in=[viewer.account_id] if viewer.account_id else [])
        .order_by("submitted_at", "id")[:QUEUE_PAGE]
    )


def count_review_queue_unscoped() -> int:
    """Return how many cases wait for a person, for statistics and alerts."""
    return ProofingCase.objects.filter(state=CaseState.MANUAL_REVIEW).count()


def get_case_for_review(*, case_id: CaseId, viewer: Actor) -> ProofingCase:
    """
    Return a case that is, or once was, in the queue.

    :raises errors.NotAReviewer: if the viewer may not review
    :raises errors.CaseNotFound: if there is none, or it never came to review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    case = ProofingCase.objects.filter(pk=case_id, review_round__gt=0).first()
    if case is None:
        raise errors.CaseNotFound(case_id=case_id)
    return case


def list_review_counts(*, viewer: Actor, since: dt.datetime) -> Sequence[ReviewCount]:
    """
    Return how each reviewer decided since then, the busiest first (B5).

    :raises errors.NotAReviewer: if the viewer may not review
    """
    if refusal := reviews.refusal_to_review(reviewer=viewer):
        raise refusal
    passed = Count("id", filter=Q(outcome=ReviewOutcome.PASS))
    rows = (
        ReviewDecision.objects.filter(decided_at__gte=since)
        .values("reviewer_id")
        .annotate(decided=Count("id"), passed=passed)
        .order_by("-decided", "reviewer_id")
    )
    return [ReviewCount(**row) for row in rows]


def list_decisions(*, case: ProofingCase) -> Sequence[ReviewDecision]:
    """Return what reviewers decided about a case, oldest first."""
    return list(ReviewDecision.objects.filter(case=case).order_by("decided_at", "id"))


def _may_use_face_online(*, account_id: uuid.UUID, now: dt.datetime) -> bool:
    person_id = accounts.get_account(AccountId(account_id)).person_id
    if person_id is None:
        return True
    born = accounts.get_person(person_id).number.birth_date
    age = documents.age_on(born=born, day=today_in_china(now))
    return documents.is_face_allowed(age=age, policy=ports.policy())


def _proven(kept: QuerySet[Evidence]) -> tuple[EvidenceFact, ...]:
    return tuple(
        EvidenceFact(
            kind=EvidenceKind(row.kind),
            at=row.at,
            valid_until=row.valid_until,
            revoked_at=row.revocation.at if hasattr(row, "revocation") else None,
            is_manual=row.is_manual,
            transaction=row.transaction,
            strength=Level(row.strength),
        )
        for row in kept.select_related("revocation").order_by("at", "id")
    )


def _contacts(account: AccountFacts) -> tuple[EvidenceFact, ...]:
    proven = []
    if account.mobile is not None:
        proven.append(EvidenceFact(kind=EvidenceKind.MOBILE, at=account.created_at))
    if account.email is not None:
        proven.append(EvidenceFact(kind=EvidenceKind.EMAIL, at=account.created_at))
    return tuple(proven)


class EvidenceLevels:
    """The `LevelSource` that wiring gives to `accounts`."""

    def level_of(
        self,
        person_id: PersonId,  # noqa: ARG002  the port's shape
        account_id: AccountId,
        now: dt.datetime,
    ) -> tuple[Level, dt.datetime | None]:
        """Return the level of this account, and until when it surely holds."""
        return level_of_account(account_id, now)
