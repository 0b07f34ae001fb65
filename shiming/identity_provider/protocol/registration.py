"""What a client says of itself when it registers (RFC 7591, section 2)."""

import dataclasses
from collections.abc import Mapping, Sequence

from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.types import Algorithm, AuthMethod, GrantType, Scope

LONGEST_NAME = 100
MOST_ADDRESSES = 20
MOST_KEYS = 10

# Ways that need the authority's own look are not to be had by self-service.
AUTH_METHODS = frozenset(
    {AuthMethod.BASIC, AuthMethod.POST, AuthMethod.PRIVATE_KEY_JWT, AuthMethod.NONE}
)
GRANT_TYPES = frozenset(
    {GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.DEVICE_CODE}
)
ALGORITHMS = frozenset({Algorithm.ES256, Algorithm.RS256, Algorithm.EDDSA})
DEFAULT_SCOPES = (Scope.OPENID.value, Scope.PROFILE.value)


class InvalidClientMetadata(OAuthError):
    """Something that the client says of itself is not to be had here (RFC 7591, 3.2.2)."""

    code = "invalid_client_metadata"


class InvalidRedirectUri(OAuthError):
    """An address may not be redirected to (RFC 7591, 3.2.2)."""

    code = "invalid_redirect_uri"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClientMetadata:
    """What a client says of itself; what we do not know is passed over, as the RFC demands."""

    name: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    auth_method: AuthMethod
    grant_types: tuple[GrantType, ...]
    scopes: tuple[str, ...]
    jwks: tuple[Mapping[str, object], ...]
    jwks_uri: str
    sector_identifier_uri: str
    logo_uri: str
    backchannel_logout_uri: str
    frontchannel_logout_uri: str
    id_token_algorithm: Algorithm
    userinfo_algorithm: Algorithm | None
    needs_pushed_requests: bool
    needs_signed_requests: bool
    client_id: str = ""
    """Which one it says that it is, when it changes its registration (RFC 7592, section 2.2)."""

    @property
    def addresses_of_ours_to_call(self) -> tuple[str, ...]:
        """Every address that this platform might call on the client's word."""
        stated = (
            self.jwks_uri,
            self.sector_identifier_uri,
            self.logo_uri,
            self.backchannel_logout_uri,
        )
        return tuple(address for address in stated if address)

    @classmethod
    def parse(cls, content: object) -> "ClientMetadata":
        """
        Read the JSON of a request.

        :raises InvalidClientMetadata: if something is of the wrong kind, or not to be had
        """
        if not isinstance(content, Mapping):
            raise InvalidClientMetadata("the body must be a JSON object")
        if content.get("response_types", ["code"]) != ["code"]:
            raise InvalidClientMetadata("the only response_type is code")
        if content.get("subject_type", "pairwise") != "pairwise":
            raise InvalidClientMetadata("the only subject_type is pairwise")
        name = _text(content, "client_name")
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidClientMetadata("client_name must have 1 to 100 printable characters")
        keys = content.get("jwks", {"keys": []})
        listed = keys.get("keys") if isinstance(keys, Mapping) else None
        if (
            not isinstance(listed, list)
            or len(listed) > MOST_KEYS
            or not all(isinstance(key, Mapping) for key in listed)
        ):
            raise InvalidClientMetadata("jwks must be a JSON Web Key Set")
        jwks_uri = _text(content, "jwks_uri")
        if listed and jwks_uri:
            raise InvalidClientMetadata("jwks and jwks_uri exclude each other")
        return cls(
            client_id=_text(content, "client_id"),
            name=name,
            redirect_uris=_texts(content, "redirect_uris"),
            post_logout_redirect_uris=_texts(content, "post_logout_redirect_uris"),
            auth_method=AuthMethod(
                _one_of(content, "token_endpoint_auth_method", AUTH_METHODS, AuthMethod.BASIC.value)
            ),
            grant_types=_grant_types(content),
            scopes=tuple(_text(content, "scope").split() or DEFAULT_SCOPES),
            jwks=tuple(listed),
            jwks_uri=jwks_uri,
            sector_identifier_uri=_text(content, "sector_identifier_uri"),
            logo_uri=_text(content, "logo_uri"),
            backchannel_logout_uri=_text(content, "backchannel_logout_uri"),
            frontchannel_logout_uri=_text(content, "frontchannel_logout_uri"),
            id_token_algorithm=Algorithm(
                _one_of(content, "id_token_signed_response_alg", ALGORITHMS, Algorithm.ES256.value)
            ),
            userinfo_algorithm=Algorithm(
                _one_of(content, "userinfo_signed_response_alg", ALGORITHMS, "")
            )
            if content.get("userinfo_signed_response_alg")
            else None,
            needs_pushed_requests=_flag(content, "require_pushed_authorization_requests"),
            needs_signed_requests=_flag(content, "require_signed_request_object"),
        )

    def as_json(self) -> dict[str, object]:
        """Return what was registered, in the words of the RFC."""
        content: dict[str, object] = {
            "client_name": self.name,
            "redirect_uris": list(self.redirect_uris),
            "post_logout_redirect_uris": list(self.post_logout_redirect_uris),
            "token_endpoint_auth_method": self.auth_method.value,
            "grant_types": [grant.value for grant in self.grant_types],
            "response_types": ["code"],
            "scope": " ".join(self.scopes),
            "subject_type": "pairwise",
            "id_token_signed_response_alg": self.id_token_algorithm.value,
            "require_pushed_authorization_requests": self.needs_pushed_requests,
            "require_signed_request_object": self.needs_signed_requests,
        }
        if self.jwks:
            content["jwks"] = {"keys": [dict(key) for key in self.jwks]}
        if self.userinfo_algorithm:
            content["userinfo_signed_response_alg"] = self.userinfo_algorithm.value
        for name in (
            "jwks_uri",
            "sector_identifier_uri",
            "logo_uri",
            "backchannel_logout_uri",
            "frontchannel_logout_uri",
        ):
            if value := getattr(self, name):
                content[name] = value
        return content


def _text(content: Mapping[str, object], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise InvalidClientMetadata(f"{name} must be a text")
    return value.strip()


def _texts(content: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = content.get(name, [])
    if (
        not isinstance(value, Sequence)
        or isinstance(value, str)
        or len(value) > MOST_ADDRESSES
        or not all(isinstance(one, str) and "\0" not in one for one in value)
    ):
        raise InvalidClientMetadata(f"{name} must be a list of texts")
    return tuple(dict.fromkeys(value))


def _flag(content: Mapping[str, object], name: str) -> bool:
    value = content.get(name, False)
    if not isinstance(value, bool):
        raise InvalidClientMetadata(f"{name} must be true or false")
    return value


def _one_of(content: Mapping[str, object], name: str, allowed: frozenset[str], default: str) -> str:
    value = _text(content, name) or default
    if value not in allowed:
        raise InvalidClientMetadata(f"{name} is not supported")
    return value


def _grant_types(content: Mapping[str, object]) -> tuple[GrantType, ...]:
    stated = _texts(content, "grant_types") or (GrantType.AUTHORIZATION_CODE.value,)
    if not GRANT_TYPES.issuperset(stated):
        raise InvalidClientMetadata("a grant type is not supported")
    return tuple(GrantType(one) for one in stated)
