"""Use case: a page shows a code that the holder of an electronic licence scans (S25-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.policies.bindings import refusal_to_change_bindings
from shiming.accounts.types import AccountId, OutsideAim, OutsideKind, OutsideProofId, Visit
from shiming.kernel.actor import Actor


def start_licence(
    *, aim: OutsideAim, actor: Actor, visit: Visit, now: dt.datetime
) -> OutsideProofId:
    """
    Ask the wallet for a code, for this browser alone.

    :raises errors.LicenceNotOffered: if no wallet is connected
    :raises errors.OutsideUnavailable: if the wallet does not answer
    :raises errors.SignInLocked: if the address has begun too many
    :raises errors.SignInRequired: if nobody is signed in, and something shall be bound
    :raises errors.ReauthenticationRequired: if the last proof is too old for binding
    """
    if not ports.licence_wallet.is_filled:
        raise errors.LicenceNotOffered
    policy = ports.policy()
    if aim is OutsideAim.BIND and (
        refusal := refusal_to_change_bindings(
            actor=actor, now=now, lifetime=policy.reauthentication_lifetime
        )
    ):
        raise refusal
    shown = ports.licence_wallet().show_code(purpose=aim.value, now=now)
    if shown is None:
        raise errors.OutsideUnavailable
    with transaction.atomic(durable=True):
        return operations.open_outside_proof(
            kind=OutsideKind.LICENCE,
            aim=aim,
            account_id=AccountId(actor.account_id)
            if aim is OutsideAim.BIND and actor.account_id is not None
            else None,
            secrets={"reference": shown.reference, "payload": shown.payload},
            visit=visit,
            lifetime=policy.outside_proof_lifetime,
            now=now,
        )
