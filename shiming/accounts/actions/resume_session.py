"""Use case: a request comes with a session's cookie."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import operations, ports, queries
from shiming.accounts.models import Account, Session
from shiming.accounts.operations.sessions import level_of
from shiming.accounts.types import ResumedSession


def resume_session(
    *, cookie_value: str, address: str, may_rotate: bool, now: dt.datetime
) -> ResumedSession | None:
    """
    Return who acts, or None if the cookie opens no live session.

    Costs one read of the primary key. Only once a minute the time of use is written; a level that
    has run out is computed anew; and a session whose level changed gets a new cookie value, if
    the request is one whose answer surely reaches the browser (`may_rotate`).
    """
    session = queries.find_live_session(cookie_value=cookie_value, now=now)
    if session is None:
        return None
    policy = ports.policy()
    is_seen_lately = now - session.last_seen_at < policy.session_seen_every
    is_level_over = session.level_until is not None and session.level_until <= now
    new_value = None
    if not is_seen_lately or is_level_over or (session.rotation_due and may_rotate):
        with transaction.atomic(durable=True):
            if is_level_over:
                _lower_level(session, now)
            if not is_seen_lately:
                _touch(session, now)
            if session.rotation_due and may_rotate:
                new_value = operations.rotate_session(key=session.pk, now=now)
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
    level, until = level_of(Account.objects.get(pk=session.account_id), now=now)
    session.rotation_due = session.rotation_due or level != session.level
    session.level, session.level_until = level, until
    Session.objects.filter(pk=session.pk, ended_at__isnull=True).update(
        level=level, level_until=until, rotation_due=session.rotation_due
    )
