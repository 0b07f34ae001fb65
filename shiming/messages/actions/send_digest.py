"""Use case: an account is told of everything that falls due, in one message a day."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.kernel.clock import CHINA, today_in_china
from shiming.messages import operations, queries
from shiming.messages.models import Digest, DigestLine

DIGEST = "messages/reminder_digest"
# What is further down is on the pages themselves.
_MOST_LINES = 30


def send_digest(*, account_id: uuid.UUID, now: dt.datetime) -> bool:
    """
    Send the lines that wait for an account; tell whether there was a digest.

    That the day's digest was sent, the message itself and the end of its lines commit together.
    What was mended meanwhile is left out.

    :raises errors.MessageHoldsIdentity: if a line would hold an unmasked number
    """
    with transaction.atomic(durable=True):
        waiting = list(
            DigestLine.objects.filter(account_id=account_id, sent_at=None)
            .select_related("reminder")
            .order_by("due_at", "id")
        )
        if not waiting or not _is_first_today(account_id, now):
            return False
        told = [
            line
            for line in waiting
            if line.reminder.closed_at is None and line.reminder.due_at == line.due_at
        ]
        if told:
            lines = _lines(told, language=queries.get_wishes(account_id=account_id).language)
            operations.notify(
                template=DIGEST,
                account_id=account_id,
                context={
                    "count": len(told),
                    "first": lines[0],
                    "lines": "\n".join(lines[:_MOST_LINES]),
                },
                now=now,
            )
        else:
            Digest.objects.filter(account_id=account_id, on_date=today_in_china(now)).delete()
        DigestLine.objects.filter(pk__in=[line.pk for line in waiting]).update(sent_at=now)
    return bool(told)


def _is_first_today(account_id: uuid.UUID, now: dt.datetime) -> bool:
    digest = Digest(account_id=account_id, on_date=today_in_china(now))
    # The unique index decides between two workers.
    Digest.objects.bulk_create([digest], ignore_conflicts=True)
    return Digest.objects.filter(pk=digest.pk).exists()


def _lines(told: list[DigestLine], *, language: str) -> list[str]:
    templates = queries.get_templates_in_force({line.reminder.kind for line in told})
    return [
        f"{line.due_at.astimezone(CHINA):%Y-%m-%d} "
        + templates[line.reminder.kind].fill("subject", line.reminder.context or {}, language)
        for line in told
    ]
