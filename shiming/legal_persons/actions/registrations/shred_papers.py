"""Use case: papers of units are kept until the unit's account is five years closed (B13, Q37)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import operations
from shiming.legal_persons.models import CounterIssue, UnitRegistration
from shiming.legal_persons.types import LegalPersonEvent, RegistrationId, RegistrationState
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

_BATCH = 100
_ENDED = [RegistrationState.REFUSED.value, RegistrationState.WITHDRAWN.value]


def shred_papers(*, actor: Actor, now: dt.datetime) -> int:
    """
    Destroy the pictures of papers whose time is over; return how many.

    They are of refused and withdrawn registrations, where an older version left them (today they
    go with the refusal), and of registrations and codes at the counter for units whose account was
    closed long ago.
    """
    closed = _closed_long_ago(now)
    shredded = 0
    while batch := _shred_batch(closed, actor=actor, now=now):
        shredded += batch
    return shredded


def _closed_long_ago(now: dt.datetime) -> set[AccountId]:
    """Return the accounts of units of which papers are kept, and need not be any more."""
    before = now - accounts_ports.policy().papers_kept
    registrations = UnitRegistration.objects.filter(
        paper_file_id__isnull=False, submitted_at__lt=before
    )
    issues = CounterIssue.objects.filter(issued_at__lt=before)
    units = {
        AccountId(account_id)
        for rows in (registrations, issues)
        for account_id in rows.filter(legal_person__account__isnull=False)
        .values_list("legal_person__account_id", flat=True)
        .distinct()
    }
    return accounts.closed_before(before, among=list(units))


def _shred_batch(closed: set[AccountId], *, actor: Actor, now: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        over = UnitRegistration.objects.filter(
            Q(state__in=_ENDED) | Q(legal_person__account_id__in=closed),
            paper_file_id__isnull=False,
        )
        batch = list(over.order_by("submitted_at", "pk").values_list("pk", flat=True)[:_BATCH])
        for registration_id in batch:
            operations.shred_paper(registration_id=RegistrationId(registration_id), now=now)
            audit.record(
                event=LegalPersonEvent.REGISTRATION_PAPER_SHREDDED,
                actor=actor,
                subject=f"unit_registration:{registration_id}",
                at=now,
            )
        issues = CounterIssue.objects.filter(legal_person__account_id__in=closed)
        old = list(issues.order_by("issued_at", "pk")[:_BATCH])
        for issue in old:
            audit.record(
                event=LegalPersonEvent.COUNTER_PAPER_SHREDDED,
                actor=actor,
                subject=f"counter_issue:{issue.pk}",
                at=now,
            )
            vault.shred_file(VaultFileId(issue.paper_file_id), now)
            issue.delete()
    return len(batch) + len(old)
