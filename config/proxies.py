"""What the proxy that ends TLS in front of the product may say about a request."""

import ipaddress
from typing import TYPE_CHECKING

from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.env import Env
from shiming.web_kit.client_certificates import ENVIRON_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def behind_proxies(application: "WSGIApplication", *, env: Env) -> "WSGIApplication":
    """
    Return `application` as people reach it: over TLS, from the address that the proxy names.

    Without TLS there is no proxy, and nothing that a request says of itself is believed. The header
    with a certificate counts from a trusted proxy alone, and from nobody else who reaches the port.
    """
    if not env.is_https:
        return application

    def over_tls(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        # The operator's word: a header may be forged, or forgotten, and cookies hang on it.
        environ["wsgi.url_scheme"] = "https"
        return application(environ, start_response)

    proxied: WSGIApplication = wrap_wsgi_with_proxy_headers(over_tls, list(env.trusted_proxies))
    return _with_certificates(proxied, env) if env.certificate_header else proxied


def _with_certificates(application: "WSGIApplication", env: Env) -> "WSGIApplication":
    """Wrap outermost: further inside, REMOTE_ADDR is whom the proxy speaks for."""
    header = f"HTTP_{env.certificate_header.upper().replace('-', '_')}"
    networks = [ipaddress.ip_network(proxy) for proxy in env.trusted_proxies]

    def with_certificate(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        presented = environ.pop(header, "")
        if presented and _is_within(environ.get("REMOTE_ADDR", ""), networks):
            environ[ENVIRON_KEY] = presented
        return application(environ, start_response)

    return with_certificate


def _is_within(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(peer in network for network in networks)
