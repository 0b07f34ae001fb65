"""Use case: a signed-in unit binds its electronic licence by presenting it (S25-6)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.licence_check import check_licence
from shiming.accounts.models import LicenceBinding
from shiming.accounts.policies.bindings import is_of_body, refusal_to_change_bindings
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountState,
    BindingId,
    OutsideAim,
    OutsideEvent,
    OutsideProofId,
    Visit,
)
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id

_BODIES = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BoundLicence:
    """The binding that signs in from now on."""

    binding_id: BindingId


def bind_licence(
    *, proof_id: OutsideProofId, actor: Actor, visit: Visit, now: dt.datetime
) -> BoundLicence:
    """
    Bind the licence to this unit's account; a licence belongs to one account, and vice versa.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if the last own proof is too old
    :raises errors.LicenceForUnits: if it is a person's account
    :raises errors.OutsideNotUsable: if it is another's errand, is over, or was used
    :raises errors.LicenceNotPresented: if the holder has not done anything yet
    :raises errors.LicenceRefused: if the holder said no, or the licence is not in force
    :raises errors.OutsideUnavailable: if the wallet does not answer now
    :raises errors.LicenceOfAnother: if it is another unit's than the account
    :raises errors.LicenceTaken: if licence or account is bound already
    """
    lifetime = ports.policy().reauthentication_lifetime
    if refusal := refusal_to_change_bindings(actor=actor, now=now, lifetime=lifetime):
        raise refusal
    if actor.account_id is None:  # pragma: no cover  the policy has just refused it
        raise errors.SignInRequired
    account = queries.get_account(AccountId(actor.account_id))
    if account.kind not in _BODIES:
        raise errors.LicenceForUnits
    proof, answer = check_licence(proof_id=proof_id, aim=OutsideAim.BIND, visit=visit, now=now)
    if proof.account_id != account.id:
        raise errors.OutsideNotUsable
    if not is_of_body(named=answer.body_code, own=ports.body_codes()(account.id)):
        raise errors.LicenceOfAnother
    binding = LicenceBinding(
        id=new_id(), account_id=account.id, body_code=answer.body_code, bound_at=now
    )
    with transaction.atomic(durable=True):
        LicenceBinding.objects.filter(
            body_code=answer.body_code, account__state=AccountState.CLOSED
        ).delete()
        LicenceBinding.objects.bulk_create([binding], ignore_conflicts=True)
        if not LicenceBinding.objects.filter(pk=binding.pk).exists():
            raise errors.LicenceTaken
        operations.tell_of_binding(
            event=OutsideEvent.LICENCE_BOUND,
            binding_id=binding.pk,
            account_id=account.id,
            what=operations.LICENCE_NAME,
            is_added=True,
            actor=actor,
            now=now,
        )
    return BoundLicence(binding_id=BindingId(binding.pk))
