"""What is the same for every way in: who may, whether a second factor is missing, the session."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Account, PendingSignIn, Session
from shiming.accounts.operations.sessions import level_of, start_session, times_of
from shiming.accounts.policies.methods import is_two_factors
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    SELF_KEY,
    SOURCE_METHOD,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    PendingSignInId,
    SecondFactorPending,
    SessionId,
    SignInMethod,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import sql_kit
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_HOLD_PERSON = "SELECT id FROM accounts_person WHERE id = %(person)s"
_HOLD_ACCOUNT = """
SELECT a.state, a.person_id, a.password,
       EXISTS (SELECT 1 FROM accounts_credentialholder h
               WHERE h.account_id = a.id AND h.two_step_since IS NOT NULL)
FROM accounts_account a WHERE a.id = %(account)s
"""
# What the portal says: whether it demands a second factor, until when nobody may sign in, and what
# ways in it offers to whom.
_ASK_PORTAL = """
SELECT p.demands_second_factor,
       (SELECT MAX(m.ends_at) FROM accounts_maintenancenotice m
        WHERE m.stops_sign_in = %(yes)s AND m.withdrawn_at IS NULL
          AND m.starts_at <= %(now)s AND m.ends_at > %(now)s
          AND (m.portal_id IS NULL OR m.portal_id = p.id)),
       p.methods
