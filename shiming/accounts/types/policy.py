"""The parameters of the area."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from shiming.accounts.types.accounts import AccountKind, RegistrationVariant
from shiming.accounts.types.codes import CheckedForm, HumanCheckKind
from shiming.accounts.types.limits import DEFAULT_LIMITS, CounterScope, Limit
from shiming.accounts.types.passwords import DEFAULT_PROFILE, PasswordProfile


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountPolicy:
    """The parameters of the area; `config/wiring` puts one into `ports.policy`."""

    password_profile: PasswordProfile = DEFAULT_PROFILE
    registration_variant: RegistrationVariant = RegistrationVariant.PLAIN
    pending_lifetime: dt.timedelta = dt.timedelta(hours=24)

    human_checks: frozenset[HumanCheckKind] = frozenset(HumanCheckKind)
    checked_forms: frozenset[CheckedForm] = frozenset(CheckedForm)
    human_check_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    proof_of_work_cost: int = 5_000

    code_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    code_tries: int = 5
    # How long somebody without an account may work with the mobile that they proved (A4).
    proven_mobile_lifetime: dt.timedelta = dt.timedelta(hours=1)
    # An officer who took an application up and left it: others may go on from here.
    review_lifetime: dt.timedelta = dt.timedelta(days=1)

    activation_lifetime: dt.timedelta = dt.timedelta(hours=24)
    activation_tries: int = 5
    # Numbers are given out anew: whoever holds one now need not be the person of the account.
    recovery_demands_document: bool = True
    registration_code_lifetime: dt.timedelta = dt.timedelta(days=15)
    merge_undone_within: dt.timedelta = dt.timedelta(days=30)
    closure_cooling_off: dt.timedelta = dt.timedelta(days=15)

    session_idle: dt.timedelta = dt.timedelta(minutes=15)
    session_idle_staff: dt.timedelta = dt.timedelta(minutes=30)
    session_absolute: dt.timedelta = dt.timedelta(hours=12)
    session_seen_every: dt.timedelta = dt.timedelta(minutes=1)
    sessions_at_once: int = 10
    pending_sign_in_lifetime: dt.timedelta = dt.timedelta(minutes=10)
    second_factor_kinds: frozenset[AccountKind] = frozenset({AccountKind.STAFF})
    reauthentication_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    ended_session_kept: dt.timedelta = dt.timedelta(days=180)
    rejected_papers_kept: dt.timedelta = dt.timedelta(days=180)
    # After the account that came of them is closed (B13).
    papers_kept: dt.timedelta = dt.timedelta(days=5 * 365)

    passkey_challenge_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    most_passkeys: int = 10
    authenticator_set_up_within: dt.timedelta = dt.timedelta(minutes=10)
    second_factor_by_sms: bool = True
    # None: nobody may leave the second step out on a browser that they trust. Staff never may.
    trusted_device_lifetime: dt.timedelta | None = None

    qr_lifetime: dt.timedelta = dt.timedelta(minutes=2)
    # Filming a face takes longer than a tap.
    qr_lifetime_with_face: dt.timedelta = dt.timedelta(minutes=5)
    qr_confirmed_by_face: bool = False
    outside_proof_lifetime: dt.timedelta = dt.timedelta(minutes=10)
    certificate_statement_lifetime: dt.timedelta = dt.timedelta(minutes=2)

    limits: Mapping[CounterScope, Limit] = dataclasses.field(default_factory=lambda: DEFAULT_LIMITS)
