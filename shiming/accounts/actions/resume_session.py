"""Use case: a request comes with a session's cookie."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import operations, ports, queries
from shiming.accounts.models import Account, Session
from shiming.accounts.operations.sessions import level_of
from shiming.accounts.types import SELF_KEY, AccountId, ResumedSession


def resume_session(
    *, cookie_value: str, address: str, may_rotate: bool, now: dt.datetime
) -> ResumedSession | None:
    """
    Return who acts, or None if the cookie opens no live session.

    Costs one read of the primary key. Only once a minute the time of use is written; a level that
    has run out is computed anew; whoever acts in a capacity that has run out acts for themselves
    again; and a session whose level changed gets a new cookie value, if the request is one whose
    answer surely reaches the browser (`may_rotate`).
    """
    session = queries.find_live_session(cookie_value=cookie_value, now=now)
    if session is None:
        return None
    policy = ports.policy()
    is_seen_lately = now - session.last_seen_at < policy.session_seen_every
    is_level_over = session.level_until is not None and session.level_until <= now
    is_capacity_over = queries.actor_of_session(session).identity.is_over(now)
    is_changed = is_level_over or is_capacity_over
    new_value = None
    if not is_seen_lately or is_changed or (session.rotation_due and may_rotate):
        with transaction.atomic(durable=True):
            if is_level_over:
                _lower_level(session, now)
                is_capacity_over = queries.actor_of_session(session).identity.is_over(now)
            if is_capacity_over:
                operations.take_identity(session, key=SELF_KEY, now=now)
                _read_capacity(session)
            if not is_seen_lately:
                _touch(session, now)
            if session.rotation_due and may_rotate:
                new_value = operations.rotate_session(key=session.pk, now=now)
    if session.ended_at is not None:
        return None
    actor = dataclasses.replace(queries.actor_of_session(session), address=address)
    return ResumedSession(
        actor=actor,
        must_enrol=session.must_enrol,
        must_complete=bool(session.acting.get("must_complete")),
        new_cookie_value=new_value,
    )


def _touch(session: Session, now: dt.datetime) -> None:
    # The row remembers its own limit, staff or citizen, as the distance of two columns.
    idle_limit = session.idle_until - session.last_seen_at
    Session.objects.filter(pk=session.pk, ended_at__isnull=True, last_seen_at__lt=now).update(
        last_seen_at=now, idle_until=now + idle_limit
    )


def _lower_level(session: Session, now: dt.datetime) -> None:
    account_id = AccountId(session.account_id)
    level, until = level_of(Account.objects.get(pk=account_id), now=now)
    is_lower = level < session.level
    session.rotation_due = session.rotation_due or level != session.level
    session.level, session.level_until = level, until
    Session.objects.filter(pk=session.pk, ended_at__isnull=True).update(
        level=level, level_until=until, rotation_due=session.rotation_due
    )
    if is_lower and "key" in session.acting:
        # Whoever is no longer proofed acts for nobody but themselves (S33-23).
        operations.refresh_session_permissions(account_id=account_id, now=now)
        _read_capacity(session)


def _read_capacity(session: Session) -> None:
    """Read what was written of the session; another request may have rotated its key meanwhile."""
    fresh = Session.objects.get(public_id=session.public_id)
    session.acting, session.ended_at = fresh.acting, fresh.ended_at
    session.rotation_due = fresh.rotation_due
