"""
OpenID Connect as a client: discovery, PKCE, state, nonce, and the issuer's name in the answer.

All addresses that a source names are called through the guarded fetcher, which is why no client
library makes the calls.
"""

import datetime as dt
import time
import urllib.parse
from collections.abc import Callable, Mapping

import structlog

from shiming.accounts.types import Challenge
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection, SourceReport
from shiming.vendors.trust.answers import SourceSilent, object_in, proven, refused, unavailable
from shiming.vendors.trust.id_tokens import KeyUnknown, TokenUnfit, read_id_token
from shiming.vendors.trust.tokens import SourceFetcher, bearer, exchange_code

_log = structlog.get_logger(__name__)
_WELL_KNOWN = "/.well-known/openid-configuration"
_REMEMBERED_SECONDS = 600.0
_MOST_REMEMBERED = 64
# Who sends tokens signed with made-up key names shall not make us knock at the source each time.
_KEYS_AT_LEAST_SECONDS = 30.0
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Document = Mapping[str, object]


class OidcClient:
    """Speaks with any issuer; may be shared by threads."""

    def __init__(
        self,
        fetcher: SourceFetcher,
        *,
        accepts_simulated: bool = False,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._accepts_simulated = accepts_simulated
        self._stopwatch = stopwatch
        self._documents: dict[str, tuple[float, Document]] = {}

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not self._fetcher.may_fetch(connection.address + _WELL_KNOWN):
            return "address"
        return "" if connection.client_id else "client_id"

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str | None:
        """Return the issuer's page, or None if it does not say where that is."""
        try:
            endpoint = str(self._metadata(connection.address)["authorization_endpoint"])
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.oidc.unavailable", reason=type(error).__name__)
            return None
        query = {
            "response_type": "code",
            "client_id": connection.client_id,
            "redirect_uri": redirect_uri,
            "scope": connection.scopes or "openid",
            "state": challenge.state,
            "nonce": challenge.nonce,
            "code_challenge": challenge.code_challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urllib.parse.urlencode(query)}"

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
        """Redeem the code, and read who the ID token and userinfo say it is."""
        try:
            metadata = self._metadata(connection.address)
            # Who answers says so (RFC 9207): another issuer's code never goes to this one.
            named = answer.get("iss")
            says_so = metadata.get("authorization_response_iss_parameter_supported") is True
            if (named is not None or says_so) and named != connection.address:
                return refused("iss")
            if "error" in answer or not answer.get("code"):
                return refused("no_code")
            return self._redeem(
                connection,
                metadata,
                form={
                    "grant_type": "authorization_code",
                    "code": answer["code"],
                    "redirect_uri": redirect_uri,
                    "code_verifier": code_verifier,
                },
                nonce=challenge.nonce,
                now=now,
            )
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.oidc.unavailable", reason=type(error).__name__)
            return unavailable("no_answer")

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether discovery answers."""
        try:
            self._forget(connection.address + _WELL_KNOWN)
            self._metadata(connection.address)
        except (SourceSilent, FetchFault):
            return False
        return True

    def _redeem(
        self,
        connection: Connection,
        metadata: Document,
        *,
        form: Mapping[str, str],
        nonce: str,
        now: dt.datetime,
    ) -> SourceReport:
        methods = metadata.get("token_endpoint_auth_methods_supported")
        token = exchange_code(
            self._fetcher,
            str(metadata["token_endpoint"]),
            connection=connection,
            form=form,
            # What stands for nothing said (OpenID Connect Discovery, section 3).
            by_header=not isinstance(methods, list) or "client_secret_basic" in methods,
        )
        access_token = token.get("access_token")
        if not isinstance(token.get("id_token"), str) or not isinstance(access_token, str):
            return refused("no_token")
        try:
            claims = self._read(
                str(token["id_token"]),
                connection,
                metadata,
                nonce=nonce,
                access_token=access_token,
                now=now,
            )
        except TokenUnfit as error:
            _log.warning("trust_sources.oidc.token_unfit", rule=str(error))
            return refused("id_token")
        if "userinfo_endpoint" not in metadata:
            return proven(claims)
        about = bearer(self._fetcher, str(metadata["userinfo_endpoint"]), token=access_token)
        # Of somebody else: a token could have been swapped (Core, section 5.3.2).
        if about.get("sub") != claims["sub"]:
            return refused("userinfo")
        return proven({**about, **claims})

    def _read(
        self,
        token: str,
        connection: Connection,
        metadata: Document,
        *,
        nonce: str,
        access_token: str,
        now: dt.datetime,
    ) -> Document:
        url = str(metadata["jwks_uri"])

        def read(keys: Document) -> Document:
            return read_id_token(
                token,
                keys=keys,
                issuer=connection.address,
                client_id=connection.client_id,
                nonce=nonce,
                access_token=access_token,
                now=now,
            )

        try:
            return read(self._document(url))
        except KeyUnknown:
            read_at, _ = self._documents[url]
            if self._stopwatch() - read_at < _KEYS_AT_LEAST_SECONDS:
                raise
            # The issuer may have changed its keys.
            self._forget(url)
            return read(self._document(url))

    def _metadata(self, issuer: str) -> Document:
        metadata = self._document(issuer + _WELL_KNOWN)
        if metadata.get("issuer") != issuer:
            # A document about another issuer, whoever put it there (Discovery, section 4.3).
            self._forget(issuer + _WELL_KNOWN)
            raise SourceSilent
        if metadata.get("simulated") and not self._accepts_simulated:
            # Ours says what it is: nobody signs in to a real system with a made-up city's word.
            raise SourceSilent
        places = [metadata.get(name) for name in _NEEDED]
        if "userinfo_endpoint" in metadata:
            places.append(metadata["userinfo_endpoint"])
        if not all(isinstance(one, str) and self._fetcher.may_fetch(one) for one in places):
            raise SourceSilent
        return metadata

    def _document(self, url: str) -> Document:
        known = self._documents.get(url)
        if known is not None and self._stopwatch() - known[0] < _REMEMBERED_SECONDS:
            return known[1]
        read = object_in(self._fetcher.fetch(url))
        if len(self._documents) >= _MOST_REMEMBERED:
            self._documents.clear()
        self._documents[url] = (self._stopwatch(), read)
        return read

    def _forget(self, url: str) -> None:
        self._documents.pop(url, None)
