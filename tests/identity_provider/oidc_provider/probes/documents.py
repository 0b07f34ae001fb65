"""OpenID Connect Discovery, section 3; RFC 8414; RFC 7517; and the header of CORS."""

import json
from collections.abc import Callable, Mapping

import requests

from tests.identity_provider.oidc_provider.sides import Side

MEMBERS = (
    "acr_values_supported",
    "authorization_endpoint",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "backchannel_logout_supported",
    "claim_types_supported",
    "claims_parameter_supported",
    "claims_supported",
    "code_challenge_methods_supported",
    "device_authorization_endpoint",
    "dpop_signing_alg_values_supported",
    "end_session_endpoint",
    "evidence_supported",
    "frontchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "grant_types_supported",
    "id_token_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "issuer",
    "jwks_uri",
    "prompt_values_supported",
    "pushed_authorization_request_endpoint",
    "registration_endpoint",
    "request_object_signing_alg_values_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "response_modes_supported",
    "response_types_supported",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "scopes_supported",
    "subject_types_supported",
    "tls_client_certificate_bound_access_tokens",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "trust_frameworks_supported",
    "ui_locales_supported",
    "userinfo_endpoint",
    "userinfo_signing_alg_values_supported",
    "verified_claims_supported",
)
# What is ruled as such, and not only that it is there.
TOLD = ("response_types_supported", "response_modes_supported", "code_challenge_methods_supported")
Ask = Callable[[Side], requests.Response | str]


def member(name: str) -> Ask:
    def ask(side: Side) -> str:
        found = side.ask("GET", side.places.discovery).json().get(name)
        if name in TOLD or isinstance(found, bool):
            return json.dumps(sorted(found) if isinstance(found, list) else found)
        return "absent" if found is None else "there"

    return ask


def further(side: Side) -> str:
    found = side.said(side.ask("GET", side.places.discovery))
    return " ".join(sorted(set(found) - set(MEMBERS))) or "none"


def key_members(side: Side) -> str:
    keys = side.ask("GET", side.places.jwks).json()["keys"]
    return " ".join(sorted({name for key in keys for name in key}))


def asked(place: str, method: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.ask(method, getattr(side.places, place))

    return ask


def allowed_origin(place: str, method: str = "GET") -> Ask:
    def ask(side: Side) -> str:
        headers = {"Origin": "https://evil.example"}
        response = side.ask(method, getattr(side.places, place), headers=headers)
        return response.headers.get("Access-Control-Allow-Origin", "none")

    return ask


PROBES: Mapping[str, Ask] = {
    **{f"discovery: {name}": member(name) for name in MEMBERS},
    "discovery: further members": further,
    "discovery: HEAD": asked("discovery", "HEAD"),
    "discovery: POST": asked("discovery", "POST"),
    "keys: members": key_members,
    "keys: POST": asked("jwks", "POST"),
    "foreign origin: discovery": allowed_origin("discovery"),
    "foreign origin: keys": allowed_origin("jwks"),
    "foreign origin: token": allowed_origin("token", "POST"),
    "foreign origin: userinfo": allowed_origin("userinfo"),
    "foreign origin: introspection": allowed_origin("introspect", "POST"),
}
