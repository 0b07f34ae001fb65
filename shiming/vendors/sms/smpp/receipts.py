"""Reads delivery receipts out of deliver_sm (specification, appendix B and section 5.2.28)."""

import re

from shiming.messages.types import Receipt, SmsReceipt
from shiming.vendors.sms.smpp.pdus import EsmClass, Garbled, ShortMessage, Tag

_ID = re.compile(r"\bid:(\S+)", re.IGNORECASE)
_STATE = re.compile(r"\bstat:([A-Z]+)", re.IGNORECASE)
# The states of section 5.2.28 with the words of appendix B.
_WORDS = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_FINAL = {
    "DELIVRD": Receipt.DELIVERED,
    "ACCEPTD": Receipt.DELIVERED,
    "EXPIRED": Receipt.UNDELIVERED,
    "DELETED": Receipt.UNDELIVERED,
    "UNDELIV": Receipt.UNDELIVERED,
    "REJECTD": Receipt.UNDELIVERED,
}
_LENGTH = 64


def read_receipt(message: ShortMessage) -> SmsReceipt | None:
    """
    Return what a message of the network reports, or None if it reports nothing final.

    :raises Garbled: if it is a receipt that names no message
    """
    if not message.esm_class & EsmClass.RECEIPT:
        return None
    text = message.content.decode("latin-1")
    reference = message.options.get(Tag.RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0").decode("latin-1")
    if not reference and (found := _ID.search(text)):
        reference = found[1]
    if not reference:
        raise Garbled("a receipt for nothing")
    state = message.options.get(Tag.MESSAGE_STATE, b"")
    word = _WORDS.get(state[0], "") if state else ""
    if not word and (found := _STATE.search(text)):
        word = found[1].upper()
    receipt = _FINAL.get(word)
    if receipt is None:
        return None
    return SmsReceipt(reference=reference[:_LENGTH], receipt=receipt, detail=word)
