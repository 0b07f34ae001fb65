"""What both drivers leave to other areas: they own the tables, their secrets and their audit."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as account_queries
from shiming.accounts.types import (
    UNIT_METHODS,
    AccountId,
    AccountKind,
    AccountState,
    PersonId,
    SessionEnd,
    SessionId,
)
from shiming.identity_provider import ports, queries
from shiming.identity_provider.drivers import runner
from shiming.identity_provider.protocol.store import (
    ActingRecord,
    Attestation,
    EndedSession,
    EndSession,
    FindActing,
    FindHolder,
    FindLocalUser,
    FindSession,
    Grant,
    HolderRecord,
    SessionRecord,
    Standing,
    WeighInTransaction,
)
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.levels import Level
from shiming.proofing import queries as proofing
from shiming.proofing.types import EvidenceKind

_REGISTER = "population_register"
_PLATFORM = "shiming"
CHECKS: Mapping[EvidenceKind, tuple[str, str]] = MappingProxyType(
    {
        EvidenceKind.REGISTER_TWO_FACTORS: ("data", _REGISTER),
        EvidenceKind.REGISTER_FOUR_FACTORS: ("data", _REGISTER),
        EvidenceKind.LIVE_FACE: ("bvr", _PLATFORM),
        EvidenceKind.REMOTE_REVIEW: ("pvr", _PLATFORM),
        EvidenceKind.COUNTER: ("pvp", _PLATFORM),
        EvidenceKind.TRUST_SOURCE: ("auth", "trust_source"),
        EvidenceKind.CERTIFICATE: ("vcrypt", "certificate_authority"),
        EvidenceKind.TRANSACTION_FACE: ("bvr", _PLATFORM),
    }
)
"""Check method (OpenID Connect for Identity Assurance) and organization, by kind of evidence."""

# A pending account has no level yet: its sessions are found, and led to the missing proof.
IN_USE = (AccountState.ACTIVE, AccountState.PENDING)
UNIT_ACCOUNTS = frozenset({AccountKind.UNIT.value, AccountKind.AGENCY.value})


def find_session(operation: FindSession) -> SessionRecord | None:
    """Find the session by the reading of accounts."""
    session = account_queries.find_live_session(cookie_value=operation.cookie, now=operation.now)
    if session is None or session.account.state not in IN_USE:
        return None
    identity = identity_at(session.acting, now=operation.now)
    found = SessionRecord(
        sid=session.public_id,
        account_id=session.account_id,
        person_id=session.person_id,
        level=level_of(session.level, session.acting),
        level_until=session.level_until,
        methods=tuple(session.methods),
        identity=identity,
        authenticated_at=session.authenticated_at,
        is_own_account_of_unit=is_own_account_of_unit(identity, account_kind=session.account.kind),
        account_kind=session.account.kind,
    )
    if not is_of_unit(found):
        return found
    return with_unit_level(found, now=operation.now)


def is_own_account_of_unit(identity: ActingIdentity, *, account_kind: str) -> bool:
    """Tell whether a legal person comes with its own account, and nobody acts for it."""
    return identity.legal_person_id is None and account_kind in UNIT_ACCOUNTS


def is_of_unit(session: SessionRecord) -> bool:
    """Tell whether a legal person comes with its own account, or somebody who acts for one."""
    return session.identity.legal_person_id is not None or session.is_own_account_of_unit


def standing_of(
    grant: Grant, *, level: int, level_until: dt.datetime | None, account_kind: str
) -> Standing:
    """Return how surely whoever granted something is known, by what their session's row says."""
    is_own = grant.legal_person_id is None and account_kind in UNIT_ACCOUNTS
    return Standing(
        level=Level(level),
        level_until=level_until,
        is_unit=is_own or grant.legal_person_id is not None,
    )


def with_unit_level(
    session: SessionRecord, *, now: dt.datetime, transaction: str = ""
) -> SessionRecord:
    """
    Return a session with the legal person's level in place of the person's own (S33-23).

    It is asked for anew each time. Whoever acts for a unit must be proofed themselves, and lends it
    nothing: above what the unit's own evidence carries, their own level does not count. The unit's
    own account carries its level only where the unit's own means were shown: a password, or the
    mobile of whoever registered it, is nobody who is proofed.
    """
    if session.level_at(now) < Level.REGISTERED:
        return session
    found = ports.unit_levels()(
        account_id=session.account_id,
        legal_person_id=session.identity.legal_person_id,
        transaction=transaction,
        now=now,
    )
    if found is None:
        return session
    level, until = found
    ends = [end for end in (until, session.level_until) if end is not None]
    if session.identity.legal_person_id is None:
        is_lent = is_shown_by_unit(session.methods)
    else:
        is_lent = session.level_at(now) >= Level.PRIMARY
    if not is_lent:
        level = Level.REGISTERED
    return dataclasses.replace(
        session, level=level, level_until=min(ends, default=None), is_unit=True
    )


