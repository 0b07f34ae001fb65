"""Pure rules: what may be asked, and when again."""

import datetime as dt

from shiming.kernel.errors import DomainError
from shiming.registers import errors
from shiming.registers.types import PopulationCheck, PopulationQuery, Purpose, RegisterPolicy

_MOST_DOUBLINGS = 20


def refusal_to_look_up(*, purpose: str, case_number: str) -> DomainError | None:
    """Return why no register must be asked for this, or None if it may (S17-9, S17-11)."""
    if purpose not in set(Purpose):
        return errors.PurposeNotAllowed()
    if not case_number.strip():
        return errors.CaseNumberMissing()
    return None


def refusal_to_ask(
    *, check: PopulationCheck, query: PopulationQuery, purpose: str, case_number: str
) -> DomainError | None:
    """Return why the population register must not be asked this, or None if it may."""
    if refusal := refusal_to_look_up(purpose=purpose, case_number=case_number):
        return refusal
    if check is PopulationCheck.FOUR_FACTORS and not (query.ethnicity and query.sex):
        return errors.FactorMissing()
    return None


def delay_before_retry(*, attempt: int, policy: RegisterPolicy) -> dt.timedelta:
    """Return how long to wait after attempt number `attempt` found the register unavailable."""
    factor: int = 1 << min(max(attempt - 1, 0), _MOST_DOUBLINGS)
    return min(policy.first_retry * factor, policy.longest_retry)
