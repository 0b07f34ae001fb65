"""What both drivers leave to other areas: they own the tables, their secrets and their audit."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as account_queries
from shiming.accounts.types import AccountId, AccountState, PersonId, SessionEnd, SessionId
from shiming.identity_provider import ports, queries
from shiming.identity_provider.drivers import runner
from shiming.identity_provider.protocol.store import (
    ActingRecord,
    Attestation,
    EndedSession,
    EndSession,
    FindHolder,
    FindLocalUser,
    FindSession,
    HolderRecord,
    SessionRecord,
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


def find_session(operation: FindSession) -> SessionRecord | None:
    """Find the session by the reading of accounts."""
    session = account_queries.find_live_session(cookie_value=operation.cookie, now=operation.now)
    if session is None or session.account.state not in IN_USE:
        return None
    return SessionRecord(
        sid=session.public_id,
        account_id=session.account_id,
        person_id=session.person_id,
        level=level_of(session.level, session.acting),
        level_until=session.level_until,
        methods=tuple(session.methods),
        identity=identity_of(session.acting),
        authenticated_at=session.authenticated_at,
    )


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
        acting=_acting(operation),
    )


def find_local_user(operation: FindLocalUser) -> str:
    """Read what the client said; decrypting is the vault's alone."""
    found = queries.find_local_user(
        client_pk=operation.client_pk, account_id=AccountId(operation.account_id)
    )
    return found.local_user if found else ""


def _acting(operation: FindHolder) -> ActingRecord:
    """Ask who knows, if somebody else is acted for."""
    if operation.organisation_id is None and operation.legal_person_id is None:
        return ActingRecord()
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
    return ActingIdentity(
        kind=ActingKind(str(acting.get("kind", ActingKind.SELF))),
        organisation_id=_uuid(acting.get("organisation_id")),
        legal_person_id=_uuid(acting.get("legal_person_id")),
    )


def _uuid(value: object) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) else None


HANDLERS: runner.Handlers = {
    FindHolder: find_holder,
    FindLocalUser: find_local_user,
    EndSession: end_session,
}
"""What no driver answers by itself."""
