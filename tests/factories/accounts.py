"""Makes persons, accounts and sessions as the product itself would leave them."""

import datetime as dt
import itertools
import re
import uuid

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import operations, queries
from shiming.accounts.models import Acceptance, Account, ServiceAgreement
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    AgreementId,
    PersonId,
    PersonnelRecord,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.messages.models import OutboxMessage
from shiming.vault import operations as vault
from tests.cast import Member

PASSWORD = "Tulpen-und-7-Narzissen"
NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)

_SYSTEM = system_actor(device="tests")
_counter = itertools.count(1)


class PersonnelOf:
    """Personnel who have entered whose a staff account is, and nothing else."""

    def __init__(self, actor: Actor, member: Member) -> None:
        self._account_id, self._number = actor.account_id, member.document_number

    def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:
        return PersonnelRecord(number=self._number if account_id == self._account_id else None)


def make_agreement(*, version: str = "1.0", published_at: dt.datetime | None = None) -> AgreementId:
    """Return the agreement of this version, which a flushed database may have lost."""
    agreement, _ = ServiceAgreement.objects.get_or_create(
        version=version,
        defaults={
            "title": "网络服务使用协议",
            "text": "一、协议正文。",
            "published_at": published_at or dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
        },
    )
    return AgreementId(agreement.pk)


def make_account(
    *,
    user_name: str = "",
    mobile: str | None = None,
    password: str = "",
    kind: AccountKind = AccountKind.NATURAL_PERSON,
    state: AccountState = AccountState.ACTIVE,
    has_accepted: bool = True,
    now: dt.datetime = NOW,
) -> Account:
    """Return a fresh account; without a password it saves the time of hashing one."""
    parsed = None if mobile is None else Mobile.parse(mobile)
    account = Account.objects.create(
        id=new_id(),
        kind=kind,
        state=state,
        user_name=user_name,
        user_name_key=user_name.casefold() or None,
        password=make_password(password) if password else "",
        password_changed_at=now if password else None,
        mobile=None if parsed is None else parsed.value,
        mobile_index=None
        if parsed is None
        else vault.blind_index(purpose=queries.MOBILE_INDEX, value=parsed.value),
        created_at=now,
    )
    if has_accepted:
        Acceptance.objects.create(agreement_id=make_agreement(), account=account, accepted_at=now)
    return account


def make_account_of(
    member: Member, *, password: str = "", is_attached: bool = False, now: dt.datetime = NOW
) -> Account:
    """Return an account of one of the cast, with their mobile; `is_attached` adds the person."""
    account = make_account(mobile=member.mobile, password=password, now=now)
    if is_attached:
        attach(account, member, now=now)
        account.refresh_from_db()
    return account


def attach(account: Account, member: Member, *, now: dt.datetime = NOW) -> PersonId:
    """Make the account belong to one of the cast, as proofing does."""
    return operations.attach_person(
        account_id=AccountId(account.pk),
        number=member.document_number,
        name=member.person_name,
        actor=_SYSTEM,
        now=now,
    )


def person_of(account: Account) -> PersonId:
    """Return whose account it is."""
    assert account.person_id is not None
    return PersonId(account.person_id)


def make_visit(
    *, token: str = "", address: str = "192.0.2.10", device: str = "Mozilla/5.0 Firefox/140.0"
) -> Visit:
    """Return a visitor; each call is another browser unless `token` says otherwise."""
    return Visit(token=token or f"visitor-{next(_counter)}", address=address, device=device)


def start_session(
    account: Account, *, method: str = "pwd", visit: Visit | None = None, now: dt.datetime = NOW
) -> StartedSession:
    """Return a live session of the account."""
    return operations.start_session(
        account=account, methods=[method], visit=visit or make_visit(), replaces=None, now=now
    )


def make_actor(account: Account, *, now: dt.datetime = NOW) -> Actor:
    """Return the actor of a fresh session of this account."""
    session = queries.find_live_session(
        cookie_value=start_session(account, now=now).cookie_value, now=now
    )
    assert session is not None
    return queries.actor_of_session(session)


def looked_up(account: Account, by: Actor, *, now: dt.datetime = NOW) -> Actor:
    """Return an officer, with the record on file that they have just looked the account up."""
    with transaction.atomic():
        audit.record(
            event=AccountEvent.ACCOUNT_LOOKED_UP, actor=by, subject=f"account:{account.pk}", at=now
        )
    return by


def last_code(mobile: str) -> str:
    """Return the digits of the code that was last written to this mobile."""
    to = Mobile.parse(mobile).value
    for message in OutboxMessage.objects.order_by("-created_at", "-pk"):
        if message.recipient == to and message.template == "accounts/one_time_code":
            found = re.search(r"[0-9]{6}", message.content["body"])
            assert found is not None
            return found[0]
    raise LookupError("no code was sent to this number")


def other_than(code: str) -> str:
    """Return a wrong code."""
    return f"{(int(code) + 1) % 1_000_000:06}"
