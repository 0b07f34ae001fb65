"""The metadata of the provider (OpenID Connect Discovery 1.0, section 3; RFC 8414)."""

from shiming.identity_provider.protocol.claims import CLAIMS_OF_SCOPE, TRUST_FRAMEWORK
from shiming.identity_provider.protocol.id_tokens import ALGORITHM
from shiming.identity_provider.protocol.messages import Response, json_response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.types import AuthMethod, Scope
from shiming.kernel.levels import Level

# Clients may keep it for five minutes; a browser application of another origin may read it.
PUBLIC = (("Cache-Control", "public, max-age=300"), ("Access-Control-Allow-Origin", "*"))

AUTHORIZE = "/oauth2/authorize"
TOKEN = "/oauth2/token"  # noqa: S105 - an address
USERINFO = "/oauth2/userinfo"
JWKS = "/oauth2/jwks"
END_SESSION = "/oauth2/end-session"
CONTINUE = "/oauth2/continue/"
DISCOVERY = "/.well-known/openid-configuration"


def discovery(provider: Provider) -> Response:
    """Return the discovery document."""
    levels = [level.acr for level in Level if level is not Level.ANONYMOUS]
    claims = [name for names in CLAIMS_OF_SCOPE.values() for name in names]
    return json_response(
        {
            "issuer": provider.issuer,
            "authorization_endpoint": provider.address(AUTHORIZE),
            "token_endpoint": provider.address(TOKEN),
            "userinfo_endpoint": provider.address(USERINFO),
            "jwks_uri": provider.address(JWKS),
            "end_session_endpoint": provider.address(END_SESSION),
            "scopes_supported": list(Scope),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": list(AuthMethod),
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": levels,
            "prompt_values_supported": ["none", "login", "consent"],
            "claims_supported": ["sub", "acr", "amr", "auth_time", "sid", *claims],
            "claims_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "verified_claims_supported": True,
            "trust_frameworks_supported": [TRUST_FRAMEWORK],
            "evidence_supported": ["electronic_record"],
            "ui_locales_supported": ["zh-CN", "en"],
        },
        headers=PUBLIC,
    )
