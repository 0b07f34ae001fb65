"""Sessions: beginning, changing level, rotating, ending (A11)."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Account, PendingSignIn, Person, Session
from shiming.accounts.policies.sessions import describe_device, idle_limit
from shiming.accounts.types import (
    SELF_KEY,
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    PersonId,
    SessionEnd,
    SessionId,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import clock, sql_kit
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.messages import operations as messages
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

_DEVICE_INDEX = "accounts.session.device"
_COOKIE_BYTES = 32


def start_session(
    *,
    account: Account,
    methods: Sequence[str],
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
    must_enrol: bool = False,
    identity_key: str = SELF_KEY,
    proven: Mapping[str, str] | None = None,
) -> StartedSession:
    """
    Begin a session under a fresh cookie value and end the one that the browser had.

    Ways in call `complete_sign_in` instead, which knows whether anything is missing. `methods` are
    the RFC 8176 names of what was proven, just now or at the times of `proven`. The session acts
    for its owner, or in the capacity of `identity_key`, from its first moment. A browser that the
    account has never signed in from is reported to its owner; of too many sessions the ones that
    rested longest end. With `must_enrol` the session is worth nothing to anybody until a second
    factor is enrolled.

    :raises errors.IdentityNotFound: if the account may not act in that capacity (any more)
    """
    policy = ports.policy()
    account_id = AccountId(account.pk)
    identity = _first_identity(account, key=identity_key, now=now)
    cookie_value = secrets.token_urlsafe(_COOKIE_BYTES)
    level, level_until = (Level.ANONYMOUS, None) if must_enrol else level_of(account, now=now)
    device = describe_device(visit.device)
    known_indexes = vault_queries.blind_indexes(purpose=_DEVICE_INDEX, value=visit.token)
    is_known, live = queries.look_back(account_id, device_indexes=known_indexes, now=now)
    absolute_until = now + policy.session_absolute
    session = Session(
        id=queries.session_key(cookie_value),
        public_id=new_id(),
        account_id=account.pk,
        person_id=account.person_id,
        acting=_acting(identity, key=identity_key),
        level=int(level),
        level_until=level_until,
        methods=list(methods),
        factors=times_of(methods, proven=proven, now=now),
        authenticated_at=now,
        last_seen_at=now,
        idle_until=min(now + idle_limit(AccountKind(account.kind), policy), absolute_until),
        absolute_until=absolute_until,
        must_enrol=must_enrol,
        address=visit.address,
        device=device,
        device_index=vault.blind_index(purpose=_DEVICE_INDEX, value=visit.token),
        created_at=now,
    )
    _insert(session)
    actor = queries.actor_of_session(session)
    if replaces is not None:
        end_session(session_id=replaces, reason=SessionEnd.REPLACED, actor=actor, now=now)
    if live >= policy.sessions_at_once:
        _end_surplus(account_id, most=policy.sessions_at_once, actor=actor, now=now)
    audit.record(
        event=AccountEvent.SIGNED_IN,
        actor=actor,
        subject=f"session:{session.public_id}",
        at=now,
        details={"method": " ".join(methods), "level": int(level), "is_known_device": is_known},
    )
    if not is_known:
        messages.notify(
            template="accounts/new_device",
            account_id=account_id,
            context={
                "device": device or "未知设备",
                "time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M"),
            },
            now=now,
        )
    return StartedSession(
        session_id=SessionId(session.public_id),
        account_id=account_id,
        cookie_value=cookie_value,
        level=level,
        must_accept_agreement=queries.must_accept_agreement(account_id, now=now),
        must_enrol=must_enrol,
        permissions=identity.permissions,
    )


def times_of(
    methods: Sequence[str], *, proven: Mapping[str, str] | None, now: dt.datetime
) -> dict[str, str]:
    """Return when each method was proven: just now, unless `proven` says otherwise."""
    return {method: now.isoformat() for method in methods} if proven is None else dict(proven)


def _first_identity(account: Account, *, key: str, now: dt.datetime) -> ActingIdentity:
    account_id = AccountId(account.pk)
    if key == SELF_KEY:
        permissions = ports.permission_source().permissions_of(account_id, now)
        return ActingIdentity(permissions=permissions)
    identity = ports.identity_source().find_identity(
        key=key,
        account_id=account_id,
        person_id=None if account.person_id is None else PersonId(account.person_id),
        now=now,
    )
    if identity is None:
        raise errors.IdentityNotFound
    return identity


def _end_surplus(account_id: AccountId, *, most: int, actor: Actor, now: dt.datetime) -> None:
    for surplus in queries.list_surplus_sessions(account_id, most=most, now=now):
        end_session(session_id=surplus, reason=SessionEnd.TOO_MANY, actor=actor, now=now)


def _insert(session: Session) -> None:
    fields = Session._meta.concrete_fields  # noqa: SLF001  Django documents it by this name
    columns = {str(field.column): getattr(session, field.attname) for field in fields}
    sql_kit.insert("accounts_session", columns)


def level_of(account: Account, *, now: dt.datetime) -> tuple[Level, dt.datetime | None]:
    """Return the level that a session of this account has at `now`, and until when."""
    if account.state == AccountState.PENDING:
        # «Real-name at once»: the account does not exist to anybody until the face scan (S13-2).
        return Level.ANONYMOUS, None
    if account.person_id is None:
        return Level.REGISTERED, None
    level, until = ports.level_source().level_of(
        PersonId(account.person_id), AccountId(account.pk), now
    )
    return max(level, Level.REGISTERED), until


def refresh_session_levels(*, person_id: PersonId, actor: Actor, now: dt.datetime) -> None:
    """
    Give the live sessions of a person's accounts their levels anew, each account its own.

    A session whose level changed gets a new cookie value at its next page. From `intermediate` on,
    an account that waited for its owner's face becomes active. The person is held until the
    commit: a sign-in under way ends first, with the old level, and is found here; or it begins
    after, with the new one.
    """
    held = Person.objects.select_for_update(no_key=True).filter(pk=person_id)
    if held.first() is None:
        raise errors.PersonNotFound(person_id=person_id)
    for account in Account.objects.filter(person_id=person_id).order_by("pk"):
        level, until = ports.level_source().level_of(person_id, AccountId(account.pk), now)
        if level >= Level.INTERMEDIATE and account.state == AccountState.PENDING:
            _activate(account, actor=actor, now=now)
        if account.state != AccountState.PENDING:
            # Those past their end too: what was granted to clients in them may outlive them.
            live = Session.objects.filter(account=account, ended_at__isnull=True, must_enrol=False)
            shown = max(level, Level.REGISTERED)
            live.exclude(level=shown).update(level=shown, rotation_due=True)
            live.update(level_until=until)
            if live.filter(acting__key__isnull=False).exists():
                # Whoever is no longer proofed acts for nobody but themselves (S33-23).
                refresh_session_permissions(account_id=AccountId(account.pk), now=now)
        ports.account_changes().account_changed(
            AccountChange(kind=AccountChangeKind.LEVEL_CHANGED, account_id=AccountId(account.pk)),
            actor=actor,
            now=now,
        )


def refresh_session_permissions(*, account_id: AccountId, now: dt.datetime) -> None:
    """
    Read the permissions of an account's live sessions anew, after they were changed.

    Each keeps the capacity in which it acts; where that was taken away, it acts for itself. Only a
    unit that came alone ends: as itself it could do more than it proved to be good for (S35-8). The
    account and its sessions are held: whoever signs in or takes the capacity in this moment is
    found with it, or finds it gone.
    """
    Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
    live = Session.objects.select_for_update().filter(
        account_id=account_id, ended_at__isnull=True, absolute_until__gt=now
    )
    for session in live.order_by("pk"):
        kept = take_identity(session, key=str(session.acting.get("key", SELF_KEY)), now=now)
        if not kept and session.acting.get("kind") == ActingKind.UNIT:
            end_session(
                session_id=SessionId(session.public_id),
                reason=SessionEnd.ACCOUNT_STOPPED,
                actor=queries.actor_of_session(session),
                now=now,
            )
        elif not kept:
            take_identity(session, key=SELF_KEY, now=now)


def take_identity(session: Session, *, key: str, now: dt.datetime) -> bool:
    """Have a session act in a capacity with its present permissions; tell whether it may."""
    identity = ports.identity_source().find_identity(
        key=key,
        account_id=AccountId(session.account_id),
        person_id=None if session.person_id is None else PersonId(session.person_id),
        now=now,
    )
    if identity is None:
        return False
    acting = _acting(identity, key=key)
    if session.acting.get("must_complete"):
        # Contacts that the portal demands are missing still, in whichever capacity (S14-4).
        acting["must_complete"] = True
    Session.objects.filter(pk=session.pk, ended_at__isnull=True).update(
        acting=acting, rotation_due=True
    )
    return True


def record_factor(*, session_id: SessionId, method: str, now: dt.datetime) -> None:
    """Note that the session has just proven `method` (RFC 8176 name), and have it rotate."""
    held = Session.objects.select_for_update().filter(public_id=session_id, ended_at__isnull=True)
    session = held.first()
    if session is not None:
        Session.objects.filter(pk=session.pk, ended_at__isnull=True).update(
            methods=sorted({*session.methods, method}),
            factors=session.factors | {method: now.isoformat()},
            rotation_due=True,
        )


def rotate_session(*, key: str, now: dt.datetime) -> str | None:
    """
    Give the session a new cookie value and return it; None if another request was faster.

    The public id stays: connected systems know the session by it.
    """
    cookie_value = secrets.token_urlsafe(_COOKIE_BYTES)
    won = Session.objects.filter(
        pk=key, rotation_due=True, ended_at__isnull=True, absolute_until__gt=now
    ).update(id=queries.session_key(cookie_value), rotation_due=False)
    return cookie_value if won else None


def end_session(
    *, session_id: SessionId, reason: SessionEnd, actor: Actor, now: dt.datetime
) -> bool:
    """End a session; tell whether it was still open."""
    won = Session.objects.filter(public_id=session_id, ended_at__isnull=True).update(
        ended_at=now, end_reason=reason
    )
    if won:
        audit.record(
            event=AccountEvent.SESSION_ENDED,
            actor=actor,
            subject=f"session:{session_id}",
            at=now,
            details={"reason": reason.value},
        )
        ports.session_ended().session_ended(session_id=session_id, now=now)
    return bool(won)


def end_sessions_of_account(
    *,
    account_id: AccountId,
    reason: SessionEnd,
    actor: Actor,
    now: dt.datetime,
    keep: Sequence[SessionId] = (),
) -> int:
    """
    End all sessions of an account but those to `keep`; return how many.

    A sign-in that waits for its second factor ends too: its first one may just have been replaced.
    """
    PendingSignIn.objects.filter(account_id=account_id, consumed_at__isnull=True).update(
        consumed_at=now
    )
    others = Session.objects.filter(account_id=account_id, ended_at__isnull=True).exclude(
        public_id__in=keep
    )
    ended = [
        end_session(session_id=SessionId(public_id), reason=reason, actor=actor, now=now)
        for public_id in others.order_by("pk").values_list("public_id", flat=True)
    ]
    return sum(ended)


def _acting(identity: ActingIdentity, *, key: str) -> dict[str, object]:
    """Return an identity as `accounts_session.acting` keeps it, read by the identity provider."""
    acting: dict[str, object] = {
        "kind": identity.kind.value,
        "permissions": sorted(identity.permissions),
    }
    if key != SELF_KEY:
        acting["key"] = key
    if identity.organisation_id is not None:
        acting["organisation_id"] = str(identity.organisation_id)
    if identity.legal_person_id is not None:
        acting["legal_person_id"] = str(identity.legal_person_id)
    if identity.valid_until is not None:
        acting["valid_until"] = identity.valid_until.isoformat()
    return acting


def _activate(account: Account, *, actor: Actor, now: dt.datetime) -> None:
    won = Account.objects.filter(pk=account.pk, state=AccountState.PENDING).update(
        state=AccountState.ACTIVE
    )
    account.state = AccountState.ACTIVE
    if won:
        audit.record(
            event=AccountEvent.ACTIVATED, actor=actor, subject=f"account:{account.pk}", at=now
        )
