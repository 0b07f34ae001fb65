"""Passkeys, authenticator apps and recovery codes: the writes that several use cases share."""

import datetime as dt
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping, Sequence

from shiming.accounts import errors, passkey_kit, ports, queries
from shiming.accounts.models import (
    Account,
    Authenticator,
    CredentialHolder,
    Passkey,
    RecoveryCode,
    Session,
    SpentCheck,
    TrustedDevice,
)
from shiming.accounts.operations import counters, sessions
from shiming.accounts.operations.sign_in import finish_enrolment
from shiming.accounts.policies.credentials import session_of
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    CounterScope,
    PasskeyPurpose,
    SessionEnd,
    SessionId,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

RECOVERY_CODES = 10
_RECOVERY_HASH = "accounts.recovery_code"
# Without letters and digits that look alike; ten of them are 49 bits, and five wrong tries lock.
_RECOVERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_HALF = 5


def note_change(
    *,
    event: AccountEvent,
    account_id: AccountId,
    actor: Actor,
    now: dt.datetime,
    template: str = "",
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """
    Record a change of credentials, and tell the owner over every channel there is.

    The message is the one named after the event, unless `template` says otherwise.
    """
    audit.record(
        event=event,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details=details or {},
    )
    messages.notify(
        template=f"accounts/{template or _template_of(event)}",
        account_id=account_id,
        context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
        now=now,
    )


def ensure_holder(account_id: AccountId) -> CredentialHolder:
    """Return the account's settings, with the name that authenticators will know it by."""
    fresh = CredentialHolder(account_id=account_id, user_handle=passkey_kit.new_user_handle())
    # Two windows may ask at once: the first one's name counts.
    CredentialHolder.objects.bulk_create([fresh], ignore_conflicts=True)
    return CredentialHolder.objects.get(pk=account_id)


def hold(account_id: AccountId) -> None:
    """Hold the account until the commit: two who count its factors at once count one by one."""
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


def spend_challenge(
    answer: str, *, purpose: PasskeyPurpose, bound_to: str, now: dt.datetime
) -> bytes:
    """
    Return the challenge that was answered; from now on it is spent.

    The caller commits this before it looks at the rest, or a wrong answer could be tried again.

    :raises errors.PasskeyNotAccepted: if it is no answer of an authenticator in form
    :raises errors.PasskeyChallengeSpent: if it is late, was answered, or was put to somebody else
    """
    challenge = passkey_kit.challenge_of(answer)
    expires_at = passkey_kit.challenge_expiry(
        challenge, purpose=purpose, bound_to=bound_to, now=now
    )
    if expires_at is None:
        raise errors.PasskeyChallengeSpent
    _, is_first = SpentCheck.objects.get_or_create(
        pk=hashlib.sha256(challenge).hexdigest(), defaults={"expires_at": expires_at}
    )
    if not is_first:
        raise errors.PasskeyChallengeSpent
    return challenge


def use_passkey(
    passkey: Passkey, signature: passkey_kit.Signature, *, actor: Actor, now: dt.datetime
) -> bool:
    """
    Note a use of the passkey, or suspend it and return False: its count shows that it has a copy.

    An authenticator that counts must count on. One that never counted may go on so.
    """
    count = signature.sign_count
    live = Passkey.objects.filter(pk=passkey.pk, suspended_at__isnull=True)
    right = live.filter(sign_count__lt=count) if count else live.filter(sign_count=0)
    if right.update(
        sign_count=count,
        is_backed_up=signature.is_backed_up,
        last_used_at=now,
        last_used_device=actor.device,
    ):
        return True
    if live.update(suspended_at=now):
        note_change(
            event=AccountEvent.PASSKEY_SUSPENDED,
            account_id=AccountId(passkey.account_id),
            actor=actor,
            now=now,
            details={"passkey_id": str(passkey.pk), "kept": passkey.sign_count, "given": count},
        )
    return False


def passkey_methods(passkey: Passkey) -> tuple[str, ...]:
    """Return what a use of the passkey proves: a key, and its owner's finger, face or PIN."""
    return ("swk" if passkey.is_backup_eligible else "hwk", "user", "mfa")


def note_enrolment(
    account_id: AccountId, actor: Actor, *, proven: Sequence[str], now: dt.datetime
) -> None:
    """
    Note in the session what was proven by enrolling it, and open it if it could do nothing else.

    Other sessions that could only enrol end: they have proven one factor and are to prove two.
    """
    present = session_of(actor)
    waiting = Session.objects.filter(account_id=account_id, must_enrol=True, ended_at__isnull=True)
    for other in waiting.exclude(public_id=present).values_list("public_id", flat=True):
        sessions.end_session(
            session_id=SessionId(other), reason=SessionEnd.ENDED_REMOTELY, actor=actor, now=now
        )
    finish_enrolment(session_id=present, method=proven[0], now=now)
    for method in proven:
        sessions.record_factor(session_id=present, method=method, now=now)


def use_step(authenticator: Authenticator, *, step: int, now: dt.datetime) -> bool:
    """Use the code of one step up; tell whether neither it nor a newer one had been used."""
    return bool(
        Authenticator.objects.filter(
            pk=authenticator.pk, confirmed_at__isnull=False, last_step__lt=step
        ).update(last_step=step, last_used_at=now)
    )


def make_recovery_codes(account_id: AccountId, *, now: dt.datetime) -> tuple[str, ...]:
    """Return ten fresh recovery codes, to be shown once; earlier ones are void."""
    RecoveryCode.objects.filter(account_id=account_id).delete()
    codes = tuple(_new_recovery_code() for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.bulk_create(
        [
            RecoveryCode(
                account_id=account_id,
                code_hash=vault.blind_index(
                    purpose=_RECOVERY_HASH, value=f"{account_id}:{_folded(code)}"
                ),
                created_at=now,
            )
            for code in codes
        ]
    )
    return codes


def use_recovery_code(account_id: AccountId, *, typed: str, now: dt.datetime) -> bool:
    """Use a recovery code up; tell whether it was one of the account's, and unused."""
    hashes = vault_queries.blind_indexes(
        purpose=_RECOVERY_HASH, value=f"{account_id}:{_folded(typed)}"
    )
    unused = RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True)
    matched = [
        code.pk
        for code in unused
        if any(hmac.compare_digest(code.code_hash, each) for each in hashes)
    ]
    return bool(unused.filter(pk__in=matched).update(used_at=now))


def switch_two_step(account_id: AccountId, *, is_on: bool, now: dt.datetime) -> bool:
    """Switch the second step on or off; tell whether that changed anything."""
    ensure_holder(account_id)
    holder = CredentialHolder.objects.filter(pk=account_id, two_step_since__isnull=is_on)
    changed = bool(holder.update(two_step_since=now if is_on else None))
    if changed and not is_on:
        forget_trusted_devices(account_id)
    return changed


def trust_device(account_id: AccountId, *, visit: Visit, actor: Actor, now: dt.datetime) -> None:
    """Ask for no second step from this browser, for as long as the operator allows, if at all."""
    lifetime = ports.policy().trusted_device_lifetime
    if lifetime is None or queries.get_two_step(account_id).is_mandatory:
        return
    index = vault.blind_index(purpose=queries.TRUSTED_DEVICE_INDEX, value=visit.token)
    TrustedDevice.objects.update_or_create(
        account_id=account_id, device_index=index, defaults={"trusted_until": now + lifetime}
    )
    note_change(event=AccountEvent.DEVICE_TRUSTED, account_id=account_id, actor=actor, now=now)


def forget_trusted_devices(account_id: AccountId) -> None:
    """Ask every browser for the second step again."""
    TrustedDevice.objects.filter(account_id=account_id).delete()


def forget_second_factors(account_id: AccountId, *, now: dt.datetime) -> None:
    """Forget whatever a second step could ask for, and the lock on it."""
    for table in (Passkey, Authenticator, RecoveryCode):
        table.objects.filter(account_id=account_id).delete()
    switch_two_step(account_id, is_on=False, now=now)
    forget_trusted_devices(account_id)
    counters.forgive(
        scope=CounterScope.SECOND_FACTOR_ACCOUNT, subject=counters.subject_of_account(account_id)
    )


def _template_of(event: AccountEvent) -> str:
    _, thing, happened = event.split(".")
    return f"{thing}_{happened}"


def _new_recovery_code() -> str:
    halves = (
        "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_HALF)) for _ in range(2)
    )
    return "-".join(halves)


def _folded(typed: str) -> str:
    """Return the letters and digits of a code, however it was typed."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in folded if char.isalnum())
