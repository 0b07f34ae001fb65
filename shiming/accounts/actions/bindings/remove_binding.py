"""Use case: a signed-in person removes a way into their account (S14-3, A13)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.models import CertificateBinding, LicenceBinding, SocialBinding
from shiming.accounts.policies.bindings import refusal_to_change_bindings
from shiming.accounts.types import AccountId, BindingId, OutsideEvent, OutsideKind
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages

_EVENTS = {
    OutsideKind.SOCIAL: OutsideEvent.SOCIAL_UNBOUND,
    OutsideKind.CERTIFICATE: OutsideEvent.CERTIFICATE_UNBOUND,
    OutsideKind.LICENCE: OutsideEvent.LICENCE_UNBOUND,
}


def remove_binding(
    *, kind: OutsideKind, binding_id: BindingId, actor: Actor, now: dt.datetime
) -> None:
    """
    Remove a binding of one's own account; the audit trail and the owner's messages keep it.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if password or code were not shown lately
    :raises errors.BindingNotFound: if there is none, or it is somebody else's
    """
    lifetime = ports.policy().reauthentication_lifetime
    if refusal := refusal_to_change_bindings(actor=actor, now=now, lifetime=lifetime):
        raise refusal
    if actor.account_id is None:  # pragma: no cover  the policy has just refused it
        raise errors.SignInRequired
    account_id = AccountId(actor.account_id)
    with transaction.atomic(durable=True):
        what = _remove(kind=kind, binding_id=binding_id, account_id=account_id, now=now)
        operations.tell_of_binding(
            event=_EVENTS[kind],
            binding_id=binding_id,
            account_id=account_id,
            what=what,
            is_added=False,
            actor=actor,
            now=now,
        )


def _remove(
    *, kind: OutsideKind, binding_id: BindingId, account_id: AccountId, now: dt.datetime
) -> str:
    """Delete the row, and return what it is called."""
    if kind is OutsideKind.SOCIAL:
        social = SocialBinding.objects.filter(pk=binding_id, account_id=account_id)
        name = operations.name_of_network(social.values_list("provider", flat=True).first() or "")
        removed, _ = social.delete()
    elif kind is OutsideKind.CERTIFICATE:
        certificates = CertificateBinding.objects.filter(pk=binding_id, account_id=account_id)
        serial = certificates.values_list("serial", flat=True).first() or ""
        name = operations.name_of_certificate(serial)
        removed, _ = certificates.delete()
        messages.cancel_reminder(
            kind=operations.CERTIFICATE_EXPIRING,
            subject=f"certificate_binding:{binding_id}",
            now=now,
        )
    elif kind is OutsideKind.LICENCE:
        name = operations.LICENCE_NAME
        licences = LicenceBinding.objects.filter(pk=binding_id, account_id=account_id)
        removed, _ = licences.delete()
    else:
        removed, name = 0, ""
    if not removed:
        raise errors.BindingNotFound
    return name
