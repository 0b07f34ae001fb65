"""Comparison bands (B4), and which findings a machine leaves to a person (B5)."""

import dataclasses

from shiming.proofing.types import Band, PassiveBand, ProofingPolicy, ReviewCause


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Where the comparisons of a live face lie together, and why not simply in one band."""

    band: Band
    causes: frozenset[ReviewCause] = frozenset()


def band_of(*, score: float, policy: ProofingPolicy) -> Band:
    """Return the band of a similarity."""
    if score >= policy.compare_pass:
        return Band.PASS
    return Band.GREY if score >= policy.compare_grey else Band.FAIL


def compare(
    *,
    card_score: float | None,
    register_score: float | None,
    policy: ProofingPolicy,
    is_card_fit: bool = True,
) -> Comparison:
    """
    Return what the scores against card and register photo amount to.

    The register photo decides where there is one: cards can be forged. But a card that shows
    somebody else is then a contradiction, which a person must look at. None means that no face was
    found, or that there is no such picture. A picture of the card that was not fit to be read can
    speak for its holder, but not against them.
    """
    card = band_of(score=card_score, policy=policy) if card_score is not None else None
    if card is Band.FAIL and not is_card_fit:
        card = Band.GREY
    register = band_of(score=register_score, policy=policy) if register_score is not None else None
    if card is None and register is None:
        return Comparison(band=Band.GREY, causes=frozenset({ReviewCause.NO_FACE_ON_DOCUMENT}))
    if register is None or card is None:
        band = register or card or Band.GREY
    elif register is Band.FAIL and card is Band.FAIL:
        band = Band.FAIL
    elif Band.FAIL in {register, card}:
        return Comparison(band=Band.GREY, causes=frozenset({ReviewCause.COMPARISONS_DISAGREE}))
    else:
        band = register
    causes = {ReviewCause.COMPARISON_GREY} if band is Band.GREY else set()
    return Comparison(band=band, causes=frozenset(causes))


def causes_of_passive(*, passive: PassiveBand) -> frozenset[ReviewCause]:
    """Return why the passive signal sends a case to a person; it never refuses one by itself."""
    cause = {
        PassiveBand.GREY: ReviewCause.PASSIVE_GREY,
        PassiveBand.ATTACK: ReviewCause.PASSIVE_ATTACK,
        PassiveBand.MISSING: ReviewCause.PASSIVE_MISSING,
    }.get(passive)
    return frozenset({cause}) if cause else frozenset()


def remaining_causes(
    *, causes: frozenset[ReviewCause], register_band: Band | None
) -> frozenset[ReviewCause]:
    """
    Return the causes that remain once the register photo is compared.

    Somebody who types another's name over their own card would pass against that card. Only the
    register's own photo of the named person clears a corrected name or number.
    """
    if register_band is Band.PASS:
        return causes - {ReviewCause.FIELDS_CORRECTED}
    return causes
