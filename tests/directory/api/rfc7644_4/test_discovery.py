"""RFC 7644, section 4: what the service says of itself."""

import pytest
from django.test import Client

from shiming.directory.scim.schemas import ENTERPRISE, GROUP, USER
from tests.directory.api.conftest import ADDRESS, Scim, error, read

pytestmark = pytest.mark.django_db


class TestTheConfiguration:
    def test_is_there_for_everybody(self) -> None:
        content = read(Client().get("/scim/v2/ServiceProviderConfig"))

        supported = {
            name: content[name]["supported"]
            for name in ("patch", "bulk", "filter", "changePassword", "sort", "etag")
        }
        assert supported == {
            "patch": True,
            "bulk": False,
            "filter": True,
            "changePassword": False,
            "sort": True,
            "etag": True,
        }
        assert content["pagination"] == {
            "cursor": True,
            "index": True,
            "defaultPaginationMethod": "index",
            "defaultPageSize": 100,
            "maxPageSize": 200,
        }
        assert content["authenticationSchemes"][0]["type"] == "oauthbearertoken"

    @pytest.mark.parametrize("path", ["ServiceProviderConfig", "ResourceTypes", "Schemas"])
    def test_takes_no_filter(self, path: str) -> None:
        assert error(Client().get(f"/scim/v2/{path}?filter=id+pr")) == (403, None)


class TestSchemas:
    def test_list_what_is_kept_and_nothing_that_opens_a_door(self) -> None:
        content = read(Client().get("/scim/v2/Schemas"))

        names = {
            one["id"]: {attribute["name"] for attribute in one["attributes"]}
            for one in content["Resources"]
        }
        assert names.keys() == {USER, ENTERPRISE, GROUP}
        assert names[USER].isdisjoint({"password", "roles", "entitlements", "x509Certificates"})
        assert names[GROUP] == {"displayName", "members"}

    def test_are_had_one_by_one(self) -> None:
        content = read(Client().get(f"/scim/v2/Schemas/{USER}"))

        name = next(one for one in content["attributes"] if one["name"] == "userName")
        assert (name["required"], name["uniqueness"], name["mutability"], name["caseExact"]) == (
            True,
            "server",
            "immutable",
            False,
        )
        assert error(Client().get("/scim/v2/Schemas/urn:none")) == (404, None)


class TestResourceTypes:
    def test_name_their_schemas(self) -> None:
        content = read(Client().get("/scim/v2/ResourceTypes"))

        assert [(one["id"], one["endpoint"]) for one in content["Resources"]] == [
            ("User", "/Users"),
            ("Group", "/Groups"),
        ]
        single = read(Client().get("/scim/v2/ResourceTypes/User"))
        assert single["schemaExtensions"] == [{"schema": ENTERPRISE, "required": False}]
        assert single["meta"]["location"] == f"{ADDRESS}/ResourceTypes/User"


class TestWhatIsNotServed:
    def test_says_so(self, personnel: Scim) -> None:
        assert error(personnel.get("/Bulk")) == (501, None)

    @pytest.mark.parametrize(
        ("method", "path"),
        [("DELETE", "/Users"), ("POST", "/Users/0190a000-0000-7000-8000-000000000000")],
    )
    def test_names_the_methods_that_are(self, personnel: Scim, method: str, path: str) -> None:
        response = personnel.ask(method, path, {})

        assert error(response) == (405, None)
        assert "GET" in response["Allow"]
