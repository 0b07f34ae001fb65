"""What the mobile network reports about a text."""

import datetime as dt

import pytest

from shiming.jobs import tasks as jobs
from shiming.messages import operations
from shiming.messages.actions.record_receipt import record_receipt
from shiming.messages.models import OutboxMessage
from shiming.messages.types import Receipt, SmsReceipt
from tests.messages.conftest import MOBILE, NOW, RecordingGateway, WriteTemplate

pytestmark = pytest.mark.django_db

ARRIVED = SmsReceipt(reference="ref-1", receipt=Receipt.DELIVERED, detail="DELIVRD")


class TestRecordReceipt:
    @pytest.fixture(autouse=True)
    def _sent(self, write_template: WriteTemplate, gateway: RecordingGateway) -> None:
        operations.send_sms(
            template=write_template(sms="{code}"), mobile=MOBILE, context={"code": "1"}, now=NOW
        )

    def test_is_asked_for_again_until_the_sending_is_recorded(self) -> None:
        too_early = record_receipt(receipt=ARRIVED, now=NOW)
        jobs.run_due_jobs(now=NOW)
        in_time = record_receipt(receipt=ARRIVED, now=NOW)

        message = OutboxMessage.objects.get()
        assert (too_early, in_time) == (False, True)
        assert (message.receipt, message.receipt_detail) == ("delivered", "DELIVRD")
        assert message.received_at == NOW

    def test_keeps_the_first_final_word(self) -> None:
        jobs.run_due_jobs(now=NOW)
        record_receipt(receipt=ARRIVED, now=NOW)
        later = SmsReceipt(reference="ref-1", receipt=Receipt.UNDELIVERED, detail="EXPIRED")

        assert record_receipt(receipt=later, now=NOW + dt.timedelta(hours=1))
        assert OutboxMessage.objects.get().receipt == "delivered"

    def test_belongs_to_no_text_without_a_reference(self) -> None:
        nothing = SmsReceipt(reference="", receipt=Receipt.DELIVERED)

        assert not record_receipt(receipt=nothing, now=NOW)
        assert OutboxMessage.objects.get().receipt == ""
