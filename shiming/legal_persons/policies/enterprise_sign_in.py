"""The steps of signing in for a unit (A8): what each needs, and what going back to it drops."""

import dataclasses
from collections.abc import Callable

from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.legal_persons import errors
from shiming.legal_persons.policies.registrations import refusal_to_act_for_units
from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.types import (
    EntryFact,
    EntryStep,
    EntryWay,
    LegalPersonFacts,
    LegalPersonState,
    NotSelectable,
    UnitSignInFacts,
)

_NOTHING: frozenset[EntryFact] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: where its page is, when it may be entered, and what going back to it drops."""

    key: EntryStep
    url_name: str
    is_reachable: Callable[[UnitSignInFacts], bool]
    undo: frozenset[EntryFact] = _NOTHING


STEPS: tuple[Step, ...] = (
    Step(
        key=EntryStep.UNIT,
        url_name="legal_persons:enterprise",
        is_reachable=lambda _: True,
        undo=frozenset(EntryFact),
    ),
    Step(
        key=EntryStep.OFFICER,
        url_name="legal_persons:enterprise-officers",
        is_reachable=lambda sign_in: not sign_in.is_proven,
        undo=frozenset(EntryFact),
    ),
    Step(
        key=EntryStep.PROOF,
        url_name="legal_persons:enterprise-proof",
        is_reachable=lambda sign_in: sign_in.office_id is not None and not sign_in.is_proven,
    ),
    # Only agencies have a fourth step; for all others the proof leads to the session.
    Step(
        key=EntryStep.CLIENT,
        url_name="legal_persons:enterprise-client",
        is_reachable=lambda sign_in: sign_in.way is EntryWay.AGENCY and sign_in.is_proven,
    ),
)
STEP_OF = {step.key: step for step in STEPS}


def furthest_step(sign_in: UnitSignInFacts) -> Step:
    """Return the last step that may be entered: where a person who skips ahead is led."""
    return next(step for step in reversed(STEPS) if step.is_reachable(sign_in))


def refusal_to_take(step: EntryStep, sign_in: UnitSignInFacts) -> DomainError | None:
    """Return why what belongs to a step must not be done yet (or any more), or None if it may."""
    return None if STEP_OF[step].is_reachable(sign_in) else errors.StepSkipped(step=step.value)


def refusal_to_way(
    *, way: EntryWay, state: LegalPersonState, is_agency: bool, has_signed_in_before: bool
) -> DomainError | None:
    """Return why a unit whose password was right may not go this way, or None if it may."""
    if not may_be_acted_for(state):
        return errors.UnitNotActive()
    if way is EntryWay.QUICK and not has_signed_in_before:
        # The first sign-in is the ordinary one, with the officers read from the core (S35-3).
        return errors.QuickNotYet()
    if way is EntryWay.AGENCY and not is_agency:
        return errors.NotAnAgency()
    return None


def may_enter_alone(*, sign_in: UnitSignInFacts, unit: LegalPersonFacts) -> bool:
    """Tell whether a unit may enter without anybody who acts for it: if it is insured only."""
    is_first_step = sign_in.way is EntryWay.ORDINARY and sign_in.office_id is None
    return is_first_step and unit.is_insurance_only and may_be_acted_for(unit.state)


def refusal_to_choose(
    *, way: EntryWay, level: Level, has_account: bool, has_mobile: bool, has_password: bool
) -> NotSelectable | None:
    """Return why an officer cannot be chosen, or None if they can: only captured ones can (A8)."""
    if refusal_to_act_for_units(level=level):
        return NotSelectable.NOT_CAPTURED
    if not has_account:
        return NotSelectable.NO_ACCOUNT
    if way is EntryWay.QUICK and not has_mobile:
        return NotSelectable.NO_MOBILE
    if not (has_mobile or has_password):
        return NotSelectable.NO_SECRET
    return None
