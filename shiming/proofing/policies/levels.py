"""From evidence to level (C1, C3), and from a level to what is still missing (C2)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from shiming.kernel.levels import Level
from shiming.proofing.types import (
    Assurance,
    EvidenceFact,
    EvidenceKind,
    Missing,
    MissingProof,
    ProofingPolicy,
    Way,
)

_REGISTER = frozenset({EvidenceKind.REGISTER_TWO_FACTORS, EvidenceKind.REGISTER_FOUR_FACTORS})
# Each of these has seen the person and the document at once, so that it stands alone (S33-22).
_STANDALONE = frozenset({EvidenceKind.COUNTER, EvidenceKind.TRUST_SOURCE, EvidenceKind.CERTIFICATE})

_WEAKER_SOURCE = frozenset({EvidenceKind.REGISTER_TWO_FACTORS, EvidenceKind.MOBILE})


def is_valid(*, fact: EvidenceFact, now: dt.datetime) -> bool:
    """Tell whether a piece of evidence counts at `now`; at the instant of its end it does not."""
    if now < fact.at or (fact.valid_until is not None and fact.valid_until <= now):
        return False
    return fact.revoked_at is None or now < fact.revoked_at


def level_of(
    *,
    evidence: Iterable[EvidenceFact],
    now: dt.datetime,
    policy: ProofingPolicy,
    transaction: str = "",
) -> Assurance:
    """
    Return the level that the evidence amounts to at `now`, and until when it surely holds.

    The same evidence gives the same level, whoever asks: nothing is remembered. *Advanced* is only
    reached inside the transaction that its fresh face check is bound to (Q20).
    """
    facts = tuple(evidence)
    level = _level_at(facts, now, policy, transaction)
    ends = {end for fact in facts for end in (fact.valid_until, fact.revoked_at) if end}
    for end in sorted(end for end in ends if end > now):
        if _level_at(facts, end, policy, transaction) < level:
            return Assurance(level=level, until=end)
    return Assurance(level=level, until=None)


def missing_for(
    *,
    level: Level,
    evidence: Iterable[EvidenceFact],
    now: dt.datetime,
    policy: ProofingPolicy,
    may_use_face_online: bool = True,
    transaction: str = "",
) -> tuple[Missing, ...]:
    """
    Return what is still missing for `level`, in the order to give it, cheapest way first.

    Nothing is missing for a level already reached. Persons of whom no face is captured online
    (Q48) are shown the window alone.
    """
    facts = tuple(evidence)
    if _level_at(facts, now, policy, transaction) >= level:
        return ()
    kinds = _valid_kinds(facts, now)
    stands = bool(kinds & _STANDALONE)
    missing = []
    if level >= Level.REGISTERED and not stands and EvidenceKind.MOBILE not in kinds:
        missing.append(Missing(proof=MissingProof.MOBILE, ways=(Way.ONLINE, Way.COUNTER)))
    if level >= Level.PRIMARY and not stands and not kinds & _REGISTER:
        missing.append(Missing(proof=MissingProof.REGISTER_CHECK, ways=(Way.ONLINE, Way.COUNTER)))
    if level >= Level.INTERMEDIATE and not stands and not kinds & _faces(policy):
        ways = (Way.ONLINE, Way.CERTIFICATE, Way.COUNTER) if may_use_face_online else (Way.COUNTER,)
        missing.append(Missing(proof=MissingProof.FACE, ways=ways))
    if level >= Level.ADVANCED:
        missing.append(
            Missing(proof=MissingProof.TRANSACTION_FACE, ways=(Way.IN_TRANSACTION, Way.COUNTER))
        )
    return tuple(missing)


def end_of_online_face(
    *, at: dt.datetime, document_ends_at: dt.datetime | None, policy: ProofingPolicy
) -> dt.datetime:
    """Return until when an online comparison counts: its period, or the document's own end."""
    end = at + policy.online_face_valid_for
    return min(end, document_ends_at) if document_ends_at else end


def _faces(policy: ProofingPolicy) -> frozenset[EvidenceKind]:
    """Return the kinds that show a real person, given the register has confirmed the name."""
    faces = {EvidenceKind.LIVE_FACE}
    if policy.remote_review_gives_intermediate:
        faces.add(EvidenceKind.REMOTE_REVIEW)
    return frozenset(faces)


def _valid_kinds(facts: Sequence[EvidenceFact], now: dt.datetime) -> frozenset[EvidenceKind]:
    return frozenset(
        kind for fact in facts if is_valid(fact=fact, now=now) for kind in _kinds_of(fact)
    )


def _kinds_of(fact: EvidenceFact) -> frozenset[EvidenceKind]:
    """Return what a fact stands for: a weaker source's word is one for register and contact."""
    is_weaker = fact.strength is not None and fact.strength < Level.INTERMEDIATE
    if fact.kind is EvidenceKind.TRUST_SOURCE and is_weaker:
        return _WEAKER_SOURCE if fact.strength == Level.PRIMARY else frozenset()
    return frozenset({fact.kind})


def _level_at(
    facts: Sequence[EvidenceFact], now: dt.datetime, policy: ProofingPolicy, transaction: str
) -> Level:
    kinds = _valid_kinds(facts, now)
    is_confirmed = bool(kinds & _REGISTER) and EvidenceKind.MOBILE in kinds
    if kinds & _STANDALONE or (is_confirmed and kinds & _faces(policy)):
        is_fresh = transaction and any(
            fact.kind is EvidenceKind.TRANSACTION_FACE
            and fact.transaction == transaction
            and is_valid(fact=fact, now=now)
            for fact in facts
        )
        return Level.ADVANCED if is_fresh else Level.INTERMEDIATE
    if is_confirmed:
        return Level.PRIMARY
    if kinds & {EvidenceKind.MOBILE, EvidenceKind.EMAIL}:
        return Level.REGISTERED
    return Level.ANONYMOUS
