"""Which address is answered in front of Django, and by what: the dispatcher's table."""

import dataclasses
import uuid
from collections.abc import Callable

from shiming.identity_provider.engine import Endpoint
from shiming.identity_provider.protocol.endpoints import discovery as addresses
from shiming.identity_provider.protocol.endpoints.authorization.endpoint import authorize
from shiming.identity_provider.protocol.endpoints.cas import validation as cas
from shiming.identity_provider.protocol.endpoints.cas.login import login as cas_login
from shiming.identity_provider.protocol.endpoints.cas.logout import logout as cas_logout
from shiming.identity_provider.protocol.endpoints.device_authorization.endpoint import (
    authorize_device,
)
from shiming.identity_provider.protocol.endpoints.discovery import discovery
from shiming.identity_provider.protocol.endpoints.end_session.endpoint import end_session
from shiming.identity_provider.protocol.endpoints.introspection.endpoint import introspect
from shiming.identity_provider.protocol.endpoints.jwks import jwks
from shiming.identity_provider.protocol.endpoints.pushed_authorization.endpoint import push
from shiming.identity_provider.protocol.endpoints.revocation.endpoint import revoke
from shiming.identity_provider.protocol.endpoints.token.endpoint import token
from shiming.identity_provider.protocol.endpoints.userinfo.endpoint import userinfo
from shiming.identity_provider.protocol.messages import Outcome, Response
from shiming.identity_provider.protocol.provider import Provider


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """A public document, made once for each state of the provider."""

    make: Callable[[Provider], Response]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address, the methods that it takes, and who answers."""

    name: str
    methods: frozenset[str]
    answer: Endpoint[Outcome] | Published
    is_logged: bool = True


READ = frozenset({"GET", "HEAD"})
GET = frozenset({"GET"})
POST = frozenset({"POST"})
BOTH = frozenset({"GET", "POST"})
CONTINUE = Route(name="continue", methods=frozenset({"GET"}), answer=authorize)
"""The addresses under which people come back; the dispatcher adds which interaction."""
ROUTES = {
    addresses.DISCOVERY: Route(
        name="discovery", methods=READ, answer=Published(discovery), is_logged=False
    ),
    addresses.JWKS: Route(name="jwks", methods=READ, answer=Published(jwks), is_logged=False),
    addresses.AUTHORIZE: Route(name="authorize", methods=BOTH, answer=authorize),
    addresses.PUSH: Route(name="push", methods=POST, answer=push),
    addresses.END_SESSION: Route(name="end_session", methods=BOTH, answer=end_session),
    addresses.TOKEN: Route(name="token", methods=POST, answer=token),
    addresses.INTROSPECTION: Route(name="introspection", methods=POST, answer=introspect),
    addresses.REVOCATION: Route(name="revocation", methods=POST, answer=revoke),
    addresses.DEVICE_AUTHORIZATION: Route(
        name="device_authorization", methods=POST, answer=authorize_device
    ),
    addresses.USERINFO: Route(name="userinfo", methods=BOTH, answer=userinfo),
    addresses.CAS_LOGIN: Route(name="cas_login", methods=GET, answer=cas_login),
    addresses.CAS_LOGOUT: Route(name="cas_logout", methods=GET, answer=cas_logout),
    "/cas/validate": Route(name="cas_validate", methods=GET, answer=cas.validate),
    "/cas/serviceValidate": Route(
        name="cas_service_validate", methods=GET, answer=cas.service_validate
    ),
    # No proxies: the same answer, as the standard demands of who has none (CAS 3.0, 2.6).
    "/cas/proxyValidate": Route(
        name="cas_proxy_validate", methods=GET, answer=cas.service_validate
    ),
    "/cas/p3/serviceValidate": Route(
        name="cas_p3_service_validate", methods=GET, answer=cas.service_validate_p3
    ),
    "/cas/p3/proxyValidate": Route(
        name="cas_p3_proxy_validate", methods=GET, answer=cas.service_validate_p3
    ),
}


def find_route(path: str) -> Route | None:
    """Return the route of an address, or None if Django answers there."""
    if path.startswith(addresses.CONTINUE):
        return None if interaction_id(path) is None else CONTINUE
    return ROUTES.get(path)


def interaction_id(path: str) -> uuid.UUID | None:
    """Return the interaction that an address names, or None if it is none of ours."""
    try:
        return uuid.UUID(path.removeprefix(addresses.CONTINUE))
    except ValueError:
        return None
