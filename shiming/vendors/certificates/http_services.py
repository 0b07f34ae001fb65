"""
Revocation lists and OCSP responders over http.

Plain http is the custom here (RFC 5280, section 8, even advises against https): lists and answers
are signed, and whoever reads them checks that.
"""

import http
from collections.abc import Sequence

from shiming.kernel.outside import Fetched, FetchFault, Network
from shiming.trust_sources.types import ServiceAnswer
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher

_LONGEST_LIST = 64 * 2**20
_LONGEST_ANSWER = 64 * 2**10
_LIST_SECONDS = 60.0
_ANSWER_SECONDS = 4.0
_OCSP = "application/ocsp-request"


class HttpRevocationServices:
    """`allowed` are the private networks in which authorities have their services."""

    def __init__(self, *, allowed: Sequence[Network] = ()) -> None:
        self._lists = GuardedFetcher(
            allowed=allowed,
            total_seconds=_LIST_SECONDS,
            most_bytes=_LONGEST_LIST,
            takes_plain_http=True,
        )
        self._responders = GuardedFetcher(
            allowed=allowed,
            total_seconds=_ANSWER_SECONDS,
            most_bytes=_LONGEST_ANSWER,
            takes_plain_http=True,
        )

    def may_ask(self, url: str) -> bool:
        """Tell whether the address is one that may be called."""
        return self._lists.may_fetch(url)

    def read_list(self, url: str) -> ServiceAnswer:
        """Return the list at this address."""
        try:
            return _answer(self._lists.fetch(url))
        except FetchFault as fault:
            return ServiceAnswer(failure=fault.reason.value)

    def ask_responder(self, url: str, *, request: bytes) -> ServiceAnswer:
        """Return the answer of the OCSP responder at this address."""
        try:
            return _answer(self._responders.send(url, body=request, content_type=_OCSP))
        except FetchFault as fault:
            return ServiceAnswer(failure=fault.reason.value)


def _answer(fetched: Fetched) -> ServiceAnswer:
    if fetched.status != http.HTTPStatus.OK:
        return ServiceAnswer(failure=f"status_{fetched.status}")
    return ServiceAnswer(content=fetched.body)
