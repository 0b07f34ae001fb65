"""What waits for people: a task while proofing is unfinished (S34-1), reminders of its end."""

import datetime as dt
import uuid

from shiming.messages import operations as messages
from shiming.messages.types import Receiver

UNFINISHED = "proofing/unfinished"
LEVEL_EXPIRING = "proofing/level_expiring"
DOCUMENT_EXPIRING = "proofing/document_expiring"


def open_unfinished(*, case_id: uuid.UUID, account_id: uuid.UUID, now: dt.datetime) -> None:
    """Put the case on the list of its account until it passes or is given up."""
    messages.open_todo(
        kind=UNFINISHED,
        subject=f"case:{case_id}",
        account_id=account_id,
        link_name="proofing:overview",
        now=now,
    )


def close_unfinished(*, case_id: uuid.UUID, now: dt.datetime) -> None:
    """Take the case off the list."""
    messages.close_todo(kind=UNFINISHED, subject=f"case:{case_id}", now=now)


def remind_of_level(*, person_id: uuid.UUID, until: dt.datetime | None, now: dt.datetime) -> None:
    """Have the person reminded of the end of their level, or no longer if it has none."""
    _remind(LEVEL_EXPIRING, person_id=person_id, until=until, now=now)


def remind_of_document(
    *, person_id: uuid.UUID, until: dt.datetime | None, now: dt.datetime
) -> None:
    """Have the person reminded of the end of the document that was shown, if it has one."""
    _remind(DOCUMENT_EXPIRING, person_id=person_id, until=until, now=now)


def _remind(
    kind: str, *, person_id: uuid.UUID, until: dt.datetime | None, now: dt.datetime
) -> None:
    subject = f"person:{person_id}"
    if until is None:
        messages.cancel_reminder(kind=kind, subject=subject, now=now)
        return
    messages.remind(
        kind=kind,
        subject=subject,
        receiver=Receiver.person(person_id),
        due_at=until,
        link_name="proofing:overview",
        now=now,
    )
