"""Use case: a person has the number of their disability certificate looked up (S32-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import OwnershipOutcome, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def look_up_certificate_number(*, actor: Actor, now: dt.datetime) -> str:
    """
    Return the number under which the certificate office files this person.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.CertificateNumberUnknown: if the office has none
    :raises errors.CertificateOfficeUnavailable: if it does not answer
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    person = queries.get_person(person_id)
    answer = ports.certificate_office().find_number(
        name=person.name, document=person.number, now=now
    )
    with transaction.atomic(durable=True):
        audit.record(
            event=WalletEvent.NUMBER_LOOKED_UP,
            actor=actor,
            subject=f"person:{person_id}",
            at=now,
            details={"outcome": answer.outcome.value},
        )
    if answer.outcome is OwnershipOutcome.UNAVAILABLE:
        raise errors.CertificateOfficeUnavailable
    if answer.outcome is OwnershipOutcome.MISMATCH:
        raise errors.CertificateNumberUnknown
    return answer.number
