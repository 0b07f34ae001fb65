"""The parameters of the area."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from shiming.accounts.types.accounts import RegistrationVariant
from shiming.accounts.types.codes import CheckedForm, HumanCheckKind
from shiming.accounts.types.limits import DEFAULT_LIMITS, CounterScope, Limit
from shiming.accounts.types.passwords import DEFAULT_PROFILE, PasswordProfile


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountPolicy:
    """The parameters of the area; `config/wiring.py` puts one into `ports.policy`."""

    password_profile: PasswordProfile = DEFAULT_PROFILE
    registration_variant: RegistrationVariant = RegistrationVariant.PLAIN
    pending_lifetime: dt.timedelta = dt.timedelta(hours=24)

    human_checks: frozenset[HumanCheckKind] = frozenset(HumanCheckKind)
    checked_forms: frozenset[CheckedForm] = frozenset(CheckedForm)
    human_check_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    proof_of_work_cost: int = 5_000

    code_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    code_tries: int = 5

    session_idle: dt.timedelta = dt.timedelta(minutes=15)
    session_idle_staff: dt.timedelta = dt.timedelta(minutes=30)
    session_absolute: dt.timedelta = dt.timedelta(hours=12)
    session_seen_every: dt.timedelta = dt.timedelta(minutes=1)
    reauthentication_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    ended_session_kept: dt.timedelta = dt.timedelta(days=180)

    limits: Mapping[CounterScope, Limit] = dataclasses.field(default_factory=lambda: DEFAULT_LIMITS)
