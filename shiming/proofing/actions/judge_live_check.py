"""Use case: the engines judge a live check and compare the face; run as a job."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import SessionId
from shiming.audit import operations as audit
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.kernel.clock import CHINA
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.messages import operations as messages
from shiming.proofing import errors, operations, ports, queries, waiting
from shiming.proofing.clip_reading import read_clip
from shiming.proofing.models import CasePicture, LiveSession, ProofingCase
from shiming.proofing.policies import cases, documents, faces, levels
from shiming.proofing.ports import EngineUnavailable
from shiming.proofing.types import (
    Band,
    CaseState,
    EvidenceKind,
    LiveSessionId,
    LiveVerdict,
    PictureRole,
    PictureState,
    PictureWay,
    ProofingEvent,
    ReviewCause,
    StepKey,
)
from shiming.registers import operations as registers
from shiming.registers.types import Outcome, PopulationQuery, Purpose
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries
from shiming.vault.types import VaultFileId

FACE_DIFFERS = "proofing.face.differs"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What the engines found, before anything is written."""

    state: CaseState
    code: str = ""
    detail: str = ""
    causes: frozenset[ReviewCause] = frozenset()
    card_score: float | None = None
    register_score: float | None = None
    passive_score: float | None = None
    engine: str = ""
    face: bytes | None = dataclasses.field(default=None, repr=False)


def judge_live_check(*, session_id: LiveSessionId, now: dt.datetime) -> CaseState | None:
    """
    Judge the frames, compare the face, and decide: passed, refused, or to be seen by a person.

    Running it again does no harm: a case that is no longer being checked is left alone, and None
    returned. The engines work outside of any transaction.

    :raises errors.LiveSessionNotFound: if there is none, or no frames came in for it
    :raises errors.RegisterPhotoUnavailable: if the register's photo cannot be had now
    """
    session = LiveSession.objects.select_related("case", "clip").filter(pk=session_id).first()
    if session is None or session.clip is None:
        raise errors.LiveSessionNotFound(session_id=session_id)
    if session.case.state != CaseState.CHECKING or session.judged_at is not None:
        return None
    clip = vault_queries.read_file(VaultFileId(session.clip.file_id))
    actor = cases.platform_acting_for(case=session.case)
    judged = _judge(session=session, clip=clip, actor=actor, now=now)
    return _record(session=session, judged=judged, actor=actor, now=now)


def _judge(*, session: LiveSession, clip: bytes, actor: Actor, now: dt.datetime) -> _Judged:
    try:
        read = read_clip(clip=clip, plan=session.plan)
    except DomainError:
        return _Judged(state=CaseState.REFUSED, code=errors.ClipUnreadable.code)
    frames, verdict, engine = read.frames, read.verdict, read.engine
    if verdict is None:
        # A person will look: at a frame from the beginning, when people look straight.
        return _to_person(
            session=session,
            causes=frozenset({ReviewCause.FACE_ENGINE_UNAVAILABLE}),
            face=frames[len(frames) // 20].content,
            engine=engine,
        )
    if verdict.problem is not None:
        return _Judged(
            state=CaseState.REFUSED,
            code=verdict.problem.value,
            detail=verdict.failed_action.value if verdict.failed_action else "",
            engine=engine,
        )
    best = frames[verdict.best_frame or 0].content
    if not verdict.is_measured:
        return _to_person(
            session=session,
            causes=frozenset({ReviewCause.FACE_ENGINE_UNAVAILABLE}),
            face=best,
            engine=engine,
        )
    return _compare(
        session=session, verdict=verdict, best=best, engine=engine, actor=actor, now=now
    )


def _compare(
    *,
    session: LiveSession,
    verdict: LiveVerdict,
    best: bytes,
    engine: str,
    actor: Actor,
    now: dt.datetime,
) -> _Judged:
    policy = ports.policy()
    case = session.case
    front = queries.pictures_of(case=case)[PictureRole.FRONT]
    card = ports.face_engine().compare(
        probe=best, reference=vault_queries.read_file(VaultFileId(front.file_id))
    )
    photo = _register_photo(case=case, actor=actor, now=now)
    register = ports.face_engine().compare(probe=best, reference=photo) if photo else None
    if isinstance(card, EngineUnavailable) or isinstance(register, EngineUnavailable):
        return _to_person(
            session=session,
            causes=frozenset({ReviewCause.FACE_ENGINE_UNAVAILABLE}),
            face=best,
            engine=engine,
        )
    register_score = register.score if register else None
    comparison = faces.compare(
        card_score=card.score,
        register_score=register_score,
        policy=policy,
        is_card_fit=front.state != PictureState.MANUAL,
    )
    found = _Judged(
        state=CaseState.PASSED,
        card_score=card.score,
        register_score=register_score,
        passive_score=verdict.passive_score,
        engine=f"{engine} {card.model}".strip(),
        face=best,
    )
    if comparison.band is Band.FAIL:
        return dataclasses.replace(found, state=CaseState.REFUSED, code=FACE_DIFFERS)
    causes = faces.remaining_causes(
        causes=frozenset(ReviewCause(cause) for cause in case.causes),
        register_band=faces.band_of(score=register_score, policy=policy)
        if register_score is not None
        else None,
    )
    causes |= comparison.causes | faces.causes_of_passive(passive=verdict.passive)
    if causes:
        return dataclasses.replace(found, state=CaseState.MANUAL_REVIEW, causes=causes)
    return found


def _to_person(
    *, session: LiveSession, causes: frozenset[ReviewCause], face: bytes, engine: str
) -> _Judged:
    known = frozenset(ReviewCause(cause) for cause in session.case.causes)
    return _Judged(state=CaseState.MANUAL_REVIEW, causes=known | causes, face=face, engine=engine)


def _register_photo(*, case: ProofingCase, actor: Actor, now: dt.datetime) -> bytes | None:
    """
    Fetch the register's photo for this comparison; it is neither kept nor shown.

    :raises errors.RegisterPhotoUnavailable: if it cannot be had now: a forged card must not pass
        because the register is down, so the job tries again, and in the end a person decides
    """
    number = parse_document_number(DocumentType(case.document_type), case.entered["number"])
    answer = registers.fetch_population_photo(
        query=PopulationQuery(name=PersonName.parse(case.entered["name"]), number=number.number),
        purpose=Purpose.PROOFING,
        case_number=str(case.pk),
        actor=actor,
        now=now,
    )
    if answer.outcome is Outcome.UNAVAILABLE:
        raise errors.RegisterPhotoUnavailable
    if answer.outcome is not Outcome.MATCH or not answer.photo:
        return None
    try:
        return pictures.clean_picture(answer.photo).content
    except DomainError:
        # A photo that cannot be unpacked is as good as none: the card remains.
        return None


def _record(
    *, session: LiveSession, judged: _Judged, actor: Actor, now: dt.datetime
) -> CaseState | None:
    with transaction.atomic(durable=True):
        case = session.case
        # A job that was taken for dead may come late: each live check is judged once, and its
        # verdict is never taken for that of a later one.
        if not LiveSession.objects.filter(pk=session.pk, judged_at__isnull=True).update(
            judged_at=now
        ):
            return None
        state, code = judged.state, judged.code
        if state is CaseState.PASSED and not _bind(case=case, actor=actor, now=now):
            state, code = CaseState.REFUSED, errors.OtherAccount.code
        is_review = state is CaseState.MANUAL_REVIEW
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.CHECKING).update(
            state=state,
            causes=sorted(judged.causes) if is_review else case.causes,
            card_score=judged.card_score,
            register_score=judged.register_score,
            passive_score=judged.passive_score,
            pass_threshold=ports.policy().compare_pass,
            engine=judged.engine,
            refused_step=StepKey.LIVE if code else "",
            refusal_code=code,
            refusal_detail=judged.detail,
            review_round=case.review_round + is_review,
            decided_at=None if is_review else now,
        )
        if not won:
            # Given to a person meanwhile: nobody is attached on the strength of this verdict.
            transaction.set_rollback(True)
            return None
        LiveSession.objects.filter(pk=session.pk).update(problem=code)
        if judged.face is not None:
            _keep_face(case=case, face=judged.face, now=now)
        audit.record(
            event=ProofingEvent.LIVE_JUDGED,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={
                "live_session_id": str(session.pk),
                "face_event": session.face_event,
                "state": state.value,
                "code": code,
                "causes": " ".join(sorted(judged.causes)),
            },
        )
        if state is CaseState.PASSED:
            _record_passed(case=case, judged=judged, actor=actor, now=now)
            if session.session_id is not None:
                # The sign-in that filmed itself has now shown a face, too (`amr` of tokens).
                accounts.record_factor(
                    session_id=SessionId(session.session_id), method="face", now=now
                )
        else:
            template = "proofing/in_review" if is_review else "proofing/refused"
            messages.notify(template=template, account_id=case.account_id, context={}, now=now)
    return state


