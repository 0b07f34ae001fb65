"""Use case: who heads a unit invites somebody to be captured, who can be added then (S35-10)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.phones import Mobile
from shiming.legal_persons import errors, queries
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonEvent
from shiming.messages import operations as messages


def invite_to_capture(*, mobile: Mobile, actor: Actor, now: dt.datetime) -> None:
    """
    Send a text to a mobile that asks its owner to be proofed, in the name of the unit.

    It says nothing of the person, and nobody is added by it.

    :raises errors.UnitNotFound: if the actor manages no unit now
    :raises errors.PersonNotProofed: if this account of the actor is not proofed
    :raises errors.TooManySearches: if the unit has sent as many today as it may
    """
    unit = queries.get_legal_person(managed_unit(actor))
    queries.get_proofed_person(actor, now=now)
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.CAPTURE_INVITATION_UNIT, subject=str(unit.id), actor=actor, now=now
        )
        if not charge.is_granted:
            raise errors.TooManySearches
        messages.send_sms(
            template="legal_persons/capture_invitation",
            mobile=mobile,
            context={"unit": unit.name},
            now=now,
        )
        audit.record(
            event=LegalPersonEvent.CAPTURE_INVITED,
            actor=actor,
            subject=f"legal_person:{unit.id}",
            at=now,
        )
