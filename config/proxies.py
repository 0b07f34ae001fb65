"""What the proxy that ends TLS in front of the product may say about a request."""

from typing import TYPE_CHECKING

from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from config.env import Env

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def behind_proxies(application: "WSGIApplication", *, env: Env) -> "WSGIApplication":
    """
    Return `application` as people reach it: over TLS, from the address that the proxy names.

    Without TLS there is no proxy, and nothing that a request says of itself is believed.
    """
    if not env.is_https:
        return application

    def over_tls(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        # The operator's word: a header may be forged, or forgotten, and cookies hang on it.
        environ["wsgi.url_scheme"] = "https"
        return application(environ, start_response)

    proxied: WSGIApplication = wrap_wsgi_with_proxy_headers(over_tls, list(env.trusted_proxies))
    return proxied
