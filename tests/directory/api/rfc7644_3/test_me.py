"""RFC 7644, section 3.11: who signed on to a client is shown as the directory has them."""

import uuid

from shiming.accounts.types import AccountId
from tests.directory.api.conftest import FakeTokens, Scim, error, read


def on_behalf(tokens: FakeTokens, account_id: str, *, client: str = "hr") -> Scim:
    """Return the client with the token of somebody who signed on to it."""
    tokens.persons[client] = AccountId(uuid.UUID(account_id))
    return Scim(token=client)


class TestMe:
    def test_is_the_person_whose_token_it_is(self, personnel: Scim, tokens: FakeTokens) -> None:
        made = personnel.create("staff.jia")

        response = on_behalf(tokens, made["id"], client=personnel.token).get("/Me")

        assert response.status_code == 200
        assert read(response) == personnel.found(f"/Users/{made['id']}")
        assert response["Location"].endswith(f"/Users/{made['id']}")
        again = personnel.get("/Me", **{"If-None-Match": response["ETag"]})
        assert again.status_code == 304

    def test_is_nobody_where_they_are_no_staff_of_this_clients(
        self, personnel: Scim, city: Scim, tokens: FakeTokens
    ) -> None:
        elsewhere = personnel.create("staff.jia")["id"]

        assert error(personnel.get("/Me")) == (404, None)
        outside = on_behalf(tokens, elsewhere, client=city.token)
        assert error(outside.get("/Me")) == (404, None)

    def test_is_only_read(self, personnel: Scim, tokens: FakeTokens) -> None:
        made = personnel.create("staff.jia")
        me = on_behalf(tokens, made["id"], client=personnel.token)

        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert error(me.ask(method, "/Me", {})) == (405, None)
        assert personnel.found(f"/Users/{made['id']}")["active"] is True
