"""What a clerk prints for somebody whom the register does not know rightly (B8, S32-16)."""

import datetime as dt
import hmac

from django.db.models import F

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import RegistrationCode
from shiming.accounts.queries.activation import bare_code
from shiming.accounts.types import AccountEvent, AccountId, GivenDocument
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_HASH = "accounts.registration_code"


def hash_of(document: GivenDocument, code: str) -> str:
    """Return the keyed hash under which a code for a document is kept."""
    return vault.blind_index(purpose=_HASH, value=_bound(document, code))


def try_registration_code(
    *, document: GivenDocument, typed: str, actor: Actor, now: dt.datetime
) -> RegistrationCode | None:
    """
    Pay for a try with the code of this document and return its row if number, name and code fit.

    The caller commits this before it refuses, or a wrong try would cost nothing.
    """
    rows = RegistrationCode.objects.filter(
        document_type=document.number.document_type,
        number_index__in=vault_queries.blind_indexes(
            purpose=queries.PERSON_INDEX, value=document.number.key
        ),
        consumed_at__isnull=True,
        expires_at__gt=now,
        tries__lt=ports.policy().activation_tries,
    )
    row = rows.first()
    if row is None or not rows.filter(pk=row.pk).update(tries=F("tries") + 1):
        return None
    hashes = vault_queries.blind_indexes(purpose=_HASH, value=_bound(document, typed))
    is_right = any(hmac.compare_digest(row.code_hash, each) for each in hashes)
    if is_right and row.name == document.name.value:
        return row
    audit.record(
        event=AccountEvent.REGISTRATION_CODE_WRONG,
        actor=actor,
        subject=f"registration_code:{row.pk}",
        at=now,
    )
    return None


def use_registration_code(
    *,
    row: RegistrationCode,
    document: GivenDocument,
    account_id: AccountId,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Use the code up for an account, and let the clerk's word stand for the register's, once.

    :raises errors.RegistrationCodeNotUsable: if somebody else used it meanwhile
    """
    won = RegistrationCode.objects.filter(pk=row.pk, consumed_at__isnull=True).update(
        consumed_at=now, used_by_id=account_id
    )
    if not won:
        raise errors.RegistrationCodeNotUsable
    audit.record(
        event=AccountEvent.REGISTRATION_CODE_USED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"registration_code_id": str(row.pk)},
    )
    _tell_other_accounts(document, account_id=account_id, now=now)
    ports.counter_confirmations().confirm(
        account_id=account_id, number=document.number, name=document.name, actor=actor, now=now
    )


def _tell_other_accounts(
    document: GivenDocument, *, account_id: AccountId, now: dt.datetime
) -> None:
    """Tell the person over their other accounts: the code may be in hands that are not theirs."""
    person = queries.find_person(document.number)
    if person is None:
        return
    for account in queries.list_accounts_of_person(person.id):
        if account.id != account_id:
            messages.notify(
                template="accounts/registration_code_used",
                account_id=account.id,
                context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
                now=now,
            )


def _bound(document: GivenDocument, code: str) -> str:
    return f"{document.number.document_type}:{document.number.key}:{bare_code(code)}"
