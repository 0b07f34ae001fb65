"""What resources mean to the directory: from facts to what is sent, and from there to drafts."""

import datetime as dt
import uuid
from collections.abc import Sequence

from shiming.accounts.types import AccountId
from shiming.directory.scim.errors import invalid_value
from shiming.directory.scim.schemas import ENTERPRISE, GROUPS, USERS, Json, ResourceType
from shiming.directory.types import (
    GroupDraft,
    GroupFacts,
    MemberFacts,
    StaffDraft,
    StaffFacts,
    StaffProfile,
)


def user_resource(facts: StaffFacts, *, client_id: str, base: str) -> Json:
    """Return a member of staff as a User; what others call them is theirs alone."""
    profile = facts.profile
    name = _filled(
        formatted=profile.formatted_name,
        familyName=profile.family_name,
        givenName=profile.given_name,
    )
    enterprise = _filled(
        employeeNumber=profile.employee_number,
        organization=facts.organisation_code,
        department=profile.department,
    )
    resource: Json = {
        "schemas": [USERS.schema, *([ENTERPRISE] if enterprise else [])],
        "id": str(facts.account_id),
        "userName": facts.user_name,
        "active": facts.is_active,
        **_filled(
            externalId=facts.external_id if facts.external_domain == client_id else "",
            displayName=profile.display_name,
            title=profile.title,
        ),
        **({"name": name} if name else {}),
        **_contact("emails", profile.email, profile.email_type),
        **_contact("phoneNumbers", profile.phone, profile.phone_type),
    }
    if facts.groups:
        resource["groups"] = [
            {
                "value": str(group.id),
                "$ref": f"{base}{GROUPS.endpoint}/{group.id}",
                "display": group.name,
                "type": "direct",
            }
            for group in facts.groups
        ]
    if enterprise:
        resource[ENTERPRISE] = enterprise
    resource["meta"] = _meta(
        USERS,
        key=facts.account_id,
        created_at=facts.created_at,
        changed_at=facts.changed_at,
        version=user_version(facts),
        base=base,
    )
    return resource


def user_version(facts: StaffFacts) -> str:
    """Return the entity tag; that an officer froze somebody is a new state too."""
    return f'W/"{facts.version}{"" if facts.is_active else "-stopped"}"'


def group_resource(
    facts: GroupFacts, members: Sequence[MemberFacts] | None, *, client_id: str, base: str
) -> Json:
    """Return a group as a Group; without members if they are None."""
    resource: Json = {
        "schemas": [GROUPS.schema],
        "id": str(facts.id),
        "displayName": facts.name,
        **_filled(externalId=facts.external_id if facts.external_domain == client_id else ""),
    }
    if members:
        resource["members"] = [
            {
                "value": str(member.account_id),
                "$ref": f"{base}{USERS.endpoint}/{member.account_id}",
                "display": member.name,
                "type": USERS.name,
            }
            for member in members
        ]
    resource["meta"] = _meta(
        GROUPS,
        key=facts.id,
        created_at=facts.created_at,
        changed_at=facts.changed_at,
        version=group_version(facts),
        base=base,
    )
    return resource


def group_version(facts: GroupFacts) -> str:
    """Return the entity tag."""
    return f'W/"{facts.version}"'


def staff_draft(resource: Json) -> StaffDraft:
    """
    Return the member of staff that a resource with canonical names describes.

    :raises ScimError: if there is no login name
    """
    name, enterprise = _object(resource, "name"), _object(resource, ENTERPRISE)
    email, email_type = _kept(resource, "emails", preferred="work")
    phone, phone_type = _kept(resource, "phoneNumbers", preferred="mobile")
    user_name = _text(resource, "userName")
    if not user_name:
        raise invalid_value("userName is required")
    return StaffDraft(
        user_name=user_name,
        external_id=_text(resource, "externalId"),
        is_active=resource.get("active") is not False,
        organisation_code=_text(enterprise, "organization"),
        profile=StaffProfile(
            display_name=_text(resource, "displayName"),
            formatted_name=_text(name, "formatted"),
            family_name=_text(name, "familyName"),
            given_name=_text(name, "givenName"),
            title=_text(resource, "title"),
            email=email,
            email_type=email_type,
            phone=phone,
            phone_type=phone_type,
            employee_number=_text(enterprise, "employeeNumber"),
            department=_text(enterprise, "department"),
        ),
    )


def group_draft(resource: Json, *, before: GroupFacts | None) -> GroupDraft:
    """
    Return the group that a resource with canonical names describes; it keeps what SCIM cannot say.

    :raises ScimError: if there is no name, or a member is no identifier
    """
    name = _text(resource, "displayName")
    if not name:
        raise invalid_value("displayName is required")
    values = resource.get("members")
    members = values if isinstance(values, list) else []
    return GroupDraft(
        name=name,
        description=before.description if before else "",
        external_id=_text(resource, "externalId"),
        organisation_code=before.organisation_code if before else "",
        members=frozenset(_member(one) for one in members),
    )


def _member(value: object) -> AccountId:
    stated = value.get("value") if isinstance(value, dict) else None
    try:
        return AccountId(uuid.UUID(str(stated)))
    except ValueError as error:
        raise invalid_value("a member is not known") from error


def _kept(resource: Json, name: str, *, preferred: str) -> tuple[str, str]:
    """Return value and type of the one contact that is kept: nobody needs two for their work."""
    listed = resource.get(name)
    values = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    values = [one for one in values if one.get("value")]
    if not values:
        return "", ""
    chosen = min(
        values,
        key=lambda one: (
            one.get("primary") is not True,
            str(one.get("type", "")).lower() != preferred,
        ),
    )
    return str(chosen["value"]), str(chosen.get("type", ""))


def _contact(name: str, value: str, kind: str) -> Json:
    if not value:
        return {}
    return {name: [{"value": value, **_filled(type=kind), "primary": True}]}


def _meta(
    resource_type: ResourceType,
    *,
    key: uuid.UUID,
    created_at: dt.datetime,
    changed_at: dt.datetime,
    version: str,
    base: str,
) -> Json:
    return {
        "resourceType": resource_type.name,
        "created": created_at.astimezone(dt.UTC).isoformat(),
        "lastModified": changed_at.astimezone(dt.UTC).isoformat(),
        "location": f"{base}{resource_type.endpoint}/{key}",
        "version": version,
    }


def _object(resource: Json, name: str) -> Json:
    found = resource.get(name)
    return found if isinstance(found, dict) else {}


def _text(resource: Json, name: str) -> str:
    found = resource.get(name)
    return found if isinstance(found, str) else ""


def _filled(**values: str) -> Json:
    return {name: value for name, value in values.items() if value}
