"""The attributes that are kept, and what may be done with them (RFC 7643, sections 4, 7 and 8)."""

import dataclasses
import enum
from collections.abc import Mapping
from types import MappingProxyType

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
SEARCH_REQUEST = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

Json = dict[str, object]


class Kind(enum.StrEnum):
    """What a value is."""

    STRING = "string"
    BOOLEAN = "boolean"
    INSTANT = "dateTime"
    REFERENCE = "reference"
    COMPLEX = "complex"


class Mutability(enum.StrEnum):
    """Who may change an attribute, and when."""

    READ_ONLY = "readOnly"
    READ_WRITE = "readWrite"
    IMMUTABLE = "immutable"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute or sub-attribute."""

    name: str
    about: str = ""
    kind: Kind = Kind.STRING
    is_multi: bool = False
    subs: tuple["Attribute", ...] = ()
    is_required: bool = False
    is_case_exact: bool = False
    is_always_returned: bool = False
    is_unique: bool = False
    mutability: Mutability = Mutability.READ_WRITE

    def sub(self, name: str) -> "Attribute | None":
        """Find a sub-attribute; names are the same in any case (RFC 7643, section 2.1)."""
        return next((one for one in self.subs if one.name.lower() == name.lower()), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """A kind of resource, with the attributes of its schema and of its extension, if any."""

    name: str
    endpoint: str
    about: str
    schema: str
    attributes: tuple[Attribute, ...]
    extension: str = ""
    extension_attributes: tuple[Attribute, ...] = ()
    refused: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Attributes of the standard that are refused out loud, in small letters, and why."""

    def find(self, name: str, *, schema: str = "") -> Attribute | None:
        """Find an attribute of the schema or of the extension, in any case."""
        known = (*COMMON, *self.attributes)
        if schema and schema == self.extension:
            known = self.extension_attributes
        return next((one for one in known if one.name.lower() == name.lower()), None)

    def schema_named(self, urn: str) -> str | None:
        """Return the schema's own spelling of a URN, or None if it is none of this type's."""
        known = [one for one in (self.schema, self.extension) if one]
        return next((one for one in known if one.lower() == urn.lower()), None)


_RO = Mutability.READ_ONLY
COMMON = (
    Attribute(
        name="schemas",
        kind=Kind.REFERENCE,
        is_multi=True,
        is_always_returned=True,
        is_case_exact=True,
        mutability=_RO,
    ),
    Attribute(name="id", is_case_exact=True, is_always_returned=True, mutability=_RO),
    Attribute(name="externalId", is_case_exact=True),
    Attribute(
        name="meta",
        kind=Kind.COMPLEX,
        mutability=_RO,
        subs=(
            Attribute(name="resourceType", is_case_exact=True, mutability=_RO),
            Attribute(name="created", kind=Kind.INSTANT, mutability=_RO),
            Attribute(name="lastModified", kind=Kind.INSTANT, mutability=_RO),
            Attribute(name="location", kind=Kind.REFERENCE, is_case_exact=True, mutability=_RO),
            Attribute(name="version", is_case_exact=True, mutability=_RO),
        ),
    ),
)
_CONTACT = (
    Attribute(name="value", about="The address or number."),
    Attribute(name="type", about="work, home, mobile or other."),
    Attribute(name="primary", kind=Kind.BOOLEAN, about="The one that is kept."),
)
_NO_PERMISSIONS = "permissions are given by officers of the platform, never over SCIM"

USERS = ResourceType(
    name="User",
    endpoint="/Users",
    about="Members of staff",
    schema=USER,
    extension=ENTERPRISE,
    attributes=(
        Attribute(
            name="userName",
            about="Login name: 4 to 32 letters, digits and _ . - ; never changes.",
            is_required=True,
            is_unique=True,
            mutability=Mutability.IMMUTABLE,
        ),
        Attribute(
            name="name",
            kind=Kind.COMPLEX,
            subs=(
                Attribute(name="formatted"),
                Attribute(name="familyName"),
                Attribute(name="givenName"),
            ),
        ),
        Attribute(name="displayName"),
        Attribute(name="title"),
        Attribute(
            name="active",
            kind=Kind.BOOLEAN,
            about="Whether the account may be used; what an officer froze stays frozen.",
        ),
        Attribute(
            name="emails",
            about="One work address is kept: the primary one, or else the first of type work.",
            kind=Kind.COMPLEX,
            is_multi=True,
            subs=_CONTACT,
        ),
        Attribute(
            name="phoneNumbers",
            about="One number is kept: the primary one, or else the first of type mobile.",
            kind=Kind.COMPLEX,
            is_multi=True,
            subs=_CONTACT,
        ),
        Attribute(
            name="groups",
            kind=Kind.COMPLEX,
            is_multi=True,
            mutability=_RO,
            subs=(
                Attribute(name="value", is_case_exact=True, mutability=_RO),
                Attribute(name="$ref", kind=Kind.REFERENCE, is_case_exact=True, mutability=_RO),
                Attribute(name="display", mutability=_RO),
                Attribute(name="type", mutability=_RO),
            ),
        ),
    ),
    extension_attributes=(
        Attribute(name="employeeNumber", is_case_exact=True),
        Attribute(
            name="organization",
            about="Code of the organisation on the platform; a change of it is a transfer.",
            is_case_exact=True,
        ),
        Attribute(name="department"),
    ),
    refused=MappingProxyType(
        {
            "password": "owners choose their password with an activation code, nobody else does",
            "roles": _NO_PERMISSIONS,
            "entitlements": _NO_PERMISSIONS,
            "permissions": _NO_PERMISSIONS,
        }
    ),
)
GROUPS = ResourceType(
    name="Group",
    endpoint="/Groups",
    about="Named sets of members of staff",
    schema=GROUP,
    attributes=(
        Attribute(name="displayName", is_required=True, is_unique=True),
        Attribute(
            name="members",
            kind=Kind.COMPLEX,
            is_multi=True,
            subs=(
                Attribute(name="value", is_case_exact=True, mutability=Mutability.IMMUTABLE),
                Attribute(name="$ref", kind=Kind.REFERENCE, is_case_exact=True, mutability=_RO),
                Attribute(name="display", mutability=_RO),
                Attribute(name="type", mutability=_RO),
            ),
        ),
    ),
    refused=MappingProxyType({"roles": _NO_PERMISSIONS, "permissions": _NO_PERMISSIONS}),
)
TYPES = (USERS, GROUPS)


def described(attribute: Attribute) -> Json:
    """Return an attribute as `/Schemas` shows it (RFC 7643, section 7)."""
    shown: Json = {
        "name": attribute.name,
        "type": attribute.kind.value,
        "multiValued": attribute.is_multi,
        "description": attribute.about,
        "required": attribute.is_required,
        "caseExact": attribute.is_case_exact,
        "mutability": attribute.mutability.value,
        "returned": "always" if attribute.is_always_returned else "default",
        "uniqueness": "server" if attribute.is_unique else "none",
    }
    if attribute.kind is Kind.REFERENCE:
        shown["referenceTypes"] = ["uri"]
    if attribute.subs:
        shown["subAttributes"] = [described(one) for one in attribute.subs]
    return shown
