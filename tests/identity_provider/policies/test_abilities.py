"""What a client may do as a machine."""

from typing import Any

import pytest

from shiming.identity_provider import errors
from shiming.identity_provider.policies.abilities import refusal_to_give_abilities
from shiming.identity_provider.policies.clients import refusal_to_register_client
from shiming.identity_provider.types import Abilities, AuthMethod, GrantType
from shiming.kernel.errors import DomainError
from tests.factories.signed_tokens import make_key, public

KEY = public(make_key())
SM2_KEY = {"kty": "EC", "crv": "SM2", "x": "x", "y": "y"}
THUMBPRINT = "t" * 43


def refusal(
    auth_method: AuthMethod = AuthMethod.BASIC, scopes: tuple[str, ...] = ("openid",), **more: Any
) -> DomainError | None:
    return refusal_to_give_abilities(
        abilities=Abilities(**more), auth_method=auth_method, scopes=scopes
    )


class TestRefusalToGiveAbilities:
    @pytest.mark.parametrize(
        ("method", "more"),
        [
            (AuthMethod.BASIC, {}),
            (AuthMethod.NONE, {}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": (KEY, SM2_KEY)}),
            (AuthMethod.TLS, {"certificate": "CN=rosters.example"}),
            (AuthMethod.SELF_SIGNED_TLS, {"certificate": THUMBPRINT}),
            (AuthMethod.BASIC, {"grant_types": tuple(GrantType)}),
            (AuthMethod.NONE, {"grant_types": (GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)}),
            (AuthMethod.BASIC, {"resources": ("https://a.example/b",), "serves": ("https://c.d",)}),
        ],
    )
    def test_is_none_for_what_fits_together(self, method: AuthMethod, more: dict[str, Any]) -> None:
        assert refusal(method, **more) is None

    @pytest.mark.parametrize(
        ("method", "grant_types"),
        [
            (AuthMethod.BASIC, ()),
            (AuthMethod.BASIC, (GrantType.REFRESH_TOKEN,)),
            (AuthMethod.BASIC, (GrantType.CLIENT_CREDENTIALS, GrantType.REFRESH_TOKEN)),
            (AuthMethod.NONE, (GrantType.CLIENT_CREDENTIALS,)),
            (AuthMethod.NONE, (GrantType.AUTHORIZATION_CODE, GrantType.TOKEN_EXCHANGE)),
        ],
    )
    def test_names_ways_that_do_not_fit(
        self, method: AuthMethod, grant_types: tuple[GrantType, ...]
    ) -> None:
        assert isinstance(refusal(method, grant_types=grant_types), errors.GrantTypesInvalid)

    @pytest.mark.parametrize(
        ("method", "more"),
        [
            (AuthMethod.PRIVATE_KEY_JWT, {}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": (KEY,), "certificate": "CN=x"}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": (KEY | {"d": "private"},)}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": (SM2_KEY | {"d": "private"},)}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": ({"kty": "EC", "crv": "SM2", "x": "x"},)}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": ({"kty": "oct", "k": "c2VjcmV0"},)}),
            (AuthMethod.PRIVATE_KEY_JWT, {"jwks": ({"kty": "RSA", "n": "AQAB", "e": "AQAB"},)}),
            (AuthMethod.TLS, {}),
            (AuthMethod.SELF_SIGNED_TLS, {}),
            (AuthMethod.SELF_SIGNED_TLS, {"certificate": "CN=rosters.example"}),
            (AuthMethod.BASIC, {"certificate": "CN=rosters.example"}),
            (AuthMethod.BASIC, {"jwks": ({"kty": 1},)}),
        ],
    )
    def test_names_keys_that_prove_nothing(self, method: AuthMethod, more: dict[str, Any]) -> None:
        assert isinstance(refusal(method, **more), errors.KeysInvalid)

    @pytest.mark.parametrize("name", ["resources", "serves"])
    @pytest.mark.parametrize("address", ["rosters", "https://a.example/#b", "http://a.example"])
    def test_names_a_resource_that_is_no_address(self, name: str, address: str) -> None:
        more: dict[str, Any] = {name: (address,)}
        assert isinstance(refusal(**more), errors.ResourceInvalid)

    def test_takes_scopes_of_machines(self) -> None:
        assert refusal(scopes=("openid", "rosters:read")) is None
        assert isinstance(refusal(scopes=("rosters",)), errors.ScopeUnknown)


class TestRefusalToRegisterMachine:
    def test_is_none_without_an_address_and_without_openid(self) -> None:
        assert self.refusal(redirect_uris=[], scopes=["rosters:read"]) is None

    def test_names_an_address_that_nobody_is_sent_to(self) -> None:
        refused = self.refusal(redirect_uris=["https://a.example/"], scopes=["rosters:read"])
        assert isinstance(refused, errors.RedirectUriInvalid)

    def refusal(self, *, redirect_uris: list[str], scopes: list[str]) -> DomainError | None:
        return refusal_to_register_client(
            client_id="machine",
            redirect_uris=redirect_uris,
            post_logout_redirect_uris=[],
            scopes=scopes,
            sector="machine",
            abilities=Abilities(grant_types=(GrantType.CLIENT_CREDENTIALS,)),
        )
