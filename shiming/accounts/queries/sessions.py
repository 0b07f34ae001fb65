"""Reads about sessions."""

import base64
import datetime as dt
import hashlib
import uuid

from shiming.accounts.models import PendingSignIn, Session
from shiming.accounts.policies.sessions import is_live
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import (
    SELF_KEY,
    AccountId,
    PendingSignInId,
    SecondFactorPending,
    SessionFacts,
    SessionId,
)
from shiming.kernel import sql_kit
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.levels import Level
from shiming.vault import queries as vault

_BEFORE = """
SELECT EXISTS (SELECT 1 FROM accounts_session
               WHERE account_id = %(account)s AND device_index IN ({devices})),
       EXISTS (SELECT 1 FROM accounts_session WHERE account_id = %(account)s),
       (SELECT COUNT(*) FROM accounts_session
        WHERE account_id = %(account)s AND absolute_until > %(now)s
          AND idle_until > %(now)s AND ended_at IS NULL)
"""
_LIVE = """
SELECT public_id FROM accounts_session
WHERE account_id = %(account)s AND absolute_until > %(now)s
  AND idle_until > %(now)s AND ended_at IS NULL
ORDER BY created_at DESC, public_id DESC
"""


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


def acting_key_of(actor: Actor) -> str:
    """Return the key of the capacity in which a session acts."""
    if actor.session_id is None:
        return SELF_KEY
    acting = Session.objects.filter(public_id=actor.session_id).values_list("acting", flat=True)
    return str((acting.first() or {}).get("key", SELF_KEY))


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


def look_back(
    account_id: AccountId, *, device_indexes: list[str], now: dt.datetime
) -> tuple[bool, int]:
    """
    Tell whether the account signed in from this browser before, and count its live sessions.

    An account that never signed in anywhere knows every browser.
    """
    options, values = sql_kit.among("device", device_indexes)
    row = sql_kit.fetch_one(
        _BEFORE.format(devices=options), {"account": account_id, "now": now, **values}
    )
    is_here, is_anywhere, live = row if row is not None else (False, False, 0)
    return bool(is_here) or not is_anywhere, int(str(live))


def list_surplus_sessions(account_id: AccountId, *, most: int, now: dt.datetime) -> list[SessionId]:
    """Return the live sessions beyond the `most` that an account may have: the oldest ones."""
    rows = sql_kit.fetch(_LIVE, {"account": account_id, "now": now})
    return [SessionId(sql_kit.uuid_of(row[0])) for row in rows[most:]]


def find_pending_sign_in(*, visitor_token: str, now: dt.datetime) -> SecondFactorPending | None:
    """Return the sign-in of this browser that waits for its second factor, or None."""
    pending = (
        PendingSignIn.objects.filter(
            bound_to__in=vault.blind_indexes(purpose=BINDING_INDEX, value=visitor_token),
            consumed_at__isnull=True,
            expires_at__gt=now,
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    if pending is None:
        return None
    return SecondFactorPending(
        id=PendingSignInId(pending.pk),
        account_id=AccountId(pending.account_id),
        methods=tuple(pending.methods),
        expires_at=pending.expires_at,
    )


def _identity(acting: dict[str, object]) -> ActingIdentity:
    permissions = acting.get("permissions", [])
    until = acting.get("valid_until")
    return ActingIdentity(
        kind=ActingKind(str(acting.get("kind", ActingKind.SELF))),
        organisation_id=_uuid(acting.get("organisation_id")),
        legal_person_id=_uuid(acting.get("legal_person_id")),
        permissions=frozenset(permissions if isinstance(permissions, list) else ()),
        valid_until=dt.datetime.fromisoformat(until) if isinstance(until, str) else None,
    )


def _uuid(value: object) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) else None
