"""What the service says of itself (RFC 7644, section 4); nothing of people, so anybody may ask."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from shiming.directory import ports
from shiming.directory.api.scim.exchange import answer, refusal
from shiming.directory.api.scim.searching import MOST_COUNT, USUAL_COUNT
from shiming.directory.scim.errors import ScimError
from shiming.directory.scim.schemas import (
    LIST_RESPONSE,
    TYPES,
    Attribute,
    Json,
    ResourceType,
    described,
)

_CONFIGURATION = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"


@require_safe
def service_provider_config(request: HttpRequest) -> HttpResponse:
    """Say which parts of the standard are served (RFC 7643, section 5)."""
    return _filtered(request) or answer(
        {
            "schemas": [_CONFIGURATION],
            "patch": {"supported": True},
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MOST_COUNT},
            "changePassword": {"supported": False},
            "sort": {"supported": True},
            "etag": {"supported": True},
            "pagination": {
                "cursor": True,
                "index": True,
                "defaultPaginationMethod": "index",
                "defaultPageSize": USUAL_COUNT,
                "maxPageSize": MOST_COUNT,
            },
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth 2 bearer token",
                    "description": "Client credentials of this platform,"
                    f" scopes scim:read and scim:write, resource {ports.scim_address()}",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750",
                    "primary": True,
                }
            ],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": f"{ports.scim_address()}/ServiceProviderConfig",
            },
        }
    )


@require_safe
def resource_types(request: HttpRequest) -> HttpResponse:
    """List the kinds of resources (RFC 7643, section 6)."""
    return _filtered(request) or _list([_resource_type(one) for one in TYPES])


@require_safe
def resource_type(_request: HttpRequest, name: str) -> HttpResponse:
    """Show one kind of resources."""
    found = [_resource_type(one) for one in TYPES if one.name == name]
    return answer(found[0]) if found else _not_found()


@require_safe
def schemas(request: HttpRequest) -> HttpResponse:
    """List the schemas with all attributes (RFC 7643, section 7)."""
    return _filtered(request) or _list(_schemas())


@require_safe
def schema(_request: HttpRequest, name: str) -> HttpResponse:
    """Show one schema."""
    found = [one for one in _schemas() if str(one["id"]).lower() == name.lower()]
    return answer(found[0]) if found else _not_found()


def _schemas() -> list[Json]:
    shown = []
    for one in TYPES:
        shown.append(_schema(one.schema, one.name, one.about, one.attributes))
        if one.extension:
            about = "Where they work"
            shown.append(_schema(one.extension, "EnterpriseUser", about, one.extension_attributes))
    return shown


def _schema(urn: str, name: str, about: str, attributes: Sequence[Attribute]) -> Json:
    return {
        "schemas": [_SCHEMA],
        "id": urn,
        "name": name,
        "description": about,
        "attributes": [described(one) for one in attributes],
        "meta": {"resourceType": "Schema", "location": f"{ports.scim_address()}/Schemas/{urn}"},
    }


def _resource_type(one: ResourceType) -> Json:
    shown: Json = {
        "schemas": [_RESOURCE_TYPE],
        "id": one.name,
        "name": one.name,
        "endpoint": one.endpoint,
        "description": one.about,
        "schema": one.schema,
        "meta": {
            "resourceType": "ResourceType",
            "location": f"{ports.scim_address()}/ResourceTypes/{one.name}",
        },
    }
    if one.extension:
        shown["schemaExtensions"] = [{"schema": one.extension, "required": False}]
    return shown


def _list(found: Sequence[Json]) -> HttpResponse:
    return answer(
        {
            "schemas": [LIST_RESPONSE],
            "totalResults": len(found),
            "startIndex": 1,
            "itemsPerPage": len(found),
            "Resources": list(found),
        }
    )


def _filtered(request: HttpRequest) -> HttpResponse | None:
    """Refuse a filter here, as section 4 says."""
    if "filter" not in request.GET:
        return None
    return refusal(ScimError("this list takes no filter", status=403))


def _not_found() -> HttpResponse:
    return refusal(ScimError("there is no such resource", status=404))
