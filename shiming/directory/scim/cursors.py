"""Cursors (RFC 9865): after which resource the next page begins, and of which question."""

import base64
import binascii
import dataclasses
import hashlib
import json
import uuid

from shiming.directory.scim.errors import ScimError, ScimType

_LONGEST = 2048


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last resource of a page: its key, and its identifier where two have the same key."""

    key: str
    id: uuid.UUID


def cursor_of(place: Place, *, question: str) -> str:
    """Return the cursor behind a resource; good for the same question alone."""
    content = json.dumps([_mark(question), place.key, place.id.hex], ensure_ascii=False)
    return base64.urlsafe_b64encode(content.encode()).rstrip(b"=").decode()


def place_of(cursor: str, *, question: str) -> Place:
    """
    Return behind which resource a cursor stands.

    It holds nothing but what the client was shown, so it needs no seal: whoever makes one of their
    own begins elsewhere among what they may see anyway.

    :raises ScimError: if it is none of ours, or one of another question
    """
    try:
        padded = cursor[:_LONGEST] + "=" * (-len(cursor[:_LONGEST]) % 4)
        mark, key, identifier = json.loads(base64.urlsafe_b64decode(padded))
        place = Place(key=str(key), id=uuid.UUID(identifier))
        place.key.encode()  # half of a character is nothing that a database keeps
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise invalid() from error
    if mark != _mark(question) or "\0" in place.key:
        raise invalid()
    return place


def expired() -> ScimError:
    """Return the refusal of a cursor whose place is not there any more."""
    return ScimError("the cursor's place has gone: begin again", scim_type=ScimType.EXPIRED_CURSOR)


def invalid() -> ScimError:
    """Return the refusal of what is no cursor of this list."""
    return ScimError("the cursor is none of this list", scim_type=ScimType.INVALID_CURSOR)


def _mark(question: str) -> str:
    return hashlib.sha256(question.encode(errors="surrogatepass")).hexdigest()[:16]
