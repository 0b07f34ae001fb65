"""What may become of a case that was refused, and of one that is given up."""

import dataclasses

from shiming.kernel.actor import Actor, system_actor
from shiming.proofing import errors
from shiming.proofing.journeys.steps import Fact
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import CaseState, StepKey

# Another try would end the same way: only the window helps.
_FINAL_CODES = frozenset({errors.UnderAge.code, errors.OtherAccount.code})
MAY_BE_WITHDRAWN = (
    CaseState.DRAFT,
    CaseState.SUBMITTED,
    CaseState.LIVE,
    CaseState.REFUSED,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """Where a refused case goes on, and what has to be done anew."""

    state: CaseState
    drops: frozenset[Fact] = frozenset()


def resumption_of(*, refused_step: str, refusal_code: str) -> Resumption | None:
    """Return where to go on after a refusal, or None where another try cannot help."""
    if refusal_code in _FINAL_CODES:
        return None
    if refused_step == StepKey.LIVE:
        return Resumption(state=CaseState.LIVE)
    if refused_step == StepKey.FRONT:
        return Resumption(
            state=CaseState.DRAFT, drops=frozenset({Fact.FRONT, Fact.BACK, Fact.FORM})
        )
    return Resumption(state=CaseState.DRAFT, drops=frozenset({Fact.FORM}))


def platform_acting_for(*, case: ProofingCase) -> Actor:
    """Return the actor for what the platform does in a case by itself, for its applicant."""
    return dataclasses.replace(
        system_actor(device="proofing"),
        account_id=case.account_id,
        person_id=case.person_id,
        purpose="proofing",
        case_number=str(case.pk),
    )
