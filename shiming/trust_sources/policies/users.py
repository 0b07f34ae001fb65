"""What a user looks like between nodes (docs/reference/nodes.md): reading, and writing down."""

import dataclasses
import uuid
from collections.abc import Mapping

from shiming.accounts.types import Contact, ContactKind
from shiming.kernel.emails import EmailAddress
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.levels import Level
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.phones import Mobile
from shiming.trust_sources.errors import nodes as errors

NATURAL, LEGAL = "natural", "legal"
_KEYS = frozenset(
    {"user", "kind", "document_type", "number", "name", "code", "mobile", "email", "level"}
)
# What an older system calls its officials; none of them is ever taken along.
_STAFF = frozenset({"staff", "api"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SharedUser:
    """A user as one node tells another of them; `id` is the teller's own key."""

    id: uuid.UUID
    number: DocumentNumber | None = None
    name: PersonName | None = None
    body: CreditCode | None = None
    body_name: str = dataclasses.field(default="", repr=False)
    mobile: Mobile | None = None
    email: EmailAddress | None = None
    level: Level = Level.REGISTERED

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The contacts that there are."""
        return tuple(one for one in (self.mobile, self.email) if one is not None)


def read_user(line: object) -> SharedUser:
    """
    Return the user that a JSON object describes.

    :raises errors.UserIsStaff: if it is a member of staff or a machine (S33-25)
    :raises errors.UserMalformed: if something lacks, or is there that has no place
    :raises DomainError: one of `kernel.…` if a number, name or contact has a form that none has
    """
    if not isinstance(line, dict) or not _KEYS.issuperset(line):
        raise errors.UserMalformed
    kind = line.get("kind")
    if kind in _STAFF:
        raise errors.UserIsStaff
    mobile, email = text_in(line, "mobile"), text_in(line, "email")
    common = {
        "id": id_in(line, "user"),
        "mobile": Mobile.parse(mobile) if mobile else None,
        "email": EmailAddress.parse(email) if email else None,
        "level": level_in(line),
    }
    if kind == NATURAL:
        number, name = read_document(line)
        return SharedUser(number=number, name=name, **common)  # type: ignore[arg-type]  # a dict of several types
    if kind == LEGAL:
        code, name_of_body = text_in(line, "code"), text_in(line, "name")
        if not code:
            raise errors.UserMalformed
        body_name = CompanyName.parse(name_of_body).value if name_of_body else ""
        return SharedUser(body=CreditCode.parse(code), body_name=body_name, **common)  # type: ignore[arg-type]  # as above
    raise errors.UserMalformed


def read_document(
    line: Mapping[str, object],
) -> tuple[DocumentNumber | None, PersonName | None]:
    """
    Return number and name; both or neither.

    :raises errors.UserMalformed: if one of the two lacks, or the kind of document is unknown
    :raises DomainError: one of `kernel.…` if one of them has a form that none has
    """
    kind, number, name = (text_in(line, key) for key in ("document_type", "number", "name"))
    if not kind and not number and not name:
        return None, None
    if not number or not name or kind not in set(DocumentType):
        raise errors.UserMalformed
    return parse_document_number(DocumentType(kind), number), PersonName.parse(name)


def read_contact(line: Mapping[str, object], key: str) -> Contact | None:
    """
    Return the contact that stands under `key`, of the kind that `contact` names.

    :raises errors.UserMalformed: if there is no such kind
    :raises DomainError: one of `kernel.…` if it has a form that none has
    """
    kind, text = text_in(line, "contact"), text_in(line, key)
    if kind not in set(ContactKind):
        raise errors.UserMalformed
    if not text:
        return None
    return Mobile.parse(text) if kind == ContactKind.MOBILE else EmailAddress.parse(text)


def text_in(line: Mapping[str, object], key: str) -> str:
    """
    Return a text, or an empty one if it lacks.

    :raises errors.UserMalformed: if it is something else
    """
    value = line.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        raise errors.UserMalformed
    return value


def id_in(line: Mapping[str, object], key: str) -> uuid.UUID:
    """
    Return a key.

    :raises errors.UserMalformed: if it is none
    """
    try:
        return uuid.UUID(text_in(line, key))
    except ValueError as error:
        raise errors.UserMalformed from error


def level_in(line: Mapping[str, object]) -> Level:
    """
    Return the level that the other side states; *advanced* is nobody's for long (Q20).

    :raises errors.UserMalformed: if there is no such level
    """
    slug = text_in(line, "level") or Level.REGISTERED.slug
    found = {level.slug: level for level in Level if level < Level.ADVANCED}.get(slug)
    if found is None:
        raise errors.UserMalformed
    return found


def believed_level(*, stated: Level, agreed: Level) -> Level:
    """Return how much of a stated level counts here: never more than was agreed upon."""
    return min(stated, agreed)


def write_user(user: SharedUser) -> dict[str, object]:
    """Return the JSON object of a user."""
    line: dict[str, object] = {"user": str(user.id), "kind": LEGAL if user.body else NATURAL}
    if user.body is not None:
        line |= {"code": user.body.value, "name": user.body_name}
    if user.number is not None and user.name is not None:
        line |= write_document(user.number, user.name)
    for key, contact in (("mobile", user.mobile), ("email", user.email)):
        if contact is not None:
            line[key] = contact.value
    return line | {"level": user.level.slug}


def write_document(number: DocumentNumber, name: PersonName) -> dict[str, object]:
    """Return number and name as JSON."""
    return {
        "document_type": number.document_type.value,
        "number": number.value,
        "name": name.value,
    }
