"""
Checking what an authenticator answered.

It stands beside the use cases that share it, because it needs a transaction before the signature
is looked at (a challenge is spent by whatever answers it) and one after it.
"""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, passkey_kit, ports
from shiming.accounts.models import CredentialHolder, Passkey
from shiming.accounts.operations import credentials
from shiming.accounts.types import AccountEvent, AccountId, PasskeyPurpose
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPasskey:
    """Whose passkey it was, and the RFC 8176 names of what its use has proven."""

    account_id: AccountId
    methods: tuple[str, ...]


def prove_passkey(
    *,
    answer: str,
    purpose: PasskeyPurpose,
    bound_to: str,
    owner: AccountId | None,
    actor: Actor,
    now: dt.datetime,
) -> ProvenPasskey:
    """
    Return whose passkey has answered; it belongs to no transaction of the caller's.

    Without an `owner` the answer itself says whose it is, by the name that authenticators know the
    account by; with one, nobody else's passkey will do.

    :raises errors.PasskeyChallengeSpent: if the challenge is late, was answered or is another's
    :raises errors.PasskeyUnknown: if no account has this passkey
    :raises errors.PasskeyNotAccepted: if anything about the answer is not right
    :raises errors.PasskeySuspended: if the passkey has a copy, or is known to have had one
    """
    with transaction.atomic(durable=True):
        challenge = credentials.spend_challenge(answer, purpose=purpose, bound_to=bound_to, now=now)
    given = passkey_kit.read_answer(answer)
    passkey = Passkey.objects.filter(credential_id=given.credential_id).first()
    try:
        if passkey is None:
            raise errors.PasskeyUnknown
        _check_owner(passkey, given.user_handle, owner=owner)
        signature = passkey_kit.verify_signature(
            answer,
            challenge=challenge,
            party=ports.relying_party(),
            public_key=bytes(passkey.public_key),
        )
        with transaction.atomic(durable=True):
            is_used = credentials.use_passkey(passkey, signature, actor=actor, now=now)
        # Committed by now: a suspension holds, whatever the visitor is told.
        if not is_used:
            raise errors.PasskeySuspended
    except DomainError as refusal:
        _record_failure(passkey, refusal, actor=actor, now=now)
        raise
    return ProvenPasskey(
        account_id=AccountId(passkey.account_id), methods=credentials.passkey_methods(passkey)
    )


def _check_owner(passkey: Passkey, user_handle: str, *, owner: AccountId | None) -> None:
    known_as = CredentialHolder.objects.get(pk=passkey.account_id).user_handle
    # Authenticators that were asked for one key by name need not say whose it is.
    is_named_rightly = user_handle == known_as or (owner is not None and not user_handle)
    is_owners = owner is None or passkey.account_id == owner
    if not (is_named_rightly and is_owners):
        raise errors.PasskeyNotAccepted


def _record_failure(
    passkey: Passkey | None, refusal: DomainError, *, actor: Actor, now: dt.datetime
) -> None:
    with transaction.atomic(durable=True):
        audit.record(
            event=AccountEvent.SIGN_IN_FAILED,
            actor=actor,
            subject="account:unknown" if passkey is None else f"account:{passkey.account_id}",
            at=now,
            details={"method": "passkey", "refusal": refusal.code},
        )
