"""The ladder of legal persons (S33-23, C1, C3)."""

import datetime as dt
import itertools

import pytest

from shiming.kernel.levels import Level
from shiming.legal_persons.policies import levels
from shiming.legal_persons.types import (
    LegalPersonState,
    UnitAssurance,
    UnitEvidenceFact,
    UnitEvidenceKind,
)

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
STANDALONE = (
    UnitEvidenceKind.COUNTER,
    UnitEvidenceKind.TAX_FILING_USER,
    UnitEvidenceKind.CERTIFICATE,
    UnitEvidenceKind.ELECTRONIC_LICENCE,
)
REGISTER = UnitEvidenceFact(kind=UnitEvidenceKind.REGISTER_MATCH, at=NOW)
COUNTER = UnitEvidenceFact(kind=UnitEvidenceKind.COUNTER, at=NOW)


def level(
    *evidence: UnitEvidenceFact,
    representative: Level = Level.PRIMARY,
    state: LegalPersonState = LegalPersonState.EXISTING,
    now: dt.datetime = NOW,
    transaction: str = "",
    until: dt.datetime | None = None,
) -> UnitAssurance:
    return levels.level_of(
        evidence=evidence,
        state=state,
        representative=representative,
        representative_until=until,
        now=now,
        transaction=transaction,
    )


class TestLevels:
    def test_on_record_alone_is_registered(self) -> None:
        assert level().level is Level.REGISTERED

    def test_the_register_gives_primary(self) -> None:
        assert level(REGISTER).level is Level.PRIMARY

    @pytest.mark.parametrize("kind", STANDALONE)
    def test_any_one_proof_of_the_unit_gives_intermediate(self, kind: UnitEvidenceKind) -> None:
        assert level(UnitEvidenceFact(kind=kind, at=NOW)).level is Level.INTERMEDIATE

    def test_an_officers_approval_alone_gives_nothing(self) -> None:
        approval = UnitEvidenceFact(kind=UnitEvidenceKind.APPROVAL, at=NOW)

        assert level(approval).level is Level.REGISTERED

    @pytest.mark.parametrize("representative", [Level.ANONYMOUS, Level.REGISTERED])
    def test_nothing_counts_before_the_representative_is_proofed(
        self, representative: Level
    ) -> None:
        assert level(REGISTER, COUNTER, representative=representative).level is Level.REGISTERED

    def test_advanced_is_a_fresh_face_inside_its_transaction_alone(self) -> None:
        face = UnitEvidenceFact(
            kind=UnitEvidenceKind.TRANSACTION_FACE, at=NOW, transaction="tender-1"
        )

        assert level(COUNTER, face, transaction="tender-1").level is Level.ADVANCED
        assert level(COUNTER, face, transaction="tender-2").level is Level.INTERMEDIATE
        assert level(COUNTER, face).level is Level.INTERMEDIATE
        assert level(REGISTER, face, transaction="tender-1").level is Level.PRIMARY


class TestWhatEndsALevel:
    @pytest.mark.parametrize(
        "state", [one for one in LegalPersonState if one is not LegalPersonState.EXISTING]
    )
    def test_a_state_that_is_not_normal(self, state: LegalPersonState) -> None:
        assert level(REGISTER, COUNTER, state=state).level is Level.REGISTERED

    def test_the_end_of_its_evidence_at_that_instant(self) -> None:
        licence = UnitEvidenceFact(
            kind=UnitEvidenceKind.ELECTRONIC_LICENCE, at=NOW, valid_until=LATER
        )

        assert level(REGISTER, licence) == UnitAssurance(level=Level.INTERMEDIATE, until=LATER)
        assert level(REGISTER, licence, now=LATER).level is Level.PRIMARY

    def test_its_revocation(self) -> None:
        revoked = UnitEvidenceFact(kind=UnitEvidenceKind.COUNTER, at=NOW, revoked_at=LATER)

        assert level(revoked, now=LATER).level is Level.REGISTERED

    def test_the_representatives_own_level(self) -> None:
        assert level(REGISTER, until=LATER) == UnitAssurance(level=Level.PRIMARY, until=LATER)
        assert level(until=LATER).until is None

    def test_evidence_of_the_future_counts_not_yet(self) -> None:
        assert level(COUNTER, now=NOW - dt.timedelta(seconds=1)).level is Level.REGISTERED


def test_more_evidence_never_lowers_a_level() -> None:
    kinds = [UnitEvidenceFact(kind=kind, at=NOW) for kind in UnitEvidenceKind]

    for size in range(len(kinds)):
        for some in itertools.combinations(kinds, size):
            for more in kinds:
                assert level(*some, more).level >= level(*some).level