def is_shown_by_unit(methods: Collection[str]) -> bool:
    """Tell whether the unit's own certificate or electronic licence was shown in this session."""
    return any(shown <= frozenset(methods) for shown in UNIT_METHODS)


def weigh_in_transaction(operation: WeighInTransaction) -> SessionRecord:
    """Add what the fresh face check of this transaction proves, if there is one."""
    session, now = operation.session, operation.now
    if session.is_unit:
        return with_unit_level(session, now=now, transaction=operation.transaction)
    level, until = proofing.level_of_account(
        session.account_id, now, transaction=operation.transaction
    )
    if level < Level.ADVANCED:
        return session
    return dataclasses.replace(session, level=level, level_until=until)


def session_key(cookie: str) -> str:
    """Return the primary key of the session that a cookie opens."""
    return account_queries.session_key(cookie)


def find_holder(operation: FindHolder) -> HolderRecord:
    """Read what accounts and proofing know of the person; decrypting is theirs alone."""
    account = account_queries.get_account(AccountId(operation.account_id))
    person_id = None if operation.person_id is None else PersonId(operation.person_id)
    person = None if person_id is None else account_queries.get_person(person_id)
    is_attested = person_id is not None and operation.wants_attestations
    return HolderRecord(
        user_kind=account.kind.value,
        user_name=account.user_name or "",
        mobile=account.mobile.value if account.mobile else "",
        email=account.email or "",
        name=person.name.value if person else "",
        document_type=person.document_type.value if person else "",
        document_number=person.number.value if person else "",
        document_number_masked=person.number.masked if person else "",
        level=proofing.level_of_account(operation.account_id, operation.now)[0]
        if person_id is not None and is_attested
        else Level.ANONYMOUS,
        attestations=_attestations(operation) if is_attested else (),
        acting=find_acting(operation),
    )


def find_local_user(operation: FindLocalUser) -> str:
    """Read what the client said; decrypting is the vault's alone."""
    found = queries.find_local_user(
        client_pk=operation.client_pk, account_id=AccountId(operation.account_id)
    )
    return found.local_user if found else ""


def find_acting(operation: FindActing | FindHolder) -> ActingRecord:
    """Ask who knows, if somebody else is acted for."""
    if operation.organisation_id is None and operation.legal_person_id is None:
        return ActingRecord()
    alone_at = operation.alone_at if isinstance(operation, FindActing) else None
    if alone_at is not None and not queries.admits_units_alone(alone_at):
        return ActingRecord(has_ended=True)
    return ports.acting_source()(
        person_id=operation.person_id,
        organisation_id=operation.organisation_id,
        legal_person_id=operation.legal_person_id,
    )


def _attestations(operation: FindHolder) -> tuple[Attestation, ...]:
    """Return the evidence that counts now; contacts prove a number, not a person."""
    now = operation.now
    return tuple(
        Attestation(method=method, source=source, proven_at=fact.at)
        for fact in proofing.facts_of_account(account_id=operation.account_id)
        if fact.kind in CHECKS
        if fact.at <= now
        and not any(end and end <= now for end in (fact.valid_until, fact.revoked_at))
        for method, source in [CHECKS[fact.kind]]
    )


def end_session(operation: EndSession) -> EndedSession | None:
    """Have accounts end the session, with its own audit record."""
    session_id = operation.actor.session_id
    if session_id is None:
        return None
    with transaction.atomic():
        accounts.end_session(
            session_id=SessionId(session_id),
            reason=SessionEnd.SIGNED_OUT,
            actor=operation.actor,
            now=operation.now,
        )
    return queries.find_ended_session(session_id)


def level_of(level: int, acting: Mapping[str, object]) -> Level:
    """
    Return the level that a session's row says.

    One that is held until its contacts are there (S14-4) is nobody's to clients: whoever demands
    anything leads the person to the missing page first.
    """
    return Level.ANONYMOUS if acting.get("must_complete") else Level(level)


def identity_of(acting: Mapping[str, object]) -> ActingIdentity:
    """Read the acting identity of a session's row; permissions are no matter of this area."""
    until = acting.get("valid_until")
    return ActingIdentity(
        kind=ActingKind(str(acting.get("kind", ActingKind.SELF))),
        organisation_id=_uuid(acting.get("organisation_id")),
        legal_person_id=_uuid(acting.get("legal_person_id")),
        valid_until=dt.datetime.fromisoformat(until) if isinstance(until, str) else None,
    )


def identity_at(acting: Mapping[str, object], *, now: dt.datetime) -> ActingIdentity:
    """Read in which capacity a session acts at `now`: as oneself, where another one is over."""
    identity = identity_of(acting)
    return ActingIdentity() if identity.is_over(now) else identity


def _uuid(value: object) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) else None


HANDLERS: runner.Handlers = {
    FindActing: find_acting,
    FindHolder: find_holder,
    FindLocalUser: find_local_user,
    EndSession: end_session,
    WeighInTransaction: weigh_in_transaction,
}
"""What no driver answers by itself."""
