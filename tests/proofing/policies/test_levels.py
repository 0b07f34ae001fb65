import datetime as dt

import pytest

from shiming.kernel.levels import Level
from shiming.proofing.policies import levels
from shiming.proofing.types import (
    Assurance,
    EvidenceFact,
    EvidenceKind,
    Missing,
    MissingProof,
    ProofingPolicy,
    Way,
)

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
POLICY = ProofingPolicy()
BY_REVIEW = ProofingPolicy(remote_review_gives_intermediate=True)


def fact(
    kind: EvidenceKind,
    *,
    until: dt.datetime | None = None,
    revoked_at: dt.datetime | None = None,
    transaction: str = "",
) -> EvidenceFact:
    return EvidenceFact(
        kind=kind, at=NOW - DAY, valid_until=until, revoked_at=revoked_at, transaction=transaction
    )


MOBILE = fact(EvidenceKind.MOBILE)
REGISTER = fact(EvidenceKind.REGISTER_TWO_FACTORS)
FACE = fact(EvidenceKind.LIVE_FACE, until=NOW + 365 * DAY)


def level(*facts: EvidenceFact, policy: ProofingPolicy = POLICY, transaction: str = "") -> Level:
    return levels.level_of(evidence=facts, now=NOW, policy=policy, transaction=transaction).level


class TestLevelOf:
    @pytest.mark.requirement("S33-22")
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ((), Level.ANONYMOUS),
            ((fact(EvidenceKind.EMAIL),), Level.REGISTERED),
            ((MOBILE,), Level.REGISTERED),
            ((REGISTER,), Level.ANONYMOUS),
            ((MOBILE, REGISTER), Level.PRIMARY),
            ((MOBILE, fact(EvidenceKind.REGISTER_FOUR_FACTORS)), Level.PRIMARY),
            ((MOBILE, FACE), Level.REGISTERED),
            ((MOBILE, REGISTER, FACE), Level.INTERMEDIATE),
            ((fact(EvidenceKind.COUNTER),), Level.INTERMEDIATE),
            ((fact(EvidenceKind.TRUST_SOURCE),), Level.INTERMEDIATE),
            ((fact(EvidenceKind.CERTIFICATE),), Level.INTERMEDIATE),
        ],
    )
    def test_is_what_the_evidence_amounts_to(
        self, facts: tuple[EvidenceFact, ...], expected: Level
    ) -> None:
        assert level(*facts) is expected

    @pytest.mark.requirement("S33-22")
    def test_is_advanced_only_inside_the_transaction(self) -> None:
        fresh = fact(
            EvidenceKind.TRANSACTION_FACE, until=NOW + dt.timedelta(minutes=10), transaction="t1"
        )

        assert level(MOBILE, REGISTER, FACE, fresh, transaction="t1") is Level.ADVANCED
        assert level(MOBILE, REGISTER, FACE, fresh, transaction="t2") is Level.INTERMEDIATE
        assert level(MOBILE, REGISTER, FACE, fresh) is Level.INTERMEDIATE
        assert level(MOBILE, REGISTER, fresh, transaction="t1") is Level.PRIMARY

    def test_leaves_a_remote_manual_pass_below_intermediate_by_default(self) -> None:
        review = fact(EvidenceKind.REMOTE_REVIEW)

        assert level(MOBILE, REGISTER, review) is Level.PRIMARY
        assert level(MOBILE, REGISTER, review, policy=BY_REVIEW) is Level.INTERMEDIATE

    def test_does_not_count_what_has_ended_or_is_yet_to_come(self) -> None:
        ended = fact(EvidenceKind.LIVE_FACE, until=NOW)
        revoked = fact(EvidenceKind.LIVE_FACE, revoked_at=NOW)
        future = EvidenceFact(kind=EvidenceKind.LIVE_FACE, at=NOW + DAY)

        assert level(MOBILE, REGISTER, ended, revoked, future) is Level.PRIMARY

    def test_says_until_when_it_surely_holds(self) -> None:
        assurance = levels.level_of(evidence=[MOBILE, REGISTER, FACE], now=NOW, policy=POLICY)

        assert assurance == Assurance(level=Level.INTERMEDIATE, until=NOW + 365 * DAY)

    def test_holds_without_end_where_the_end_of_one_piece_changes_nothing(self) -> None:
        counter = fact(EvidenceKind.COUNTER)

        assurance = levels.level_of(
            evidence=[MOBILE, REGISTER, FACE, counter], now=NOW, policy=POLICY
        )

        assert assurance == Assurance(level=Level.INTERMEDIATE, until=None)

    def test_ends_with_a_revocation_that_is_already_known(self) -> None:
        face = fact(EvidenceKind.LIVE_FACE, until=NOW + 9 * DAY, revoked_at=NOW + 2 * DAY)

        assurance = levels.level_of(evidence=[MOBILE, REGISTER, face], now=NOW, policy=POLICY)

        assert assurance.until == NOW + 2 * DAY


class TestMissingFor:
    def missing(
        self, wanted: Level, *facts: EvidenceFact, may_use_face_online: bool = True
    ) -> tuple[Missing, ...]:
        return levels.missing_for(
            level=wanted,
            evidence=facts,
            now=NOW,
            policy=POLICY,
            may_use_face_online=may_use_face_online,
        )

    def test_is_nothing_for_a_level_that_is_reached(self) -> None:
        assert self.missing(Level.INTERMEDIATE, MOBILE, REGISTER, FACE) == ()

    def test_names_every_proof_for_a_stranger(self) -> None:
        proofs = [one.proof for one in self.missing(Level.INTERMEDIATE)]

        assert proofs == [MissingProof.MOBILE, MissingProof.REGISTER_CHECK, MissingProof.FACE]

    def test_names_the_cheapest_way_first(self) -> None:
        (face,) = self.missing(Level.INTERMEDIATE, MOBILE, REGISTER)

        assert (face.proof, face.cheapest) == (MissingProof.FACE, Way.ONLINE)
        assert Way.COUNTER in face.ways

    def test_shows_the_window_alone_where_no_face_is_captured_online(self) -> None:
        (face,) = self.missing(Level.INTERMEDIATE, MOBILE, REGISTER, may_use_face_online=False)

        assert face.ways == (Way.COUNTER,)

    def test_asks_only_for_the_contact_to_be_registered(self) -> None:
        assert [one.proof for one in self.missing(Level.REGISTERED)] == [MissingProof.MOBILE]

    def test_asks_for_the_fresh_face_alone_after_a_counter_capture(self) -> None:
        missing = self.missing(Level.ADVANCED, fact(EvidenceKind.COUNTER))

        assert [one.proof for one in missing] == [MissingProof.TRANSACTION_FACE]


class TestEndOfOnlineFace:
    def test_is_the_period_or_the_end_of_the_document(self) -> None:
        period = NOW + dt.timedelta(days=365)

        for document_ends_at, expected in (
            (None, period),
            (NOW + 9 * DAY, NOW + 9 * DAY),
            (period + DAY, period),
        ):
            end = levels.end_of_online_face(
                at=NOW, document_ends_at=document_ends_at, policy=POLICY
            )
            assert end == expected
