"""Reads for officers: accounts with their locks, the abuse log."""

import datetime as dt
import ipaddress

from shiming.accounts import errors
from shiming.accounts.models import (
    Account,
    GuessCounter,
    Person,
    PersonalNumber,
    SecondFactorRequest,
)
from shiming.accounts.policies import desk as rules
from shiming.accounts.policies.counters import subject_of_account, subject_of_text
from shiming.accounts.policies.desk import refusal_to_officer
from shiming.accounts.queries.accounts import (
    account_with_mobile,
    account_with_user_name,
    list_accounts_of_person,
)
from shiming.accounts.queries.four_eyes import is_of_actor
from shiming.accounts.queries.persons import find_person
from shiming.accounts.types import (
    AbuseRecord,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountPermission,
    AccountState,
    CounterScope,
    DeskAccount,
    LockFacts,
    PersonId,
    SecondFactorRequestFacts,
)
from shiming.audit import queries as audit
from shiming.audit.types import RecordView
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile

_ABUSE = "accounts.abuse."
# Long enough to compare the document and to write down why.
LOOK_UP_LIFETIME = dt.timedelta(minutes=30)
_SUBJECT_SHOWN = 24
_PAGE = 50
_IPV4_SHOWN = 16
_IPV6_SHOWN = 48


def list_desk_accounts(identifier: str, *, viewer: Actor, now: dt.datetime) -> list[DeskAccount]:
    """
    Return the living accounts with exactly this user name, mobile or resident number.

    :raises errors.MayNotManageAccounts: if the viewer may not look accounts up
    """
    if refusal := refusal_to_officer(officer=viewer, permission=AccountPermission.LOOK_UP):
        raise refusal
    return [_desk_account(account, now=now) for account in _found(identifier)]


def get_desk_account(account_id: AccountId, *, viewer: Actor, now: dt.datetime) -> DeskAccount:
    """
    Return one account to an officer.

    :raises errors.MayNotManageAccounts: if the viewer may not look accounts up
    :raises errors.AccountNotFound: if there is none
    """
    if refusal := refusal_to_officer(officer=viewer, permission=AccountPermission.LOOK_UP):
        raise refusal
    account = Account.objects.select_related("person").filter(pk=account_id).first()
    if account is None:
        raise errors.AccountNotFound(account_id=account_id)
    return _desk_account(account, now=now)


def refusal_to_manage(
    account_id: AccountId, *, officer: Actor, permission: AccountPermission, reason: str
) -> DomainError | None:
    """Return why this officer may not do this to this account, or None: never to one's own."""
    refusal = rules.refusal_to_manage(
        account_id=account_id, officer=officer, permission=permission, reason=reason
    )
    if refusal is None and is_of_actor(account_id, actor=officer):
        # Under whichever account: officers are citizens, too.
        return errors.OwnAccount()
    return refusal


def has_looked_up(account_id: AccountId, *, officer: Actor, now: dt.datetime) -> bool:
    """Tell whether this officer has looked the account up lately, which the audit has kept."""
    looks = audit.list_records_unscoped(
        subject=f"account:{account_id}", event=AccountEvent.ACCOUNT_LOOKED_UP
    )
    return any(
        look.account_id == officer.account_id and now - LOOK_UP_LIFETIME <= look.at <= now
        for look in looks
    )


def find_second_factor_request(
    account_id: AccountId, *, now: dt.datetime
) -> SecondFactorRequestFacts | None:
    """Return the reset of a member of staff that waits for a second officer, or None."""
    row = (
        SecondFactorRequest.objects.filter(
            account_id=account_id, decided_at__isnull=True, expires_at__gt=now
        )
        .order_by("-asked_at", "-pk")
        .first()
    )
    if row is None:
        return None
    asker = Account.objects.filter(pk=row.asked_by).first()
    return SecondFactorRequestFacts(
        id=row.pk,
        asked_by=AccountId(row.asked_by),
        asked_by_person=None
        if asker is None or asker.person_id is None
        else PersonId(asker.person_id),
        reason=row.reason,
    )


def guess_subjects_of(account: Account) -> list[str]:
    """Return every subject under which guesses against the account may be counted."""
    subjects = [subject_of_account(AccountId(account.pk))]
    if account.mobile is not None:
        subjects.append(subject_of_text(f"mobile:{account.mobile}"))
    if account.email is not None:
        subjects.append(subject_of_text(f"email:{EmailAddress.parse(account.email).key}"))
    if account.person is not None:
        document = _document_number(account.person)
        # Passwords are tried against a document of a type, faces against identity cards alone.
        subjects += [
            subject_of_text(text)
            for text in (
                f"number:{document.document_type}:{document.key}",
                f"number:{document.key}",
                f"identifier:{document.key}",
            )
        ]
    numbers = PersonalNumber.objects.filter(account=account).order_by("pk")
    return subjects + [subject_of_text(f"number:{row.kind}:{row.number}") for row in numbers]


def list_abuse(*, viewer: Actor, before_id: int | None = None) -> list[AbuseRecord]:
    """
    Return the newest records of abuse, masked, the newest first (A10).

    :raises errors.MayNotManageAccounts: if the viewer may not read them
    """
    if refusal := refusal_to_officer(officer=viewer, permission=AccountPermission.SEE_ABUSE):
        raise refusal
    records = audit.list_records_unscoped(event_prefix=_ABUSE, before_id=before_id, limit=_PAGE)
    return [_abuse(record) for record in records]


def mask_address(address: str) -> str:
    """Return the network of an address: enough to see that tries come from one place."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = _IPV4_SHOWN if parsed.version == 4 else _IPV6_SHOWN  # noqa: PLR2004  the protocol's
    return str(ipaddress.ip_network((int(parsed), length), strict=False))


def _found(identifier: str) -> list[Account]:
    text = identifier.strip()
    if not text or "\0" in text:
        return []
    try:
        number = parse_document_number(DocumentType.RESIDENT_ID_CARD, text)
    except DomainError:
        account = _named(text)
        return [] if account is None else [account]
    person = find_person(number)
    owned = [] if person is None else [each.id for each in list_accounts_of_person(person.id)]
    rows = Account.objects.select_related("person").filter(pk__in=owned)
    return list(rows.order_by("created_at", "pk"))


def _named(text: str) -> Account | None:
    try:
        return account_with_mobile(Mobile.parse(text))
    except DomainError:
        return account_with_user_name(text)


def _desk_account(account: Account, *, now: dt.datetime) -> DeskAccount:
    counters = GuessCounter.objects.filter(
        subject__in=guess_subjects_of(account), locked_until__gt=now
    )
    return DeskAccount(
        id=AccountId(account.pk),
        kind=AccountKind(account.kind),
        state=AccountState(account.state),
        user_name=account.user_name,
        name="" if account.person is None else PersonName.parse(account.person.name).masked,
        mobile="" if account.mobile is None else Mobile.parse(account.mobile).masked,
        created_at=account.created_at,
        locks=tuple(
            LockFacts(scope=CounterScope(counter.scope), until=counter.locked_until)
            for counter in counters.order_by("scope", "pk")
            if counter.locked_until is not None
        ),
    )


def _document_number(person: Person) -> DocumentNumber:
    return parse_document_number(DocumentType(person.document_type), person.number)


def _abuse(record: RecordView) -> AbuseRecord:
    return AbuseRecord(
        id=record.id,
        at=record.at,
        event=record.event,
        subject=record.subject[:_SUBJECT_SHOWN],
        scope=str(record.details.get("scope") or record.details.get("method") or ""),
        address=mask_address(record.address),
        device=record.device,
    )
