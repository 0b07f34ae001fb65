"""The units of SMPP 3.4, as they stand in the specification, and what is not one."""

import io
import uuid
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shiming.messages.types import Receipt
from shiming.vendors.sms.smpp.pdus import (
    Command,
    EsmClass,
    Garbled,
    Pdu,
    ShortMessage,
    Tag,
    bind_body,
    read_bind_body,
    read_pdu,
)
from shiming.vendors.sms.smpp.receipts import read_receipt
from shiming.vendors.sms.smpp.texts import read_header, split_text


def read(encoded: bytes) -> Pdu | None:
    return read_pdu(io.BytesIO(encoded).read)


class TestPdu:
    def test_reads_the_example_of_the_specification(self) -> None:
        # Section 3.2.3: bind_transmitter of SMPP3TEST, as hexadecimal.
        example = bytes.fromhex(
            "0000002F000000020000000000000001"
            "534D50503354455354007365637265743038005355424D4954310000010100"
        )

        pdu = read(example)

        assert pdu is not None
        assert (pdu.command, pdu.status, pdu.sequence) == (2, 0, 1)
        assert read_bind_body(pdu.body) == ("SMPP3TEST", "secret08")
        assert pdu.encode() == example

    def test_writes_bind_transceiver(self) -> None:
        body = bind_body(system_id="SMPP3TEST", password="secret08")

        assert body.hex() == "534d5050335445535400736563726574303800" + "00" + "340000" + "00"

    @given(st.binary(max_size=80))
    @settings(max_examples=200, deadline=None)
    def test_is_read_or_refused_whatever_comes(self, encoded: bytes) -> None:
        for parse in (read, ShortMessage.decode, read_bind_body):
            try:
                parse(encoded)
            except Garbled:
                continue

    @pytest.mark.parametrize(
        "encoded",
        [b"\0", bytes(15), bytes(16), b"\xff" * 16, b"\0\0\0\x20" + bytes(12) + b"short"],
    )
    def test_is_refused_when_it_is_not_whole(self, encoded: bytes) -> None:
        with pytest.raises(Garbled):
            read(encoded)

    def test_shows_nobody_what_stands_in_it(self) -> None:
        message = ShortMessage(destination="8619900001234", content="验证码".encode("utf-16-be"))
        pdu = Pdu(command=Command.SUBMIT_SM, sequence=1, body=message.encode())

        assert "1990000" not in repr((message, pdu))
        assert ShortMessage.decode(message.encode()) == message


class TestSplitText:
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
    # A character of two units, across the end of the first part.
    @example("字" * 66 + "𠮷" * 40)
    @settings(max_examples=100, deadline=None)
    def test_loses_nothing_and_cuts_no_character(self, text: str) -> None:
        parts = split_text(text, message_id=uuid.UUID(int=7))

        contents = [read_header(part)[3] if has_header else part for part, has_header in parts]
        assert all(len(part) <= 140 for part, _has_header in parts)
        assert "".join(content.decode("utf-16-be") for content in contents) == text

    def test_numbers_the_parts_of_one_text_alike_whenever_it_is_sent(self) -> None:
        message_id = uuid.uuid4()

        first, again = (split_text("字" * 100, message_id=message_id) for _time in range(2))

        assert first == again
        assert {read_header(part)[0] for part, _has_header in first} == {message_id.int & 0xFF}


class TestReadReceipt:
    def of(self, text: str, options: Mapping[int, bytes] | None = None) -> ShortMessage:
        return ShortMessage(
            esm_class=EsmClass.RECEIPT, content=text.encode(), options=options or {}
        )

    @pytest.mark.parametrize(
        ("word", "receipt"),
        [("DELIVRD", Receipt.DELIVERED), ("REJECTD", Receipt.UNDELIVERED), ("ENROUTE", None)],
    )
    def test_understands_the_words_of_appendix_b(self, word: str, receipt: Receipt | None) -> None:
        text = f"id:0123456789 sub:001 dlvrd:001 submit date:2603020900 stat:{word} err:000 text:x"

        read = read_receipt(self.of(text))

        assert (read and read.receipt) == receipt
        assert read is None or read.reference == "0123456789"

    def test_prefers_the_parameters_to_the_words(self) -> None:
        options: dict[int, bytes] = {Tag.RECEIPTED_MESSAGE_ID: b"abc\0", Tag.MESSAGE_STATE: b"\x05"}

        read = read_receipt(self.of("id:1 stat:DELIVRD", options))

        assert read is not None
        assert (read.reference, read.receipt) == ("abc", Receipt.UNDELIVERED)

    def test_takes_no_text_of_a_person_for_one(self) -> None:
        assert read_receipt(ShortMessage(content=b"id:1 stat:DELIVRD")) is None

    def test_refuses_one_for_nothing(self) -> None:
        with pytest.raises(Garbled):
            read_receipt(self.of("stat:DELIVRD"))