FROM accounts_portal p WHERE p.host IN (%(host)s, '') ORDER BY p.host DESC LIMIT 1
"""


def complete_sign_in(
    *,
    account: Account,
    methods: Sequence[str],
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
    identity_key: str = SELF_KEY,
    proven: Mapping[str, str] | None = None,
    method: SignInMethod | None = None,
    offered_to: AccountKind | None = None,
) -> SignInOutcome:
    """
    Sign an account in whose `methods` (RFC 8176 names) were just proven, or ask for a second one.

    The session acts for the account's owner, or in the capacity of `identity_key`. `proven` says
    when each method was proven where that was earlier, in another session: no proof gets younger,
    also where a second factor comes between. With a `method` the sign-in is held to what the portal
    offers to this kind of account, or to the kind `offered_to`: a unit's account opens the way to
    its officer. Ways in without one have asked before (`check_method`).

    It refuses before it writes anything: a caller with something to keep (a code used up, tries
    forgiven) catches the refusal inside its transaction and raises it after the commit.

    :raises errors.BadCredentials: if the account was closed or its password changed since it was
        read
    :raises errors.AccountFrozen: if an administrator froze it
    :raises errors.UnderMaintenance: if a standstill stops signing in, for all but staff
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises errors.IdentityNotFound: if the account may not act in that capacity
    """
    wants_two = _hold(account)
    kind = AccountKind(account.kind)
    demands_two, is_stopped, ways = _ask_portal(visit, now=now)
    if is_stopped and kind is not AccountKind.STAFF:
        raise errors.UnderMaintenance
    if method is not None and ways and method not in ways.get(offered_to or kind, ()):
        raise errors.MethodNotOffered(method=method.value)
    is_mandatory = kind in ports.policy().second_factor_kinds or demands_two
    account_id = AccountId(account.pk)
    if kind is AccountKind.STAFF and SOURCE_METHOD not in methods:
        # Posts are what a source says of somebody at the door, and this is another door: they
        # would outlive being taken away there.
        ports.trusted_sources().forget_posts(
            account_id=account_id, actor=actor_of_visit(visit), now=now
        )
    is_enough = is_two_factors(methods) or (
        not is_mandatory
        and (not wants_two or queries.is_trusted_device(account_id, visit=visit, now=now))
    )
    if not is_enough and queries.get_two_step(account_id).has_factor:
        return _wait(
            account_id,
            methods=methods,
            proven=proven,
            identity_key=identity_key,
            visit=visit,
            now=now,
        )
    return start_session(
        account=account,
        methods=methods,
        visit=visit,
        replaces=replaces,
        must_enrol=not is_enough,
        identity_key=identity_key,
        proven=proven,
        now=now,
    )


def begin_first_session(
    *,
    account: Account,
    methods: Sequence[str],
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """Sign in who has just registered; where the portal demands a second factor, to enrol one."""
    demands_two, _is_stopped, _ways = _ask_portal(visit, now=now)
    return start_session(
        account=account,
        methods=methods,
        visit=visit,
        replaces=replaces,
        must_enrol=demands_two and not is_two_factors(methods),
        now=now,
    )


def claim_pending_sign_in(
    *,
    pending_id: PendingSignInId,
    methods: Collection[str],
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """
    Begin the session of a sign-in whose second factor (`methods`) was just proven.

    Of several who come at once, one gets through.

    :raises errors.PendingSignInLost: if it was used, replaced, is too old or another browser's
    :raises errors.BadCredentials: if the account was closed meanwhile
    :raises errors.AccountFrozen: if an administrator froze it meanwhile
    :raises errors.IdentityNotFound: if the account may no longer act in the capacity it asked for
    """
    pending = PendingSignIn.objects.select_related("account").filter(pk=pending_id).first()
    bindings = vault_queries.blind_indexes(purpose=queries.BINDING_INDEX, value=visit.token)
    won = PendingSignIn.objects.filter(
        pk=pending_id, consumed_at__isnull=True, expires_at__gt=now, bound_to__in=bindings
    ).update(consumed_at=now)
    if pending is None or not won:
        raise errors.PendingSignInLost
    _hold(pending.account)
    return start_session(
        account=pending.account,
        methods=sorted({*pending.methods, *methods, "mfa"}),
        visit=visit,
        replaces=replaces,
        identity_key=pending.identity_key,
        proven=pending.factors | {method: now.isoformat() for method in (*methods, "mfa")},
        now=now,
    )


def finish_enrolment(*, session_id: SessionId, method: str, now: dt.datetime) -> None:
    """Open a session that could only enrol: its owner now has the second factor, and proved it."""
    session = Session.objects.filter(
        public_id=session_id, must_enrol=True, ended_at__isnull=True
    ).first()
    if session is None:
        return
    account = Account.objects.get(pk=session.account_id)
    level, until = level_of(account, now=now)
    Session.objects.filter(pk=session.pk, must_enrol=True, ended_at__isnull=True).update(
        must_enrol=False,
        level=level,
        level_until=until,
        methods=sorted({*session.methods, method, "mfa"}),
        factors=session.factors | {method: now.isoformat()},
        rotation_due=True,
    )


def _hold(account: Account) -> bool:
    """
    Hold person and account until the commit, and tell whether the owner wants a second factor.

    Whoever freezes the account or lowers the person's level meanwhile waits, and then finds the
    session that is about to begin. The person comes first, as when levels are refreshed.
    """
    _hold_person(account)
    row = sql_kit.fetch_one(_HOLD_ACCOUNT + sql_kit.locks_row(), {"account": account.pk})
    if row is None or row[0] == AccountState.CLOSED or row[2] != account.password:
        raise errors.BadCredentials
    if row[0] == AccountState.FROZEN:
        raise errors.AccountFrozen
    person_id = None if row[1] is None else sql_kit.uuid_of(row[1])
    if person_id != account.person_id:
        account.person_id = person_id
        _hold_person(account)
    account.state = str(row[0])
    return bool(row[3])


def _hold_person(account: Account) -> None:
    if account.person_id is not None and (lock := sql_kit.locks_row(shared=True)):
        sql_kit.fetch_one(_HOLD_PERSON + lock, {"person": account.person_id})


def _ask_portal(
    visit: Visit, *, now: dt.datetime
) -> tuple[bool, bool, Mapping[str, Sequence[str]]]:
    """
    Return whether the portal demands a second factor, whether signing in is stopped, and its ways.

    Those are named for each kind of account; without any all are offered to everybody.
    """
    host = queries.host_name(visit.host)
    row = sql_kit.fetch_one(_ASK_PORTAL, {"host": host, "now": now, "yes": True})
    if row is None:
        return False, False, {}
    return bool(row[0]), row[1] is not None, json.loads(str(row[2]))


def _wait(
    account_id: AccountId,
    *,
    methods: Sequence[str],
    proven: Mapping[str, str] | None,
    identity_key: str,
    visit: Visit,
    now: dt.datetime,
) -> SecondFactorPending:
    bindings = vault_queries.blind_indexes(purpose=queries.BINDING_INDEX, value=visit.token)
    PendingSignIn.objects.filter(bound_to__in=bindings, consumed_at__isnull=True).update(
        consumed_at=now
    )
    pending = PendingSignIn.objects.create(
        id=new_id(),
        account_id=account_id,
        methods=list(methods),
        factors=times_of(methods, proven=proven, now=now),
        identity_key=identity_key,
        bound_to=vault.blind_index(purpose=queries.BINDING_INDEX, value=visit.token),
        created_at=now,
        expires_at=now + ports.policy().pending_sign_in_lifetime,
    )
    audit.record(
        event=AccountEvent.SECOND_FACTOR_ASKED,
        actor=actor_of_visit(visit),
        subject=f"account:{account_id}",
        at=now,
        details={"methods": " ".join(methods)},
    )
    return SecondFactorPending(
        id=PendingSignInId(pending.pk),
        account_id=account_id,
        methods=tuple(methods),
        expires_at=pending.expires_at,
    )
