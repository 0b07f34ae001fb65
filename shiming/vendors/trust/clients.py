"""The client of each protocol behind one port, and a circuit breaker for each source."""

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from typing import TypeVar

from shiming.accounts.types import Challenge, OutsideOutcome
from shiming.kernel.outside import FetchFault, Network
from shiming.trust_sources.types import Connection, SourceProtocol, SourceReport
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion, CheckReport
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.trust.alipay import AlipayCheck
from shiming.vendors.trust.answers import unavailable
from shiming.vendors.trust.cas import CasClient
from shiming.vendors.trust.imap import ImapClient
from shiming.vendors.trust.ldap import LdapClient
from shiming.vendors.trust.oauth import OAuthSourceClient
from shiming.vendors.trust.oidc import OidcClient
from shiming.vendors.trust.provident_fund import ProvidentFundCheck
from shiming.vendors.trust.tax_filing import TaxFilingCheck
from shiming.vendors.trust.unionpay import UnionPayCheck

_MOST_BREAKERS = 256
_SERVER_ERRORS = 500

Report = TypeVar("Report", SourceReport, CheckReport)

RedirectClient = OidcClient | OAuthSourceClient | CasClient
PasswordClient = LdapClient | ImapClient
CheckClient = AlipayCheck | UnionPayCheck | ProvidentFundCheck | TaxFilingCheck


class ProtocolClients:
    """
    Fills `trust_sources.ports.source_clients` and `…proof_checks`; may be shared by threads.

    Simulators say in their answers what they are; production does not take their word.
    """

    def __init__(self, *, allowed: Sequence[Network] = (), accepts_simulated: bool = False) -> None:
        fetcher = GuardedFetcher(allowed=allowed)
        self._fetcher = fetcher
        self._redirects: Mapping[SourceProtocol, RedirectClient] = {
            SourceProtocol.OIDC: OidcClient(fetcher, accepts_simulated=accepts_simulated),
            SourceProtocol.OAUTH2: OAuthSourceClient(fetcher),
            SourceProtocol.CAS: CasClient(fetcher),
        }
        self._passwords: Mapping[SourceProtocol, PasswordClient] = {
            SourceProtocol.LDAP: LdapClient(allowed=allowed),
            SourceProtocol.IMAP: ImapClient(allowed=allowed),
        }
        self._checks: Mapping[SourceProtocol, CheckClient] = {
            SourceProtocol.ALIPAY: AlipayCheck(fetcher, accepts_simulated=accepts_simulated),
            SourceProtocol.UNIONPAY: UnionPayCheck(fetcher, accepts_simulated=accepts_simulated),
            SourceProtocol.PROVIDENT_FUND: ProvidentFundCheck(
                fetcher, accepts_simulated=accepts_simulated
            ),
            SourceProtocol.TAX_FILING: TaxFilingCheck(fetcher, accepts_simulated=accepts_simulated),
        }
        self._breakers: dict[str, CircuitBreaker] = {}
        self._lock = threading.Lock()

    def fault_of(self, connection: Connection) -> str:
        """Return which field of a connection is missing or unfit, or an empty text."""
        return self._client(connection).fault_of(connection)

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str | None:
        """Return where people show the source who they are, or None if that cannot be had."""
        client = self._redirects.get(connection.protocol)
        if client is None:
            return None
        return client.authorization_url(connection, challenge=challenge, redirect_uri=redirect_uri)

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
        """Return what the source says of who came back, unless it has failed too often lately."""
        client = self._redirects.get(connection.protocol)
        breaker = self._breaker(connection)
        if client is None or not breaker.may_call():
            return unavailable("left_alone")
        report = client.identify(
            connection,
            answer=answer,
            redirect_uri=redirect_uri,
            challenge=challenge,
            code_verifier=code_verifier,
            now=now,
        )
        return _noted(breaker, report)

    def check_password(self, connection: Connection, *, name: str, password: str) -> SourceReport:
        """Return what the source says of this name and password, unless it has failed too often."""
        client = self._passwords.get(connection.protocol)
        breaker = self._breaker(connection)
        if client is None or not breaker.may_call():
            return unavailable("left_alone")
        return _noted(breaker, client.check_password(connection, name=name, password=password))

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        """Return what the source says of a question, unless it has failed too often lately."""
        client = self._checks.get(connection.protocol)
        breaker = self._breaker(connection)
        if client is None or not breaker.may_call():
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="left_alone")
        report = client.ask(connection, question=question, return_url=return_url, now=now)
        return _noted(breaker, report)

    def outcome_of(
        self, connection: Connection, *, reference: str, now: dt.datetime
    ) -> CheckReport:
        """Return what came of a check on the source's own pages; only Alipay has such."""
        client = self._checks.get(connection.protocol)
        breaker = self._breaker(connection)
        if not isinstance(client, AlipayCheck) or not breaker.may_call():
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="left_alone")
        return _noted(breaker, client.outcome_of(connection, reference=reference, now=now))

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether the source answers now."""
        if connection.protocol.is_check:
            return self._is_answering(connection.address)
        return {**self._redirects, **self._passwords}[connection.protocol].is_alive(connection)

    def _is_answering(self, url: str) -> bool:
        """Tell whether anything answers there: even a no is a sign of life."""
        try:
            return self._fetcher.fetch(url).status < _SERVER_ERRORS
        except FetchFault:
            return False

    def _client(self, connection: Connection) -> RedirectClient | PasswordClient | CheckClient:
        return {**self._redirects, **self._passwords, **self._checks}[connection.protocol]

    def _breaker(self, connection: Connection) -> CircuitBreaker:
        key = f"{connection.protocol}:{connection.address}"
        with self._lock:
            if len(self._breakers) >= _MOST_BREAKERS:
                self._breakers.clear()
            return self._breakers.setdefault(key, CircuitBreaker())


def _noted(breaker: CircuitBreaker, report: Report) -> Report:
    if report.outcome in {OutsideOutcome.UNAVAILABLE, CheckOutcome.UNAVAILABLE}:
        breaker.note_failure()
    else:
        breaker.note_success()
    return report
