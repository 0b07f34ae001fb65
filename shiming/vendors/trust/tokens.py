"""What OpenID Connect and plain OAuth 2 share: redeeming a code, and asking with a token."""

import base64
import urllib.parse
from collections.abc import Mapping
from typing import Protocol

from shiming.kernel.outside import Fetched
from shiming.trust_sources.types import Connection
from shiming.vendors.trust.answers import object_in

_FORM = "application/x-www-form-urlencoded"


class SourceFetcher(Protocol):
    """The guarded way out (`vendors/outside`), as far as these protocols need it."""

    def may_fetch(self, url: str) -> bool:
        """Tell whether `url` may be called."""
        ...

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        """Read `url`, or send it a form."""
        ...

    def send(
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = ...,
    ) -> Fetched:
        """Send `url` a body, with headers."""
        ...

    def exchange(self, url: str, *, method: str, headers: Mapping[str, str] = ...) -> Fetched:
        """Ask `url` with headers."""
        ...


def exchange_code(
    fetcher: SourceFetcher,
    url: str,
    *,
    connection: Connection,
    form: Mapping[str, str],
    by_header: bool,
) -> Mapping[str, object]:
    """
    Return what a token endpoint gives for a code; a no of its is an object without token.

    :raises SourceSilent: if it answers nonsense
    :raises FetchFault: if it does not answer
    """
    if not connection.secret:
        return _redeemed(fetcher.fetch(url, form={**form, "client_id": connection.client_id}))
    if not by_header:
        both = {"client_id": connection.client_id, "client_secret": connection.secret}
        return _redeemed(fetcher.fetch(url, form={**form, **both}))
    # Both are encoded first (RFC 6749, section 2.3.1).
    pair = ":".join(
        urllib.parse.quote_plus(one) for one in (connection.client_id, connection.secret)
    )
    return _redeemed(
        fetcher.send(
            url,
            body=urllib.parse.urlencode(form).encode(),
            content_type=_FORM,
            headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
        )
    )


def bearer(fetcher: SourceFetcher, url: str, *, token: str) -> Mapping[str, object]:
    """
    Return what a source says of whom a token was issued about; the token is used once.

    :raises SourceSilent: if it answers nonsense
    :raises FetchFault: if it does not answer
    """
    # A token that could end the header line is none.
    safe = "".join(sign for sign in token if sign.isascii() and sign.isprintable())
    answer = fetcher.exchange(url, method="GET", headers={"Authorization": f"Bearer {safe}"})
    return object_in(answer)


def _redeemed(fetched: Fetched) -> Mapping[str, object]:
    return object_in(fetched, takes_errors=True)
