"""The metadata of the provider (OpenID Connect Discovery 1.0, section 3; RFC 8414)."""

from shiming.identity_provider.protocol.claims import CLAIMS_OF_SCOPE, TRUST_FRAMEWORK
from shiming.identity_provider.protocol.messages import Response, json_response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.tokens_of_others import ALGORITHMS
from shiming.identity_provider.types import AuthMethod, GrantType, Scope
from shiming.kernel.levels import Level

PROMPTS = ("none", "login", "consent", "select_account", "create")
# Clients may keep it for five minutes; a browser application of another origin may read it.
PUBLIC = (("Cache-Control", "public, max-age=300"), ("Access-Control-Allow-Origin", "*"))

AUTHORIZE = "/oauth2/authorize"
TOKEN = "/oauth2/token"  # noqa: S105 - an address
USERINFO = "/oauth2/userinfo"
INTROSPECTION = "/oauth2/introspect"
REVOCATION = "/oauth2/revoke"
DEVICE_AUTHORIZATION = "/oauth2/device-authorization"
DEVICE = "/oauth2/device"
JWKS = "/oauth2/jwks"
END_SESSION = "/oauth2/end-session"
CONTINUE = "/oauth2/continue/"
PUSH = "/oauth2/par"
REGISTER = "/oauth2/register"
CAS_LOGIN = "/cas/login"
CAS_LOGOUT = "/cas/logout"
DISCOVERY = "/.well-known/openid-configuration"


def discovery(provider: Provider) -> Response:
    """Return the discovery document."""
    levels = [level.acr for level in Level if level is not Level.ANONYMOUS]
    methods = frozenset(AuthMethod)
    if not provider.takes_certificates:
        methods -= {AuthMethod.TLS, AuthMethod.SELF_SIGNED_TLS}
    claims = [name for names in CLAIMS_OF_SCOPE.values() for name in names]
    return json_response(
        {
            "issuer": provider.issuer,
            "authorization_endpoint": provider.address(AUTHORIZE),
            "token_endpoint": provider.address(TOKEN),
            "userinfo_endpoint": provider.address(USERINFO),
            "introspection_endpoint": provider.address(INTROSPECTION),
            "revocation_endpoint": provider.address(REVOCATION),
            "device_authorization_endpoint": provider.address(DEVICE_AUTHORIZATION),
            "jwks_uri": provider.address(JWKS),
            "pushed_authorization_request_endpoint": provider.address(PUSH),
            "registration_endpoint": provider.address(REGISTER),
            "end_session_endpoint": provider.address(END_SESSION),
            "scopes_supported": list(Scope),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": list(GrantType),
            "subject_types_supported": ["pairwise", "public"],
            "id_token_signing_alg_values_supported": sorted(provider.keys.signers),
            "userinfo_signing_alg_values_supported": sorted(provider.keys.signers),
            **_authentication("token", methods),
            **_authentication("introspection", methods - {AuthMethod.NONE}),
            **_authentication("revocation", methods),
            "tls_client_certificate_bound_access_tokens": provider.takes_certificates,
            "dpop_signing_alg_values_supported": list(ALGORITHMS),
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": levels,
            "prompt_values_supported": list(PROMPTS),
            "claims_supported": ["sub", "acr", "amr", "auth_time", "sid", "local_user", *claims],
            "claims_parameter_supported": True,
            "request_parameter_supported": True,
            "request_object_signing_alg_values_supported": list(ALGORITHMS),
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": True,
            "verified_claims_supported": True,
            "trust_frameworks_supported": [TRUST_FRAMEWORK],
            "evidence_supported": ["electronic_record"],
            "ui_locales_supported": ["zh-CN", "en"],
        },
        headers=PUBLIC,
    )


def _authentication(endpoint: str, methods: frozenset[AuthMethod]) -> dict[str, list[str]]:
    return {
        f"{endpoint}_endpoint_auth_methods_supported": [
            one for one in AuthMethod if one in methods
        ],
        f"{endpoint}_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
    }
