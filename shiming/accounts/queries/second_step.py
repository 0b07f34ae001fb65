"""Reads about what somebody may be asked for: at the second step of a sign-in, or once more."""

import datetime as dt

from shiming.accounts import errors, passkey_kit, ports
from shiming.accounts.models import Account, Passkey
from shiming.accounts.policies.credentials import (
    account_of,
    confirming_factors,
    second_factors,
    session_of,
)
from shiming.accounts.queries.accounts import get_account
from shiming.accounts.queries.credentials import get_two_step
from shiming.accounts.queries.sessions import find_pending_sign_in
from shiming.accounts.types import (
    AccountId,
    Confirmation,
    PasskeyPurpose,
    SecondFactorPending,
    SecondStep,
    Visit,
)
from shiming.kernel.actor import Actor


def get_pending_sign_in(*, visit: Visit, now: dt.datetime) -> SecondFactorPending:
    """
    Return the sign-in of this browser that waits for its second factor.

    :raises errors.PendingSignInLost: if none waits, or it has waited too long
    """
    pending = find_pending_sign_in(visitor_token=visit.token, now=now)
    if pending is None:
        raise errors.PendingSignInLost
    return pending


def get_second_step(*, visit: Visit, now: dt.datetime) -> SecondStep:
    """
    Return what this browser's sign-in waits for.

    :raises errors.PendingSignInLost: if none waits, or it has waited too long
    """
    pending = get_pending_sign_in(visit=visit, now=now)
    policy = ports.policy()
    account = get_account(pending.account_id)
    two_step = get_two_step(pending.account_id)
    return SecondStep(
        factors=second_factors(
            two_step,
            proven=pending.methods,
            has_mobile=account.mobile is not None,
            is_sms_allowed=policy.second_factor_by_sms,
        ),
        mobile=account.mobile,
        trust_days=0
        if policy.trusted_device_lifetime is None or two_step.is_mandatory
        else policy.trusted_device_lifetime.days,
    )


def get_confirmation(*, actor: Actor) -> Confirmation:
    """
    Return with what the actor may prove themselves once more.

    :raises errors.SignInRequired: if nobody is signed in
    """
    account = get_account(account_of(actor))
    return Confirmation(
        factors=confirming_factors(
            get_two_step(account.id),
            kind=account.kind,
            has_password=Account.objects.filter(pk=account.id).exclude(password="").exists(),
            has_mobile=account.mobile is not None,
        ),
        mobile=account.mobile,
    )


def passkey_options_to_sign_in(*, visit: Visit, now: dt.datetime) -> passkey_kit.Options:
    """Return what a browser asks any passkey of this site with, whoever may own it."""
    return _options((), purpose=PasskeyPurpose.SIGN_IN, bound_to=visit.token, now=now)


def passkey_options_of_second_step(*, visit: Visit, now: dt.datetime) -> passkey_kit.Options:
    """
    Return what a browser asks the passkeys of the account with whose sign-in waits.

    :raises errors.PendingSignInLost: if none waits, or it has waited too long
    """
    pending = get_pending_sign_in(visit=visit, now=now)
    return _options(
        known_keys(pending.account_id),
        purpose=PasskeyPurpose.SECOND_FACTOR,
        bound_to=second_step_binding(pending, visit),
        now=now,
    )


def passkey_options_to_confirm(*, actor: Actor, now: dt.datetime) -> passkey_kit.Options:
    """
    Return what a browser asks the actor's own passkeys with.

    :raises errors.SignInRequired: if nobody is signed in
    """
    return _options(
        known_keys(account_of(actor)),
        purpose=PasskeyPurpose.CONFIRM,
        bound_to=str(session_of(actor)),
        now=now,
    )


def second_step_binding(pending: SecondFactorPending, visit: Visit) -> str:
    """Return whom a challenge of the second step is put to: this browser, in this sign-in."""
    return f"{visit.token}|{pending.id}"


def known_keys(account_id: AccountId) -> tuple[passkey_kit.KnownKey, ...]:
    """Return the account's passkeys as options name them."""
    owned = Passkey.objects.filter(account_id=account_id).order_by("created_at", "pk")
    return tuple(
        passkey_kit.KnownKey(credential_id=passkey.credential_id, transports=passkey.transports)
        for passkey in owned
    )


def _options(
    allow: tuple[passkey_kit.KnownKey, ...],
    *,
    purpose: PasskeyPurpose,
    bound_to: str,
    now: dt.datetime,
) -> passkey_kit.Options:
    return passkey_kit.request_options(
        party=ports.relying_party(),
        challenge=passkey_kit.new_challenge(
            purpose=purpose,
            bound_to=bound_to,
            now=now,
            lifetime=ports.policy().passkey_challenge_lifetime,
        ),
        allow=allow,
    )
