"""Giving out and using up the codes that open an account to a new password (A5, A6)."""

import datetime as dt
import math
import secrets

from django.db.models import Q

from shiming.accounts import errors, ports
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.operations import counters
from shiming.accounts.operations.codes import write
from shiming.accounts.queries.activation import ACTIVATION_HASH, find_pending_activation
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    ActivationPurpose,
    Contact,
    CounterScope,
    IssuedActivation,
    PendingActivation,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault

# Without 0, 1, I, L, O and U: people read these codes from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
_GROUP = 4


def issue_activation_code(
    *,
    account_id: AccountId,
    purpose: ActivationPurpose,
    actor: Actor,
    now: dt.datetime,
    visitor_token: str = "",
    demands_document: bool = False,
) -> IssuedActivation:
    """
    Give out a code with which the owner chooses a password; earlier ones for the account are void.

    With `visitor_token` only that browser may use it. The code itself is kept nowhere.
    """
    ActivationCode.objects.filter(account_id=account_id, consumed_at__isnull=True).update(
        consumed_at=now
    )
    code = printable_code(_LENGTH)
    row = ActivationCode.objects.create(
        id=new_id(),
        account_id=account_id,
        purpose=purpose,
        code_hash=vault.blind_index(purpose=ACTIVATION_HASH, value=code.replace("-", "")),
        bound_to=vault.blind_index(purpose=BINDING_INDEX, value=visitor_token)
        if visitor_token
        else "",
        demands_document=demands_document,
        issued_by=actor.account_id,
        issued_at=now,
        expires_at=now + ports.policy().activation_lifetime,
    )
    audit.record(
        event=AccountEvent.ACTIVATION_ISSUED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"purpose": purpose.value, "activation_id": str(row.pk)},
    )
    return IssuedActivation(account_id=account_id, code=code, expires_at=row.expires_at)


def send_activation_code(*, issued: IssuedActivation, now: dt.datetime) -> Contact | None:
    """
    Send a code to its owner alone, and return where to; None if there is no proven contact.

    Whoever had it made must not see it, or a superior could enter as the subordinate.
    """
    account = Account.objects.select_related("main_account").get(pk=issued.account_id)
    reached = account.main_account or account
    contact: Contact
    if reached.mobile is not None:
        contact = Mobile.parse(reached.mobile)
    elif reached.email is not None:
        contact = EmailAddress.parse(reached.email)
    else:
        return None
    hours = int((issued.expires_at - now).total_seconds() // 3600)
    write(
        template="accounts/activation_code",
        contact=contact,
        context={"code": issued.code, "hours": hours},
        now=now,
    )
    return contact


def try_activation_code(
    *, typed: str, visit: Visit, actor: Actor, now: dt.datetime
) -> PendingActivation | None:
    """
    Pay for one try and return what the code opens for this visitor, or None.

    The caller commits this before it refuses, or a wrong try would cost nothing.

    :raises errors.RecoveryLocked: if the address has had too many wrong tries
    """
    scope, subject = CounterScope.RECOVERY_ADDRESS, counters.subject_of_address(visit.address)
    charge = counters.charge(scope=scope, subject=subject, actor=actor, now=now)
    if not charge.is_granted:
        raise recovery_locked(charge, now)
    pending = find_pending_activation(typed_code=typed, visitor_token=visit.token, now=now)
    if pending is not None:
        counters.refund(scope=scope, subject=subject)
        return pending
    counters.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
    audit.record(
        event=AccountEvent.ACTIVATION_WRONG, actor=actor, subject="activation:unknown", at=now
    )
    return None


def recovery_locked(charge: counters.Charge, now: dt.datetime) -> errors.RecoveryLocked:
    """Return the refusal that says when recovering may be tried again."""
    seconds = max(1, math.ceil((charge.retry_at - now).total_seconds()))
    return errors.RecoveryLocked(minutes=math.ceil(seconds / 60), retry_after=seconds)


def void_recovery(*, account_id: AccountId, now: dt.datetime) -> None:
    """
    End recoveries under way: whoever began one has proven what the owner has just replaced.

    One by face opens every account of its person, and ends with any of them; one by the contact of
    a main account opens those linked with it.
    """
    mains = Account.objects.filter(pk=account_id, main_account__isnull=False)
    person = Account.objects.filter(pk=account_id, person__isnull=False).values("person_id")
    by_contact = Q(
        Q(account_id=account_id) | Q(account_id__in=mains.values("main_account_id")),
        purpose=ActivationPurpose.RECOVERY,
    )
    by_face = Q(account__person_id__in=person, purpose=ActivationPurpose.FACE_RECOVERY)
    ActivationCode.objects.filter(by_contact | by_face, consumed_at__isnull=True).update(
        consumed_at=now
    )


def void_password(*, account_id: AccountId) -> None:
    """Take the password away: whoever knows it must not get in while its owner chooses another."""
    Account.objects.filter(pk=account_id).update(password="")


def printable_code(length: int) -> str:
    """Return a random code in groups of four that can be read from paper and spelt out."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(code[start : start + _GROUP] for start in range(0, length, _GROUP))
