"""From evidence to the level of a legal person (C1, S33-23)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from shiming.kernel.levels import Level
from shiming.legal_persons.types import (
    LegalPersonState,
    UnitAssurance,
    UnitEvidenceFact,
    UnitEvidenceKind,
    UnitProof,
)

# Each of these has seen the unit itself, so that one is enough.
_STANDALONE = frozenset(
    {
        UnitEvidenceKind.COUNTER,
        UnitEvidenceKind.TAX_FILING_USER,
        UnitEvidenceKind.CERTIFICATE,
        UnitEvidenceKind.ELECTRONIC_LICENCE,
    }
)


def is_valid(*, fact: UnitEvidenceFact, now: dt.datetime) -> bool:
    """Tell whether a piece of evidence counts at `now`; at the instant of its end it does not."""
    if now < fact.at or (fact.valid_until is not None and fact.valid_until <= now):
        return False
    return fact.revoked_at is None or now < fact.revoked_at


def level_of(
    *,
    evidence: Iterable[UnitEvidenceFact],
    state: LegalPersonState,
    representative: Level,
    now: dt.datetime,
    representative_until: dt.datetime | None = None,
    transaction: str = "",
) -> UnitAssurance:
    """
    Return the level of a unit on record at `now`, and until when it surely holds.

    `representative` is the level of its legal representative as a person, `ANONYMOUS` while nobody
    has confirmed to be it: without a proofed representative no unit is real-name (S33-23). A unit
    that is not in normal state falls back at once (C3). *Advanced* is only reached inside the
    transaction that a fresh face check is bound to (Q20).
    """
    facts = tuple(evidence)
    level = _level_at(facts, state, representative, now, transaction)
    ends = {end for fact in facts for end in (fact.valid_until, fact.revoked_at) if end}
    if representative_until is not None and level > Level.REGISTERED:
        ends.add(representative_until)
    for end in sorted(end for end in ends if end > now):
        if end == representative_until or (
            _level_at(facts, state, representative, end, transaction) < level
        ):
            return UnitAssurance(level=level, until=end)
    return UnitAssurance(level=level, until=None)


def missing_for(
    *,
    level: Level,
    evidence: Iterable[UnitEvidenceFact],
    state: LegalPersonState,
    representative: Level,
    now: dt.datetime,
    transaction: str = "",
) -> tuple[UnitProof, ...]:
    """Return what a unit still lacks for `level`, in the order to give it; nothing if it has it."""
    facts = tuple(evidence)
    if _level_at(facts, state, representative, now, transaction) >= level:
        return ()
    kinds = {fact.kind for fact in facts if is_valid(fact=fact, now=now)}
    is_seen = bool(kinds & _STANDALONE)
    lacks = {
        UnitProof.NORMAL_STATE: state is not LegalPersonState.EXISTING,
        UnitProof.REPRESENTATIVE: representative < Level.PRIMARY,
        UnitProof.REGISTER: level is Level.PRIMARY
        and not is_seen
        and UnitEvidenceKind.REGISTER_MATCH not in kinds,
        UnitProof.UNIT_EVIDENCE: level >= Level.INTERMEDIATE and not is_seen,
        UnitProof.TRANSACTION_FACE: level >= Level.ADVANCED,
    }
    return tuple(proof for proof, is_lacking in lacks.items() if is_lacking)


def _level_at(
    facts: Sequence[UnitEvidenceFact],
    state: LegalPersonState,
    representative: Level,
    now: dt.datetime,
    transaction: str,
) -> Level:
    if state is not LegalPersonState.EXISTING or representative < Level.PRIMARY:
        return Level.REGISTERED
    valid = [fact for fact in facts if is_valid(fact=fact, now=now)]
    kinds = {fact.kind for fact in valid}
    if kinds & _STANDALONE:
        is_fresh = transaction and any(
            fact.kind is UnitEvidenceKind.TRANSACTION_FACE and fact.transaction == transaction
            for fact in valid
        )
        return Level.ADVANCED if is_fresh else Level.INTERMEDIATE
    return Level.PRIMARY if UnitEvidenceKind.REGISTER_MATCH in kinds else Level.REGISTERED
