"""
How a text becomes short messages: UCS-2, and a header that joins the parts of a long one.

The header is 3GPP TS 23.040, 9.2.3.24.1: concatenated short messages, 8-bit reference number.
"""

import uuid

# 140 octets: 70 characters alone, 67 beside the header of 6 octets.
_ALONE = 140
_BESIDE_HEADER = 134
_MOST_PARTS = 255


class TextTooLong(ValueError):
    """The text needs more parts than the header can count."""


def split_text(text: str, *, message_id: uuid.UUID) -> list[tuple[bytes, bool]]:
    """
    Return the contents of the short messages of a text, each with whether it has a header.

    The reference number follows from `message_id`: should a text be sent a second time because no
    answer came, a mobile knows its parts as those that it has already.

    :raises TextTooLong: if it needs more than 255 parts
    """
    encoded = text.encode("utf-16-be")
    if len(encoded) <= _ALONE:
        return [(encoded, False)]
    parts = []
    while encoded:
        end = _BESIDE_HEADER
        # A character outside the basic plane takes two units that must stay together.
        if len(encoded) > end and 0xD8 <= encoded[end - 2] <= 0xDB:  # noqa: PLR2004 - surrogates
            end -= 2
        parts.append(encoded[:end])
        encoded = encoded[end:]
    if len(parts) > _MOST_PARTS:
        raise TextTooLong
    reference = message_id.int & 0xFF
    return [
        (bytes((5, 0, 3, reference, len(parts), number)) + part, True)
        for number, part in enumerate(parts, start=1)
    ]


def join_parts(parts: dict[int, bytes]) -> str:
    """Return the text of all parts, by their numbers; what the simulator does like a mobile."""
    return b"".join(parts[number] for number in sorted(parts)).decode("utf-16-be")


def read_header(content: bytes) -> tuple[int, int, int, bytes]:
    """Return reference, number of parts, number of this one, and the rest after the header."""
    _length, _kind, _size, reference, total, number = content[:6]
    return reference, total, number, content[6:]
