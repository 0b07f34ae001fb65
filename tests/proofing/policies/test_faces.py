import pytest

from shiming.proofing.policies import faces
from shiming.proofing.types import Band, PassiveBand, ProofingPolicy, ReviewCause

POLICY = ProofingPolicy()


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0.45, Band.PASS),
        (0.4499, Band.GREY),
        (0.36, Band.GREY),
        (0.3599, Band.FAIL),
        (-1, Band.FAIL),
    ],
)
def test_a_score_lies_in_one_of_three_bands(score: float, band: Band) -> None:
    assert faces.band_of(score=score, policy=POLICY) is band


@pytest.mark.parametrize(
    ("card", "register", "band", "causes"),
    [
        (0.6, None, Band.PASS, set()),
        (0.4, None, Band.GREY, {ReviewCause.COMPARISON_GREY}),
        (0.1, None, Band.FAIL, set()),
        (None, 0.6, Band.PASS, set()),
        (None, None, Band.GREY, {ReviewCause.NO_FACE_ON_DOCUMENT}),
        (0.4, 0.6, Band.PASS, set()),
        (0.6, 0.4, Band.GREY, {ReviewCause.COMPARISON_GREY}),
        (0.1, 0.6, Band.GREY, {ReviewCause.COMPARISONS_DISAGREE}),
        (0.6, 0.1, Band.GREY, {ReviewCause.COMPARISONS_DISAGREE}),
        (0.1, 0.1, Band.FAIL, set()),
    ],
)
def test_the_register_photo_decides_and_contradictions_go_to_a_person(
    card: float | None, register: float | None, band: Band, causes: set[ReviewCause]
) -> None:
    comparison = faces.compare(card_score=card, register_score=register, policy=POLICY)

    assert (comparison.band, set(comparison.causes)) == (band, causes)


@pytest.mark.parametrize(
    ("passive", "causes"),
    [
        (PassiveBand.LIVE, set()),
        (PassiveBand.GREY, {ReviewCause.PASSIVE_GREY}),
        (PassiveBand.ATTACK, {ReviewCause.PASSIVE_ATTACK}),
        (PassiveBand.MISSING, {ReviewCause.PASSIVE_MISSING}),
    ],
)
def test_the_passive_signal_only_sends_to_a_person(
    passive: PassiveBand, causes: set[ReviewCause]
) -> None:
    assert set(faces.causes_of_passive(passive=passive)) == causes


def test_only_the_register_photo_clears_a_corrected_name() -> None:
    causes = frozenset({ReviewCause.FIELDS_CORRECTED, ReviewCause.VALIDITY_CORRECTED})

    cleared = faces.remaining_causes(causes=causes, register_band=Band.PASS)

    assert cleared == {ReviewCause.VALIDITY_CORRECTED}
    assert faces.remaining_causes(causes=causes, register_band=Band.GREY) == causes
    assert faces.remaining_causes(causes=causes, register_band=None) == causes


def test_an_unfit_picture_of_the_card_does_not_speak_against_its_holder() -> None:
    fit = faces.compare(card_score=0.1, register_score=None, policy=POLICY)
    unfit = faces.compare(card_score=0.1, register_score=None, policy=POLICY, is_card_fit=False)
    refuted = faces.compare(card_score=0.1, register_score=0.1, policy=POLICY, is_card_fit=False)

    assert (fit.band, unfit.band, refuted.band) == (Band.FAIL, Band.GREY, Band.GREY)
