"""Use case: a signed-in person begins to set up an authenticator app."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries, totp_kit
from shiming.accounts.models import Authenticator
from shiming.accounts.policies.credentials import account_of, session_of
from shiming.accounts.types import NewAuthenticator
from shiming.kernel.actor import Actor


def start_authenticator(*, actor: Actor, now: dt.datetime) -> NewAuthenticator:
    """
    Make a secret for the app; an earlier app stays good until a code of the new one is entered.

    The set-up belongs to the session that began it, and ends one that another session began.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.AuthenticatorNotPending: if another session begins in this very moment
    """
    if refusal := queries.refusal_to_add_credential(
        actor, now=now, lifetime=ports.policy().reauthentication_lifetime
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        Authenticator.objects.filter(account_id=account_id, confirmed_at__isnull=True).delete()
        pending = Authenticator(
            account_id=account_id,
            started_in=session_of(actor),
            secret=totp_kit.new_secret(),
            created_at=now,
        )
        # Of two windows that begin at once, one makes the secret that both show.
        Authenticator.objects.bulk_create([pending], ignore_conflicts=True)
        made = queries.find_pending_authenticator(
            actor, now=now, within=ports.policy().authenticator_set_up_within
        )
        if made is None:
            raise errors.AuthenticatorNotPending
    return NewAuthenticator(secret=made.secret)
