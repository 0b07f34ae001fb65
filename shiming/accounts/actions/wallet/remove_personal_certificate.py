"""Use case: a person takes a filed certificate away; its pictures are shredded (S32-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import PersonalCertificateKind, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def remove_personal_certificate(
    *, kind: PersonalCertificateKind, actor: Actor, now: dt.datetime
) -> None:
    """
    Forget the certificate of a kind; where there is none, nothing happens.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    with transaction.atomic(durable=True):
        gone = operations.forget_personal_certificate(kind=kind, person_id=person_id, now=now)
        if gone is not None:
            audit.record(
                event=WalletEvent.CERTIFICATE_REMOVED,
                actor=actor,
                subject=f"personal_certificate:{gone}",
                at=now,
                details={"kind": kind.value},
            )
