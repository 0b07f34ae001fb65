"""Use case: pictures of accounts that were closed long ago are destroyed by rule (B13, Q37)."""

import contextlib
import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import ports
from shiming.proofing.models import CasePicture
from shiming.proofing.types import ProofingEvent
from shiming.vault import errors as vault_errors
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

_MOST_AT_ONCE = 200


def destroy_archives(*, actor: Actor, now: dt.datetime) -> int:
    """
    Destroy what is kept of accounts whose time after closing is over; return how many pictures.

    The audit record of each account is its certificate. That there was evidence, of which kind
    and until when, stays: it shows on what past acts rested.
    """
    before = now - ports.policy().keep_evidence_for
    # Whoever closed an account then had shown the picture before.
    old = CasePicture.objects.filter(replaced_at__isnull=True, taken_at__lt=before)
    candidates = set(old.values_list("case__account_id", flat=True).distinct())
    ended = accounts.closed_before(before, among=[AccountId(one) for one in candidates])
    destroyed = 0
    for account_id in sorted(ended)[:_MOST_AT_ONCE]:
        with transaction.atomic(durable=True):
            pictures = CasePicture.objects.filter(
                case__account_id=account_id, replaced_at__isnull=True
            )
            person_id = (
                pictures.filter(case__person__isnull=False)
                .values_list("case__person_id", flat=True)
                .first()
            )
            files = list(pictures.order_by("id").values_list("file_id", flat=True))
            for file_id in files:
                # The vault may have destroyed it by its own date.
                with contextlib.suppress(vault_errors.FileNotKept):
                    vault.shred_file(VaultFileId(file_id), now)
            pictures.update(replaced_at=now)
            audit.record(
                event=ProofingEvent.ARCHIVE_DESTROYED,
                actor=actor,
                subject=f"person:{person_id}" if person_id else f"account:{account_id}",
                at=now,
                details={"pictures": len(files), "account_id": str(account_id)},
            )
        destroyed += len(files)
    return destroyed
