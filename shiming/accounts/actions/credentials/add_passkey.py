"""Use case: a signed-in person adds a passkey that their authenticator has made."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, passkey_kit, ports, queries
from shiming.accounts.models import Passkey
from shiming.accounts.operations import credentials
from shiming.accounts.policies.credentials import account_of, refusal_to_passkey_name
from shiming.accounts.types import AccountEvent, PasskeyId, PasskeyPurpose
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def add_passkey(*, answer: str, name: str, actor: Actor, now: dt.datetime) -> PasskeyId:
    """
    Keep the public key under `name`, and tell the owner.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.PasskeyNameMalformed: if it may not be called this
    :raises errors.PasskeyChallengeSpent: if the challenge is late, was answered or is another's
    :raises errors.PasskeyNotAccepted: if the answer is not right, or the key is known already
    :raises errors.PasskeyLimitReached: if the account has as many as it may
    """
    policy = ports.policy()
    if refusal := (
        queries.refusal_to_add_credential(actor, now=now, lifetime=policy.reauthentication_lifetime)
        or refusal_to_passkey_name(name)
    ):
        raise refusal
    account_id = account_of(actor)
    with transaction.atomic(durable=True):
        challenge = credentials.spend_challenge(
            answer, purpose=PasskeyPurpose.REGISTER, bound_to=str(actor.session_id), now=now
        )
    made = passkey_kit.verify_registration(answer, challenge=challenge, party=ports.relying_party())
    passkey = Passkey(
        id=new_id(),
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=list(made.transports),
        is_backup_eligible=made.is_backup_eligible,
        is_backed_up=made.is_backed_up,
        name=name,
        created_at=now,
    )
    with transaction.atomic(durable=True):
        credentials.hold(account_id)
        if Passkey.objects.filter(account_id=account_id).count() >= policy.most_passkeys:
            raise errors.PasskeyLimitReached(most=policy.most_passkeys)
        # A name that is taken, by whichever account, belongs to another key: the index decides.
        Passkey.objects.bulk_create([passkey], ignore_conflicts=True)
        if not Passkey.objects.filter(pk=passkey.pk).exists():
            raise errors.PasskeyNotAccepted
        credentials.note_change(
            event=AccountEvent.PASSKEY_ADDED,
            account_id=account_id,
            actor=actor,
            now=now,
            details={
                "passkey_id": str(passkey.pk),
                "is_backup_eligible": made.is_backup_eligible,
            },
        )
        credentials.note_enrolment(
            account_id, actor, proven=credentials.passkey_methods(passkey), now=now
        )
    return PasskeyId(passkey.pk)
