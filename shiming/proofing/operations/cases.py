"""What a case holds: facts that are dropped, pictures that stay, texts that are agreed to."""

import contextlib
import datetime as dt
from collections.abc import Collection

from shiming.proofing.journeys.steps import Fact
from shiming.proofing.models import (
    CasePicture,
    ConsentGiven,
    ConsentText,
    ProofingCase,
)
from shiming.proofing.types import (
    ConsentKind,
    PictureRole,
)
from shiming.vault import errors as vault_errors
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

_ROLE_OF = {Fact.FRONT: PictureRole.FRONT, Fact.BACK: PictureRole.BACK}


def drop_facts(*, case: ProofingCase, facts: Collection[Fact], now: dt.datetime) -> None:
    """Drop what undone steps had gathered; pictures that no longer count are shredded."""
    roles = [role for fact, role in _ROLE_OF.items() if fact in facts]
    dropped = CasePicture.objects.filter(case=case, role__in=roles, replaced_at__isnull=True)
    for file_id in dropped.order_by("id").values_list("file_id", flat=True):
        # A draft may be older than its pictures are kept: then there is nothing left to shred.
        with contextlib.suppress(vault_errors.FileNotKept):
            vault.shred_file(VaultFileId(file_id), now)
    dropped.update(replaced_at=now)
    changes: dict[str, object] = {}
    if Fact.FORM in facts:
        changes |= {"form_confirmed_at": None, "causes": []}
    if Fact.DOCUMENT_TYPE in facts:
        changes |= {"document_type": "", "entered": {}, "entry_ways": {}}
    if changes:
        ProofingCase.objects.filter(pk=case.pk).update(**changes)
    if Fact.CONSENTS in facts:
        ConsentGiven.objects.filter(case=case, withdrawn_at__isnull=True).update(withdrawn_at=now)


def keep_as_evidence(*, case: ProofingCase) -> None:
    """Keep the pictures of a case that passed for as long as its evidence is kept (B13)."""
    kept = CasePicture.objects.filter(case=case, replaced_at__isnull=True).order_by("id")
    for file_id in kept.values_list("file_id", flat=True):
        vault.keep_file_until(VaultFileId(file_id), None)


def publish_consent_text(
    *, kind: ConsentKind, version: str, title: str, text: str, now: dt.datetime
) -> None:
    """Put a new version of a consent text into force; earlier versions stay as they were."""
    ConsentText.objects.create(kind=kind, version=version, title=title, text=text, published_at=now)
