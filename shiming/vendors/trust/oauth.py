"""Plain OAuth 2 with an address that says whose token it is, for sources without ID tokens."""

import datetime as dt
import urllib.parse
from collections.abc import Mapping

import structlog

from shiming.accounts.types import Challenge
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection, SourceReport
from shiming.vendors.trust.answers import SourceSilent, proven, refused, unavailable
from shiming.vendors.trust.tokens import SourceFetcher, bearer, exchange_code

_log = structlog.get_logger(__name__)


class OAuthSourceClient:
    """
    Speaks the code flow; each source has a redirect address of its own.

    That is what keeps one source's code from being brought to another (RFC 9700, section 4.4.2.2).
    """

    def __init__(self, fetcher: SourceFetcher) -> None:
        self._fetcher = fetcher

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        for name in ("address", "token_url", "userinfo_url"):
            if not self._fetcher.may_fetch(getattr(connection, name)):
                return name
        if not connection.client_id:
            return "client_id"
        return "" if connection.secret else "secret"

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str:
        """Return the source's page."""
        query = {
            "response_type": "code",
            "client_id": connection.client_id,
            "redirect_uri": redirect_uri,
            "state": challenge.state,
            "code_challenge": challenge.code_challenge,
            "code_challenge_method": "S256",
        }
        if connection.scopes:
            query["scope"] = connection.scopes
        joint = "&" if "?" in connection.address else "?"
        return f"{connection.address}{joint}{urllib.parse.urlencode(query)}"

    def identify(
        self,
        connection: Connection,
        *,
        answer: Mapping[str, str],
        redirect_uri: str,
        challenge: Challenge,
        code_verifier: str,
        now: dt.datetime,
    ) -> SourceReport:
        """Redeem the code, and ask whose token it is."""
        del challenge, now  # Guarded by state and verifier; these tokens carry no times.
        if "error" in answer or not answer.get("code"):
            return refused("no_code")
        try:
            token = exchange_code(
                self._fetcher,
                connection.token_url,
                connection=connection,
                form={
                    "grant_type": "authorization_code",
                    "code": answer["code"],
                    "redirect_uri": redirect_uri,
                    "code_verifier": code_verifier,
                },
                by_header=False,
            )
            access_token = token.get("access_token")
            if not isinstance(access_token, str):
                return refused("no_token")
            return proven(bearer(self._fetcher, connection.userinfo_url, token=access_token))
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.oauth2.unavailable", reason=type(error).__name__)
            return unavailable("no_answer")

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether anything answers at the token endpoint: even a no is a sign of life."""
        try:
            return self._fetcher.fetch(connection.token_url).status < 500  # noqa: PLR2004  server errors
        except FetchFault:
            return False
