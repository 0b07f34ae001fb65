"""Reads: accounts, persons, sessions, agreements, counters."""

import base64
import datetime as dt
import hashlib
import uuid

from django.db.models import QuerySet

from shiming.accounts import errors, ports
from shiming.accounts.models import (
    Acceptance,
    Account,
    GuessCounter,
    OneTimeCode,
    Person,
    ServiceAgreement,
    Session,
)
from shiming.accounts.policies.sessions import is_live
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountKind,
    AccountState,
    AgreementFacts,
    AgreementId,
    CodeId,
    CodePurpose,
    CounterScope,
    PendingCode,
    PersonFacts,
    PersonId,
    SessionFacts,
    SessionId,
)
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault

PERSON_INDEX = "accounts.person.number"
MOBILE_INDEX = "accounts.account.mobile"
BINDING_INDEX = "accounts.binding"
SUBJECT_INDEX = "accounts.counter.subject"
_RESEND_WITHIN = dt.timedelta(hours=1)


def get_account(account_id: AccountId) -> AccountFacts:
    """
    Return what may be known of an account, whatever its state.

    :raises errors.AccountNotFound: if there is none
    """
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise errors.AccountNotFound(account_id=account_id)
    return _account_facts(account)


def find_account_by_mobile(mobile: Mobile) -> AccountFacts | None:
    """Return the living main account that proved this mobile, or None."""
    account = account_with_mobile(mobile)
    return None if account is None else _account_facts(account)


def account_with_mobile(mobile: Mobile) -> Account | None:
    """Return the row of the living main account that proved this mobile, or None."""
    indexes = vault.blind_indexes(purpose=MOBILE_INDEX, value=mobile.value)
    return _living().filter(mobile_index__in=indexes, main_account__isnull=True).first()


def account_with_user_name(user_name: str) -> Account | None:
    """Return the row of the living account of this name, however it is spelt, or None."""
    return _living().filter(user_name_key=fold_user_name(user_name)).first()


def list_accounts_of_person(person_id: PersonId) -> list[AccountFacts]:
    """Return the living accounts that a person owns, oldest first."""
    owned = _living().filter(person_id=person_id).order_by("created_at", "pk")
    return [_account_facts(account) for account in owned]


