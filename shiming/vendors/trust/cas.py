"""CAS 3 as a client: the ticket is validated over our own connection to the server."""

import datetime as dt
import urllib.parse
from collections.abc import Mapping
from xml.parsers import expat

import structlog

from shiming.accounts.types import Challenge
from shiming.kernel.outside import Fetched, FetchFault
from shiming.trust_sources.types import Connection, SourceReport
from shiming.vendors.trust.answers import SourceSilent, proven, refused, unavailable
from shiming.vendors.trust.tokens import SourceFetcher

_log = structlog.get_logger(__name__)
_NAMESPACE = "http://www.yale.edu/tp/cas"
_LONGEST_TICKET = 256
_DEEPEST = 16
_OK = 200


class CasClient:
    """Speaks with any CAS server below one address."""

    def __init__(self, fetcher: SourceFetcher) -> None:
        self._fetcher = fetcher

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        return "" if self._fetcher.may_fetch(connection.address) else "address"

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str:
        """Return the server's sign-in page; `state` travels in the service's address."""
        service = urllib.parse.quote(_service(redirect_uri, challenge.state), safe="")
        return f"{connection.address.rstrip('/')}/login?service={service}"

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
        """Have the ticket validated for this very errand's service."""
        del code_verifier, now  # CAS knows neither.
        ticket = answer.get("ticket", "")
        if not ticket.startswith("ST-") or len(ticket) > _LONGEST_TICKET:
            return refused("no_ticket")
        query = urllib.parse.urlencode(
            {"service": _service(redirect_uri, challenge.state), "ticket": ticket}
        )
        url = f"{connection.address.rstrip('/')}/p3/serviceValidate?{query}"
        try:
            return _report(self._fetcher.fetch(url))
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.cas.unavailable", reason=type(error).__name__)
            return unavailable("no_answer")

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether the validation answers; it says no to an empty question."""
        try:
            url = f"{connection.address.rstrip('/')}/p3/serviceValidate"
            return self._fetcher.fetch(url).status < 500  # noqa: PLR2004  server errors
        except FetchFault:
            return False


def _service(redirect_uri: str, state: str) -> str:
    return f"{redirect_uri}?{urllib.parse.urlencode({'state': state})}"


def _report(fetched: Fetched) -> SourceReport:
    if fetched.status != _OK:
        raise SourceSilent
    found = _Reader().read(fetched.body)
    root = ("serviceResponse",)
    success = (*root, "authenticationSuccess")
    users = [text for path, text in found if path == (*success, "user")]
    if any(path[:2] == (*root, "authenticationFailure") for path, _ in found):
        return refused("ticket")
    if len(users) != 1 or not users[0]:
        raise SourceSilent
    claims: dict[str, object] = {}
    for path, text in found:
        if len(path) == 4 and path[:3] == (*success, "attributes"):  # noqa: PLR2004  one below it
            values = claims.setdefault(path[3], [])
            assert isinstance(values, list)  # noqa: S101  made one line above, for the type checker
            values.append(text)
    # Whatever an attribute is called, the user is whom the server names.
    return proven({**claims, "user": users[0]})


class _Reader:
    """
    Reads elements and their text, and refuses any declaration.

    Without a document type there are no entities: neither a billion laughs nor somebody's files.
    """

    def __init__(self) -> None:
        self._path: list[str] = []
        self._texts: list[str] = []
        self._found: list[tuple[tuple[str, ...], str]] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, body: bytes) -> list[tuple[tuple[str, ...], str]]:
        """
        Return the path and text of each element.

        :raises SourceSilent: if it is no plain XML
        """
        try:
            self._parser.Parse(body, True)  # noqa: FBT003  expat takes it by place alone
        # Expat tells of encodings that it has not by errors of other kinds.
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise SourceSilent from error
        return self._found

    def _refuse(self, *_: object) -> int:
        raise SourceSilent

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if len(self._path) >= _DEEPEST or (not self._path and namespace != _NAMESPACE):
            raise SourceSilent
        self._path.append(local)
        self._texts.append("")

    def _end(self, _name: str) -> None:
        self._found.append((tuple(self._path), self._texts.pop().strip()))
        self._path.pop()

    def _text(self, text: str) -> None:
        self._texts[-1] += text
