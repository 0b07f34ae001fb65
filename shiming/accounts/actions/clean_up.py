"""Use case: the platform forgets what nobody needs any more."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import operations, ports
from shiming.accounts.models import (
    Account,
    ActivationCode,
    ApplicationScanRow,
    Authenticator,
    CounterReset,
    GuessCounter,
    OneTimeCode,
    OutsideProofRow,
    PendingSignIn,
    ProvenMobile,
    QrSignIn,
    RegistrationCode,
    Session,
    SpentCheck,
    TrustedDevice,
)
from shiming.accounts.types import AccountEvent, AccountId, AccountState, SessionEnd
from shiming.accounts.types.applications import ApplicationState
from shiming.audit import operations as audit
from shiming.kernel.actor import system_actor
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

# Longer than the longest lock, so that a counter is not forgotten between two of them.
_COUNTER_REST = dt.timedelta(days=3)
_CODE_REST = dt.timedelta(days=1)
_AT_ONCE = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CleanedUp:
    """How many rows went, and how many unfinished registrations were closed."""

    codes: int
    checks: int
    counters: int
    sessions: int
    accounts_closed: int


def clean_up(*, now: dt.datetime) -> CleanedUp:
    """Delete spent codes, checks, idle counters and old sessions; close unfinished accounts."""
    policy = ports.policy()
    with transaction.atomic(durable=True):
        codes, _ = OneTimeCode.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        ActivationCode.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        # Secrets of apps that were never confirmed, and trust that has run out.
        Authenticator.objects.filter(
            confirmed_at__isnull=True, created_at__lt=now - _CODE_REST
        ).delete()
        PendingSignIn.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        QrSignIn.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        OutsideProofRow.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        TrustedDevice.objects.filter(trusted_until__lt=now).delete()
        ProvenMobile.objects.filter(expires_at__lt=now - _CODE_REST).delete()
        checks, _ = SpentCheck.objects.filter(expires_at__lt=now).delete()
        counters, _ = GuessCounter.objects.filter(
            Q(locked_until__isnull=True) | Q(locked_until__lt=now - _COUNTER_REST),
            window_started_at__lt=now - _COUNTER_REST,
        ).delete()
        sessions, _ = Session.objects.filter(
            absolute_until__lt=now - policy.ended_session_kept
        ).delete()
        _shred_old_papers(now=now)
        closed = _close_unfinished(now=now)
    return CleanedUp(
        codes=codes, checks=checks, counters=counters, sessions=sessions, accounts_closed=closed
    )


def _shred_old_papers(*, now: dt.datetime) -> None:
    """
    Destroy pictures whose time after the end is over (B13, Q37).

    They are of applications that were rejected and of codes at the counter that nobody used; and
    of codes and resets at the counter whose account was closed long ago.
    """
    actor = system_actor(device="accounts.clean_up")
    before = now - ports.policy().rejected_papers_kept
    closed_before = now - ports.policy().papers_kept
    scans = ApplicationScanRow.objects.filter(
        application__state=ApplicationState.REJECTED, application__changed_at__lt=before
    )
    codes = RegistrationCode.objects.filter(
        Q(used_by__isnull=True, expires_at__lt=before) | Q(used_by__closed_at__lt=closed_before)
    )
    resets = CounterReset.objects.filter(account__closed_at__lt=closed_before)
    due = [
        *((scan.file_id, scan, "application_scan") for scan in scans.order_by("pk")[:_AT_ONCE]),
        *(
            (code.document_file_id, code, "registration_code")
            for code in codes.order_by("pk")[:_AT_ONCE]
        ),
        *(
            (reset.document_file_id, reset, "counter_reset")
            for reset in resets.order_by("pk")[:_AT_ONCE]
        ),
    ]
    for file_id, row, kind in due:
        audit.record(
            event=AccountEvent.PAPER_SHREDDED, actor=actor, subject=f"{kind}:{row.pk}", at=now
        )
        row.delete()
        vault.shred_file(VaultFileId(file_id), now)


def _close_unfinished(*, now: dt.datetime) -> int:
    """Close accounts that never got as far as a person, so that their mobile is free again."""
    unfinished = Account.objects.filter(
        state=AccountState.PENDING,
        person__isnull=True,
        created_at__lt=now - ports.policy().pending_lifetime,
        # Who never had a password did not register: an activation code still waits for them.
        password_changed_at__isnull=False,
    )
    actor = system_actor(device="accounts.clean_up")
    closed = 0
    for account_id in list(unfinished.order_by("pk").values_list("pk", flat=True)):
        if unfinished.filter(pk=account_id).update(state=AccountState.CLOSED, closed_at=now):
            closed += 1
            operations.end_sessions_of_account(
                account_id=AccountId(account_id),
                reason=SessionEnd.ACCOUNT_STOPPED,
                actor=actor,
                now=now,
            )
            audit.record(
                event=AccountEvent.EXPIRED, actor=actor, subject=f"account:{account_id}", at=now
            )
    return closed
