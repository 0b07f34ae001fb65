"""Use case: a signed-in person's browser asks what to make a passkey from."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, passkey_kit, ports, queries
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import account_of
from shiming.accounts.types import PasskeyPurpose
from shiming.kernel.actor import Actor


def offer_passkey(*, actor: Actor, now: dt.datetime) -> passkey_kit.Options:
    """
    Return what the browser passes to `navigator.credentials.create`.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.PasskeyLimitReached: if the account has as many as it may
    """
    policy = ports.policy()
    if refusal := queries.refusal_to_add_credential(
        actor, now=now, lifetime=policy.reauthentication_lifetime
    ):
        raise refusal
    account = queries.get_account(account_of(actor))
    owned = queries.known_keys(account.id)
    if len(owned) >= policy.most_passkeys:
        raise errors.PasskeyLimitReached(most=policy.most_passkeys)
    with transaction.atomic(durable=True):
        holder = credentials.ensure_holder(account.id)
    return passkey_kit.registration_options(
        party=ports.relying_party(),
        challenge=passkey_kit.new_challenge(
            purpose=PasskeyPurpose.REGISTER,
            bound_to=str(actor.session_id),
            now=now,
            lifetime=policy.passkey_challenge_lifetime,
        ),
        user_handle=holder.user_handle,
        label=queries.label_of(account),
        exclude=owned,
    )
