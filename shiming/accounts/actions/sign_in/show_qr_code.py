"""Use case: a PC shows a code that a phone shall scan (S25-4)."""

import datetime as dt
import secrets

from django.db import transaction

from shiming.accounts import operations, ports, queries
from shiming.accounts.models import QrSignIn
from shiming.accounts.operations import counters
from shiming.accounts.policies.sessions import actor_of_visit, describe_device
from shiming.accounts.types import CounterScope, QrEnd, QrSignInId, QrState, Visit
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_CODE_BYTES = 16
_CHOICES = 3
_OPEN = (QrState.SHOWN, QrState.SCANNED, QrState.CONFIRMED)


def show_qr_code(*, wants_face: bool, visit: Visit, now: dt.datetime) -> QrSignInId:
    """
    Make a code for this browser alone; the one that it showed before is worthless from now on.

    :raises errors.SignInLocked: if the address has asked for too many
    """
    policy = ports.policy()
    needs_face = wants_face or policy.qr_confirmed_by_face
    dice = secrets.SystemRandom()
    choices = dice.sample(range(10, 100), _CHOICES)
    with transaction.atomic(durable=True):
        charge = operations.charge(
            scope=CounterScope.QR_ADDRESS,
            subject=counters.subject_of_address(visit.address),
            actor=actor_of_visit(visit),
            now=now,
        )
        if not charge.is_granted:
            raise counters.locked(charge, now)
        QrSignIn.objects.filter(
            bound_to__in=vault_queries.blind_indexes(
                purpose=queries.BINDING_INDEX, value=visit.token
            ),
            state__in=_OPEN,
        ).update(state=QrState.REFUSED, ended_for=QrEnd.REPLACED)
        qr = QrSignIn.objects.create(
            id=new_id(),
            code=secrets.token_urlsafe(_CODE_BYTES),
            bound_to=vault.blind_index(purpose=queries.BINDING_INDEX, value=visit.token),
            needs_face=needs_face,
            number=dice.choice(choices),
            choices=choices,
            origin=visit.host,
            address=visit.address,
            device=describe_device(visit.device),
            created_at=now,
            expires_at=now + (policy.qr_lifetime_with_face if needs_face else policy.qr_lifetime),
        )
    return QrSignInId(qr.pk)