def get_person(person_id: PersonId) -> PersonFacts:
    """
    Return a person's document and name.

    :raises errors.PersonNotFound: if there is none
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    return _person_facts(person)


def find_person(number: DocumentNumber) -> PersonFacts | None:
    """Return the person whom this document belongs to, or None."""
    person = Person.objects.filter(
        document_type=number.document_type,
        number_index__in=vault.blind_indexes(purpose=PERSON_INDEX, value=number.key),
    ).first()
    return None if person is None else _person_facts(person)


def session_key(cookie_value: str) -> str:
    """Return the key of the session that a cookie's value opens."""
    digest = hashlib.sha256(cookie_value.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def find_live_session(*, cookie_value: str, now: dt.datetime) -> Session | None:
    """Return the session that the cookie opens, by one read of the primary key, or None."""
    session = Session.objects.filter(pk=session_key(cookie_value)).first()
    return session if session is not None and is_live(session, now) else None


def actor_of_session(session: Session) -> Actor:
    """Return who acts in a session."""
    return Actor(
        account_id=session.account_id,
        person_id=session.person_id,
        session_id=session.public_id,
        identity=_identity(session.acting),
        level=Level(session.level),
        methods=tuple(session.methods),
        factors={
            method: dt.datetime.fromisoformat(proven) for method, proven in session.factors.items()
        },
        address=session.address,
        device=session.device,
    )


def list_sessions(account_id: AccountId, *, now: dt.datetime) -> list[SessionFacts]:
    """Return the live sessions of an account, the most lately used first."""
    live = Session.objects.filter(
        account_id=account_id, ended_at__isnull=True, idle_until__gt=now, absolute_until__gt=now
    )
    return [
        SessionFacts(
            id=SessionId(session.public_id),
            level=Level(session.level),
            methods=tuple(session.methods),
            authenticated_at=session.authenticated_at,
            last_seen_at=session.last_seen_at,
            absolute_until=session.absolute_until,
            address=session.address,
            device=session.device,
        )
        for session in live.order_by("-last_seen_at", "pk")
    ]


def is_known_device(account_id: AccountId, *, device_indexes: list[str]) -> bool:
    """Tell whether the account has signed in from this browser before, or never anywhere."""
    sessions = Session.objects.filter(account_id=account_id)
    return sessions.filter(device_index__in=device_indexes).exists() or not sessions.exists()


def find_current_agreement(*, now: dt.datetime) -> AgreementFacts | None:
    """Return the version of the service agreement that is in force, or None if none is."""
    agreement = (
        ServiceAgreement.objects.filter(published_at__lte=now)
        .order_by("-published_at", "-pk")
        .first()
    )
    if agreement is None:
        return None
    return AgreementFacts(
        id=AgreementId(agreement.pk),
        version=agreement.version,
        title=agreement.title,
        text=agreement.text,
        published_at=agreement.published_at,
    )


def must_accept_agreement(account_id: AccountId, *, now: dt.datetime) -> bool:
    """Tell whether a version is in force that the account has not accepted."""
    in_force = ServiceAgreement.objects.filter(published_at__lte=now)
    current = in_force.order_by("-published_at", "-pk").values_list("pk", flat=True).first()
    if current is None:
        return False
    return not Acceptance.objects.filter(account_id=account_id, agreement_id=current).exists()


def find_pending_code(
    *, purpose: CodePurpose, visitor_token: str, now: dt.datetime
) -> PendingCode | None:
    """Return the code that this visitor may still enter, or None."""
    usable = _codes_of(purpose, visitor_token).filter(
        consumed_at__isnull=True, expires_at__gt=now, tries__lt=ports.policy().code_tries
    )
    return _pending(usable)


def find_last_code(
    *, purpose: CodePurpose, visitor_token: str, now: dt.datetime
) -> PendingCode | None:
    """Return the code last sent to this visitor, even if spent or expired within the last hour."""
    lately = _codes_of(purpose, visitor_token).filter(sent_at__gt=now - _RESEND_WITHIN)
    return _pending(lately)


def locked_until(scope: CounterScope, subject: str, *, now: dt.datetime) -> dt.datetime | None:
    """Return the end of the lock on this subject, or None if it is not locked."""
    counter = GuessCounter.objects.filter(
        scope=scope, subject=subject, locked_until__gt=now
    ).first()
    return None if counter is None else counter.locked_until


def count_tries(scope: CounterScope, subject: str) -> int:
    """Return how many tries stand on this subject's counter."""
    counter = GuessCounter.objects.filter(scope=scope, subject=subject).first()
    return 0 if counter is None else counter.count


def _codes_of(purpose: CodePurpose, visitor_token: str) -> QuerySet[OneTimeCode]:
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visitor_token)
    return OneTimeCode.objects.filter(bound_to__in=bindings, purpose=purpose)


def _pending(codes: QuerySet[OneTimeCode]) -> PendingCode | None:
    code = codes.order_by("-sent_at", "-pk").first()
    if code is None:
        return None
    return PendingCode(
        id=CodeId(code.pk),
        mobile=Mobile.parse(code.mobile),
        agreement_id=None if code.agreement_id is None else AgreementId(code.agreement_id),
        sent_at=code.sent_at,
        expires_at=code.expires_at,
    )


def _living() -> QuerySet[Account]:
    return Account.objects.exclude(state=AccountState.CLOSED)


def _account_facts(account: Account) -> AccountFacts:
    return AccountFacts(
        id=AccountId(account.pk),
        kind=AccountKind(account.kind),
        state=AccountState(account.state),
        user_name=account.user_name or None,
        mobile=None if account.mobile is None else Mobile.parse(account.mobile),
        email=account.email,
        person_id=None if account.person_id is None else PersonId(account.person_id),
        main_account_id=None
        if account.main_account_id is None
        else AccountId(account.main_account_id),
        created_at=account.created_at,
        password_changed_at=account.password_changed_at,
    )


def _person_facts(person: Person) -> PersonFacts:
    document_type = DocumentType(person.document_type)
    return PersonFacts(
        id=PersonId(person.pk),
        document_type=document_type,
        number=parse_document_number(document_type, person.number),
        name=PersonName.parse(person.name),
    )


def _identity(acting: dict[str, object]) -> ActingIdentity:
    permissions = acting.get("permissions", [])
    return ActingIdentity(
        kind=ActingKind(str(acting.get("kind", ActingKind.SELF))),
        organisation_id=_uuid(acting.get("organisation_id")),
        legal_person_id=_uuid(acting.get("legal_person_id")),
        permissions=frozenset(permissions if isinstance(permissions, list) else ()),
    )


def _uuid(value: object) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) else None
