"""Reads about the tries of a day."""

import datetime as dt
import uuid

from django.utils.crypto import salted_hmac

from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.proofing import ports
from shiming.proofing.models import (
    DailyTries,
    ProofingCase,
)
from shiming.proofing.types import (
    TryKind,
)

_TRIES = "shiming.proofing.tries"


def count_tries_left(
    *, account_id: uuid.UUID, number: DocumentNumber | None, kind: TryKind, now: dt.datetime
) -> int:
    """Return how often it may still be tried today, for this account and this number together."""
    subjects = [account_subject(account_id=account_id)]
    if number is not None:
        subjects.append(number_subject(number))
    used = DailyTries.objects.filter(
        subject__in=subjects, kind=kind, on_date=today_in_china(now)
    ).values_list("count", flat=True)
    return max(0, ports.policy().limit_of(kind) - max(used, default=0))


def count_tries_left_for_case(*, case: ProofingCase, kind: TryKind, now: dt.datetime) -> int:
    """Return how often it may still be tried today, as the limits of this case's person stand."""
    number = case.entered.get("number")
    return count_tries_left(
        account_id=case.account_id,
        number=parse_document_number(DocumentType(case.document_type), number) if number else None,
        kind=kind,
        now=now,
    )


def account_subject(*, account_id: uuid.UUID) -> str:
    """Return under what the tries of an account are counted."""
    return f"account:{account_id}"


def number_subject(number: DocumentNumber) -> str:
    """
    Return under what the tries for a number are counted, whoever makes them.

    No index of the vault: when its keys rotate, everybody's tries of the day would begin anew.
    """
    return f"number:{salted_hmac(_TRIES, number.key, algorithm='sha256').hexdigest()}"
