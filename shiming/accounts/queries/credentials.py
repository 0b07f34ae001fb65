"""Reads about passkeys, authenticator apps and the second step."""

import datetime as dt

from shiming.accounts import errors, ports
from shiming.accounts.models import (
    Account,
    Authenticator,
    CredentialHolder,
    Passkey,
    RecoveryCode,
    TrustedDevice,
)
from shiming.accounts.policies.credentials import (
    account_of,
    refusal_to_add_way_in,
    refusal_to_change_credentials,
    session_of,
)
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountKind,
    PasskeyFacts,
    PasskeyId,
    TwoStepFacts,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.vault import queries as vault

TRUSTED_DEVICE_INDEX = "accounts.trusted_device"


def list_passkeys(account_id: AccountId) -> list[PasskeyFacts]:
    """Return the passkeys of an account, oldest first."""
    owned = Passkey.objects.filter(account_id=account_id).order_by("created_at", "pk")
    return [
        PasskeyFacts(
            id=PasskeyId(passkey.pk),
            name=passkey.name,
            is_synchronised=passkey.is_backup_eligible,
            is_suspended=passkey.suspended_at is not None,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
            last_used_device=passkey.last_used_device,
        )
        for passkey in owned
    ]


def get_passkey(passkey_id: PasskeyId, *, owner: AccountId) -> PasskeyFacts:
    """
    Return one of the owner's passkeys.

    :raises errors.PasskeyNotFound: if there is none, or it is somebody else's
    """
    for passkey in list_passkeys(owner):
        if passkey.id == passkey_id:
            return passkey
    raise errors.PasskeyNotFound(passkey_id=passkey_id)


def is_last_way_in(passkey_id: PasskeyId, *, account_id: AccountId) -> bool:
    """Tell whether the account's owner could not sign in any more without this passkey."""
    account = Account.objects.get(pk=account_id)
    others = Passkey.objects.filter(account_id=account_id, suspended_at__isnull=True)
    return not (account.password or account.mobile_index or others.exclude(pk=passkey_id).exists())


def label_of(account: AccountFacts) -> str:
    """Return what authenticators show of an account to its owner: nothing that others may not."""
    if account.user_name:
        return account.user_name
    return account.mobile.masked if account.mobile is not None else f"…{str(account.id)[-4:]}"


def get_two_step(account_id: AccountId) -> TwoStepFacts:
    """
    Return what the account has for a second step, and whether it is asked for one.

    :raises errors.AccountNotFound: if there is no such account
    """
    kind = Account.objects.filter(pk=account_id).values_list("kind", flat=True).first()
    if kind is None:
        raise errors.AccountNotFound(account_id=account_id)
    is_mandatory = AccountKind(kind) in ports.policy().second_factor_kinds
    confirmed = Authenticator.objects.filter(account_id=account_id, confirmed_at__isnull=False)
    return TwoStepFacts(
        is_on=is_mandatory
        or CredentialHolder.objects.filter(
            account_id=account_id, two_step_since__isnull=False
        ).exists(),
        is_mandatory=is_mandatory,
        passkey_count=Passkey.objects.filter(
            account_id=account_id, suspended_at__isnull=True
        ).count(),
        totp_since=confirmed.values_list("confirmed_at", flat=True).first(),
        recovery_codes_left=RecoveryCode.objects.filter(
            account_id=account_id, used_at__isnull=True
        ).count(),
    )


def refusal_to_add_credential(
    actor: Actor, *, now: dt.datetime, lifetime: dt.timedelta
) -> DomainError | None:
    """Return why the actor may add no way into their account now, or None if they may."""
    if refusal := refusal_to_change_credentials(actor, now=now, lifetime=lifetime):
        return refusal
    kind = Account.objects.values_list("kind", flat=True).get(pk=account_of(actor))
    return refusal_to_add_way_in(kind=AccountKind(kind), methods=actor.methods)


def is_trusted_device(account_id: AccountId, *, visit: Visit, now: dt.datetime) -> bool:
    """Tell whether the account's owner signs in from this browser without a second step."""
    return TrustedDevice.objects.filter(
        account_id=account_id,
        device_index__in=vault.blind_indexes(purpose=TRUSTED_DEVICE_INDEX, value=visit.token),
        trusted_until__gt=now,
    ).exists()


def find_pending_authenticator(
    actor: Actor, *, now: dt.datetime, within: dt.timedelta
) -> Authenticator | None:
    """
    Return the row of the app that this very session sets up, or None if it does not, or is late.

    Its key is shown to nobody else: another session of the account may be a thief's.
    """
    return Authenticator.objects.filter(
        account_id=account_of(actor),
        started_in=session_of(actor),
        confirmed_at__isnull=True,
        created_at__gt=now - within,
    ).first()
