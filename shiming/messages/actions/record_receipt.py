"""Use case: the mobile network reports whether a text arrived."""

import datetime as dt

from django.db import transaction

from shiming.messages.models import OutboxMessage
from shiming.messages.types import SmsReceipt


def record_receipt(*, receipt: SmsReceipt, now: dt.datetime) -> bool:
    """
    Keep what the network reports about a text; tell whether the text is known here.

    A report may overtake the record of the sending, whose reference it names: brought again a
    moment later, it finds it. The first final word stays.
    """
    with transaction.atomic(durable=True):
        known = OutboxMessage.objects.filter(reference=receipt.reference).exclude(reference="")
        known.filter(receipt="").update(
            receipt=receipt.receipt, receipt_detail=receipt.detail, received_at=now
        )
        return known.exists()
