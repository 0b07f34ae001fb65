"""Which factors may be asked for, and who may change the credentials of an account."""

import datetime as dt
from collections.abc import Collection

from shiming.accounts import errors
from shiming.accounts.policies.qr_sign_ins import QR_METHOD
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import AccountId, AccountKind, Factor, SessionId, TwoStepFacts
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.tripwire import find_unmasked

LONGEST_NAME = 60
_UNITS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})
_PASSWORD_ALONE = frozenset({"pwd", QR_METHOD})


def account_of(actor: Actor) -> AccountId:
    """
    Return the account that acts.

    :raises errors.SignInRequired: if nobody is signed in
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    return AccountId(actor.account_id)


def session_of(actor: Actor) -> SessionId:
    """
    Return the session that acts.

    :raises errors.SignInRequired: if nobody is signed in
    """
    if actor.session_id is None:
        raise errors.SignInRequired
    return SessionId(actor.session_id)


def refusal_to_change_credentials(
    actor: Actor, *, now: dt.datetime, lifetime: dt.timedelta
) -> DomainError | None:
    """Return why the actor may not touch their credentials now, or None: the proof is fresh."""
    if actor.account_id is None or actor.session_id is None:
        return errors.SignInRequired()
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        return errors.ReauthenticationRequired()
    return None


def refusal_to_add_way_in(*, kind: AccountKind, methods: Collection[str]) -> DomainError | None:
    """
    Return why a session that showed `methods` may add no way into its account, or None.

    All who work for a unit know its password, which therefore opens no client (S35-8). A way in
    that it could add would, and would stay when the password is changed.
    """
    if kind in _UNITS and _PASSWORD_ALONE.issuperset(methods):
        return errors.UnitPasswordAlone()
    return None


def refusal_to_passkey_name(name: str) -> DomainError | None:
    """Return why a passkey may not be called this, or None."""
    is_printable = bool(name) and name.isprintable() and len(name) <= LONGEST_NAME
    if not is_printable or find_unmasked(name):
        return errors.PasskeyNameMalformed()
    return None


def refusal_to_go_without(two_step: TwoStepFacts, *, factors_left: int) -> DomainError | None:
    """Return why the account may not be left with so few second factors, or None."""
    if two_step.is_mandatory and factors_left == 0:
        return errors.SecondFactorMandatory()
    return None


def second_factors(
    two_step: TwoStepFacts, *, proven: Collection[str], has_mobile: bool, is_sms_allowed: bool
) -> tuple[Factor, ...]:
    """
    Return what a sign-in may be completed with, the strongest first.

    A text message is no second factor to staff, nor to who came in with one.
    """
    offered = {
        Factor.PASSKEY: bool(two_step.passkey_count),
        Factor.TOTP: two_step.totp_since is not None,
        Factor.SMS: has_mobile
        and is_sms_allowed
        and not two_step.is_mandatory
        and "sms" not in proven,
        Factor.RECOVERY_CODE: two_step.recovery_codes_left > 0,
    }
    return tuple(factor for factor, is_offered in offered.items() if is_offered)


def confirming_factors(
    two_step: TwoStepFacts, *, kind: AccountKind, has_password: bool, has_mobile: bool
) -> tuple[Factor, ...]:
    """
    Return with what somebody who is signed in may prove themselves once more (A11).

    A text message only where there is no password, or it is a unit's; never to staff.
    """
    is_password_enough = has_password and kind not in _UNITS
    offered = {
        Factor.PASSWORD: has_password,
        Factor.PASSKEY: bool(two_step.passkey_count),
        Factor.TOTP: two_step.totp_since is not None,
        Factor.SMS: has_mobile and not is_password_enough and not two_step.is_mandatory,
    }
    return tuple(factor for factor, is_offered in offered.items() if is_offered)
