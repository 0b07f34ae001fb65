"""What waits for people whose proofing is not finished: a task on their list (S34-1)."""

import datetime as dt
import uuid

from shiming.messages import operations as messages

UNFINISHED = "proofing/unfinished"


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
