"""Use case: a person agrees after all to have their face captured."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, queries
from shiming.proofing.models import ConsentGiven
from shiming.proofing.types import CaseState, ConsentKind, ProofingEvent


def agree_to_face(*, actor: Actor, text_id: uuid.UUID, now: dt.datetime) -> None:
    """
    Keep the separate consent to the face, before the live check; agreeing twice changes nothing.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.CaseMovedOn: if no live check is due
    :raises errors.ConsentOutdated: if a newer text has come into force since the page was shown
    """
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        if case.state != CaseState.LIVE:
            raise errors.CaseMovedOn(case_id=case.pk)
        text = queries.get_consent_text(kind=ConsentKind.FACE, now=now)
        if text.pk != text_id:
            raise errors.ConsentOutdated
        ConsentGiven.objects.bulk_create(
            [ConsentGiven(case=case, text=text, given_at=now)], ignore_conflicts=True
        )
        audit.record(
            event=ProofingEvent.CONSENT_GIVEN,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"kind": ConsentKind.FACE.value, "version": text.version},
        )
