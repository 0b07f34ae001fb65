"""One-time codes: sending them, trying them, using them up (A9)."""

import dataclasses
import datetime as dt
import hmac
import math
import secrets
import unicodedata
from collections.abc import Mapping

from django.db.models import F

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import OneTimeCode
from shiming.accounts.operations import counters
from shiming.accounts.policies.codes import PURPOSE_WORDS
from shiming.accounts.types import (
    AccountEvent,
    AgreementId,
    CodeId,
    CodePurpose,
    Contact,
    CounterScope,
    Visit,
    kind_of,
    mobile_of,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.messages import operations as messages
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_HASH = "accounts.code"
_DIGITS = 6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CodeTry:
    """The outcome of entering a code: `contact` is proven if and only if it `is_right`."""

    code_id: CodeId
    contact: Contact
    agreement_id: AgreementId | None
    is_right: bool
    tries_left: int
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    """What else was typed when the code was asked for."""

    @property
    def mobile(self) -> Mobile:
        """The number that was proven, where the purpose has no other contacts than mobiles."""
        return mobile_of(self.contact)


def issue_code(
    *,
    purpose: CodePurpose,
    contact: Contact,
    visit: Visit,
    actor: Actor,
    now: dt.datetime,
    agreement_id: AgreementId | None = None,
    facts: Mapping[str, str] | None = None,
) -> CodeId:
    """
    Send a fresh code; one sent earlier to this visitor for this purpose is void from now on.

    `facts` are kept encrypted, and come back with the try that proves the contact: nothing of them
    is looked at before, so that sending tells nobody whether they belong together.

    :raises errors.CodeTooSoon: if the contact got one less than a minute ago
    :raises errors.CodeLimitReached: if the contact or the address has had its share of the day
    """
    charge_sending(contact=contact, visit=visit, actor=actor, now=now)
    policy = ports.policy()
    OneTimeCode.objects.filter(
        bound_to__in=vault_queries.blind_indexes(purpose=queries.BINDING_INDEX, value=visit.token),
        purpose=purpose,
        consumed_at__isnull=True,
    ).update(consumed_at=now)
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    code_id = new_id()
    OneTimeCode.objects.create(
        id=code_id,
        purpose=purpose,
        bound_to=vault.blind_index(purpose=queries.BINDING_INDEX, value=visit.token),
        **_columns_of(contact),
        code_hash=vault.blind_index(purpose=_HASH, value=f"{code_id}:{digits}"),
        agreement_id=agreement_id,
        facts=None if facts is None else dict(facts),
        sent_at=now,
        expires_at=now + policy.code_lifetime,
    )
    minutes = int(policy.code_lifetime.total_seconds() // 60)
    words, words_en = PURPOSE_WORDS[purpose]
    context: dict[str, str | int] = {
        "code": digits,
        "minutes": minutes,
        "purpose": words,
        "purpose_en": words_en,
    }
    write(template="accounts/one_time_code", contact=contact, context=context, now=now)
    audit.record(
        event=AccountEvent.CODE_SENT,
        actor=actor,
        subject=f"code:{code_id}",
        at=now,
        details={"purpose": purpose.value, "contact": kind_of(contact).value},
    )
    return CodeId(code_id)


def write(
    *, template: str, contact: Contact, context: Mapping[str, str | int], now: dt.datetime
) -> None:
    """Write to one contact, over whichever channel it belongs to."""
    if isinstance(contact, Mobile):
        messages.send_sms(template=template, mobile=contact, context=context, now=now)
    else:
        messages.send_email(template=template, address=contact.value, context=context, now=now)


def try_code(
    *, purpose: CodePurpose, typed: str, visit: Visit, actor: Actor, now: dt.datetime
) -> CodeTry:
    """
    Pay for one try with the visitor's code and say whether it was right.

    The caller commits this before it refuses, or a wrong try would cost nothing.

    :raises errors.CodeNotUsable: if the visitor has no code that could still be right
    :raises errors.SignInLocked: if the number or the address has had too many wrong tries
    """
    policy = ports.policy()
    pending = queries.find_pending_code(purpose=purpose, visitor_token=visit.token, now=now)
    if pending is None:
        raise errors.CodeNotUsable
    for scope, subject in _guessing(pending.contact, visit):
        charge = counters.charge(scope=scope, subject=subject, actor=actor, now=now)
        if not charge.is_granted:
            raise counters.locked(charge, now)
    paid = OneTimeCode.objects.filter(
        pk=pending.id, consumed_at__isnull=True, tries__lt=policy.code_tries
    ).update(tries=F("tries") + 1)
    if not paid:
        raise errors.CodeNotUsable
    code = OneTimeCode.objects.get(pk=pending.id)
    is_right = _matches(code, typed)
    for scope, subject in _guessing(pending.contact, visit):
        if is_right:
            counters.refund(scope=scope, subject=subject)
        else:
            counters.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
    if not is_right:
        audit.record(
            event=AccountEvent.CODE_WRONG,
            actor=actor,
            subject=f"code:{code.pk}",
            at=now,
            details={"purpose": purpose.value, "tries": code.tries},
        )
    return CodeTry(
        code_id=CodeId(code.pk),
        contact=pending.contact,
        agreement_id=None if code.agreement_id is None else AgreementId(code.agreement_id),
        is_right=is_right,
        tries_left=policy.code_tries - code.tries,
        facts=code.facts or {},
    )


def consume_code(*, code_id: CodeId, now: dt.datetime) -> None:
    """
    Use a code up; of several who entered it at once, one gets through.

    :raises errors.CodeNotUsable: if somebody else used it meanwhile
    """
    won = OneTimeCode.objects.filter(pk=code_id, consumed_at__isnull=True).update(consumed_at=now)
    if not won:
        raise errors.CodeNotUsable


def _columns_of(contact: Contact) -> dict[str, str]:
    if not isinstance(contact, Mobile):
        return {"email": contact.value}
    index = vault.blind_index(purpose=queries.MOBILE_INDEX, value=contact.value)
    return {"mobile": contact.value, "mobile_index": index}


def _subject_of(contact: Contact) -> str:
    return counters.subject_of_text(f"{kind_of(contact)}:{contact.key}")


def charge_sending(*, contact: Contact, visit: Visit, actor: Actor, now: dt.datetime) -> None:
    """
    Count a code that goes to a contact against it and against the address.

    :raises errors.CodeTooSoon: if the contact got one less than a minute ago
    :raises errors.CodeLimitReached: if the contact or the address has had its share of the day
    """
    scope = CounterScope.CODE_SEND_NUMBER
    interval = ports.policy().limits[scope].interval
    charge = counters.charge(
        scope=scope,
        subject=_subject_of(contact),
        actor=actor,
        now=now,
    )
    if not charge.is_granted and charge.retry_at - now <= interval:
        seconds = max(1, math.ceil((charge.retry_at - now).total_seconds()))
        raise errors.CodeTooSoon(seconds=seconds, retry_after=seconds)
    if charge.is_granted:
        charge = counters.charge(
            scope=CounterScope.CODE_SEND_ADDRESS,
            subject=counters.subject_of_address(visit.address),
            actor=actor,
            now=now,
        )
    if not charge.is_granted:
        raise errors.CodeLimitReached


def _guessing(contact: Contact, visit: Visit) -> list[tuple[CounterScope, str]]:
    return [
        (CounterScope.CODE_GUESS_NUMBER, _subject_of(contact)),
        (CounterScope.CODE_GUESS_ADDRESS, counters.subject_of_address(visit.address)),
    ]


def _matches(code: OneTimeCode, typed: str) -> bool:
    digits = "".join(char for char in unicodedata.normalize("NFKC", typed) if not char.isspace())
    hashes = vault_queries.blind_indexes(purpose=_HASH, value=f"{code.pk}:{digits}")
    return any(hmac.compare_digest(code.code_hash, each) for each in hashes)