def _bind(*, case: ProofingCase, actor: Actor, now: dt.datetime) -> bool:
    if case.person_id is None:  # pragma: no cover  a constraint forbids it in this state
        raise errors.CaseMovedOn(case_id=case.pk)
    return operations.bind_by_face(
        account_id=case.account_id,
        person_id=case.person_id,
        number=parse_document_number(DocumentType(case.document_type), case.entered["number"]),
        name=PersonName.parse(case.entered["name"]),
        actor=actor,
        now=now,
    )


def _keep_face(*, case: ProofingCase, face: bytes, now: dt.datetime) -> None:
    file_id = vault.keep_file(
        "proofing.picture", face, "image/jpeg", now, now + ports.policy().keep_refused_for
    )
    CasePicture.objects.create(
        case=case,
        role=PictureRole.LIVE_FACE,
        file_id=file_id,
        way=PictureWay.CAMERA,
        state=PictureState.KEPT,
        taken_at=now,
    )


def _record_passed(*, case: ProofingCase, judged: _Judged, actor: Actor, now: dt.datetime) -> None:
    if case.person_id is None:  # pragma: no cover  a constraint forbids it in this state
        raise errors.CaseMovedOn(case_id=case.pk)
    policy = ports.policy()
    valid_until = levels.end_of_online_face(
        at=now,
        document_ends_at=documents.end_of_document(last_day=case.document_ends_on),
        policy=policy,
    )
    operations.add_evidence(
        person_id=case.person_id,
        account_id=case.account_id,
        case_id=case.pk,
        kind=EvidenceKind.LIVE_FACE,
        source=case.register_source if judged.register_score is not None else "document",
        valid_until=valid_until,
        document_type=case.document_type,
        score=judged.card_score if judged.register_score is None else judged.register_score,
        threshold=policy.compare_pass,
        engine=judged.engine,
        actor=actor,
        now=now,
    )
    operations.keep_as_evidence(case=case)
    waiting.close_unfinished(case_id=case.pk, now=now)
    waiting.remind_of_document(
        person_id=case.person_id,
        until=documents.end_of_document(last_day=case.document_ends_on),
        now=now,
    )
    operations.refresh_levels(person_id=case.person_id, actor=actor, now=now)
    audit.record(event=ProofingEvent.PASSED, actor=actor, subject=f"case:{case.pk}", at=now)
    messages.notify(
        template="proofing/passed",
        account_id=case.account_id,
        context={"until": valid_until.astimezone(CHINA).strftime("%Y-%m-%d")},
        now=now,
    )
