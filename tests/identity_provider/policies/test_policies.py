"""What a client may be registered with."""

import pytest

from shiming.identity_provider import errors, policies
from shiming.kernel.errors import DomainError


def refusal(**changes: object) -> DomainError | None:
    wish: dict[str, object] = {
        "client_id": "hall-1",
        "redirect_uris": ["https://hall.example/callback"],
        "post_logout_redirect_uris": [],
        "scopes": ["openid"],
        "sector": "hall.example",
    }
    return policies.refusal_to_register_client(**(wish | changes))  # type: ignore[arg-type]  # tests say what they change


class TestRefusalToRegisterClient:
    def test_is_none_for_a_client_in_order(self) -> None:
        assert refusal() is None

    @pytest.mark.parametrize("client_id", ["", "ab", "a b", "a/b", "x" * 65, "大厅大厅"])
    def test_names_an_identifier_that_is_not_allowed(self, client_id: str) -> None:
        assert isinstance(refusal(client_id=client_id), errors.ClientIdInvalid)

    @pytest.mark.parametrize("scopes", [[], ["profile"], ["openid", "admin"]])
    def test_names_scopes_that_are_not_ours(self, scopes: list[str]) -> None:
        assert isinstance(refusal(scopes=scopes), errors.ScopeUnknown)

    def test_names_a_missing_address(self) -> None:
        assert isinstance(refusal(redirect_uris=[]), errors.RedirectUriInvalid)

    def test_names_a_bad_address_after_sign_out(self) -> None:
        uris = ["http://hall.example/"]
        assert isinstance(refusal(post_logout_redirect_uris=uris), errors.RedirectUriInvalid)

    def test_names_a_missing_sector(self) -> None:
        assert isinstance(refusal(sector=""), errors.SectorUnclear)


class TestIsExactAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "https://hall.example/callback",
            "https://hall.example:8443/a?tenant=1",
            "http://127.0.0.1:8710/callback",
            "http://localhost/callback",
            "http://[::1]:8710/callback",
        ],
    )
    def test_takes_what_is_exact(self, address: str) -> None:
        assert policies.is_exact_address(address)

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "/callback",
            "//hall.example/",
            "hall.example/callback",
            "http://hall.example/callback",
            "http://127.0.0.1.evil.example/",
            "https://hall.example/#",
            "https://hall.example/#part",
            "https://*.hall.example/",
            "https://user@hall.example/",
            "https://hall.example/../x",
            "https://hall.example\\@evil.example/",
            "https://hall.example/ x",
            "https://hall.example/\n",
            "https://大厅.example/",
            "https://hall.example:port/",
            "https://[hall.example/",
            "https://",
            "javascript:alert(1)",
            "data:text/html,x",
            "app.example:/callback",
        ],
    )
    def test_refuses_what_two_parsers_could_read_differently(self, address: str) -> None:
        assert not policies.is_exact_address(address)


class TestMovedTo:
    @pytest.mark.parametrize(
        ("address", "redirect_uris", "moved"),
        [
            ("", ["https://b.example/cb"], ""),
            ("https://b.example/out", ["https://b.example/cb"], "https://b.example/out"),
            ("https://a.example/o?x=1", ["https://b.example/cb"], "https://b.example/o?x=1"),
            ("https://a.example/o", ["https://b.example/1", "https://b.example:8/2"], ""),
        ],
    )
    def test_is_the_same_place_at_the_new_host(
        self, address: str, redirect_uris: list[str], moved: str
    ) -> None:
        assert policies.moved_to(address, redirect_uris) == moved


class TestSectorOf:
    def test_is_the_one_host(self) -> None:
        assert policies.sector_of(["https://a.example/1", "https://a.example:8/2"]) == "a.example"

    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1:1/x", "http://localhost/", "http://[::1]/"]
    )
    def test_is_the_clients_own_where_the_host_is_anybodys(self, address: str) -> None:
        assert policies.sector_of([address], own="client-1") == "client-1"
        assert policies.sector_of(["https://a.example/1"], own="client-1") == "a.example"

    @pytest.mark.parametrize(
        "addresses", [[], ["https://a.example/", "https://b.example/"], ["https://[a/"]]
    )
    def test_is_empty_where_that_is_unclear(self, addresses: list[str]) -> None:
        assert policies.sector_of(addresses) == ""
