"""What comes in and what goes out: frozen values without a trace of the web framework."""

import dataclasses
import json
import urllib.parse
import uuid
from collections.abc import Mapping

from shiming.identity_provider.protocol.consent_preview import PreviewedClaim
from shiming.identity_provider.protocol.errors import InvalidRequest, OAuthError
from shiming.identity_provider.protocol.store import HolderRecord
from shiming.identity_provider.types import Unwelcome
from shiming.kernel.levels import Level

MOST_PARAMETERS = 60
# RFC 8707, section 2; RFC 8693, section 2.1.
MAY_COME_OFTEN = frozenset({"resource", "audience"})
NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    An HTTP request, reduced to what the protocol looks at.

    `session_cookie` is what the browser's session cookie holds, `browser_secret` what the cookie of
    a stored interaction does.
    """

    method: str = "GET"
    path: str = ""
    query: str = dataclasses.field(default="", repr=False)
    body: str = dataclasses.field(default="", repr=False)
    authorization: str = dataclasses.field(default="", repr=False)
    dpop: str = dataclasses.field(default="", repr=False)
    certificate: str = dataclasses.field(default="", repr=False)
    """The client's certificate as the trusted proxy saw it, PEM, perhaps percent-encoded."""
    session_cookie: str = dataclasses.field(default="", repr=False)
    browser_secret: str = dataclasses.field(default="", repr=False)
    address: str = ""
    device: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a request; those without a value count as omitted (RFC 6749, 3.1)."""

    values: Mapping[str, str]
    repeated: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """What may come more than once, all of it."""

    @classmethod
    def parse(cls, text: str) -> "Parameters":
        """
        Read form-encoded text, remembering which parameters came twice.

        :raises InvalidRequest: if it is not valid UTF-8, holds NUL or too many parameters
        """
        try:
            pairs = urllib.parse.parse_qsl(
                text, keep_blank_values=False, errors="strict", max_num_fields=MOST_PARAMETERS
            )
        except ValueError as error:
            raise InvalidRequest("the parameters cannot be read") from error

        values: dict[str, str] = {}
        repeated: set[str] = set()
        lists: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            if "\0" in value:
                raise InvalidRequest("a parameter holds a NUL character")
            if name in MAY_COME_OFTEN:
                lists[name] = (*lists.get(name, ()), value)
            elif name in values:
                repeated.add(name)
            values[name] = value
        return cls(values, frozenset(repeated), lists)

    def get(self, name: str) -> str:
        """Return the value of a parameter, or an empty text."""
        return self.values.get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter that may come more than once."""
        return self.lists.get(name, ())

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of a space-delimited parameter, each once, in their order."""
        return tuple(dict.fromkeys(self.get(name).split(" "))) if self.get(name) else ()


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """What to send: status, headers, body; `error` is the code of a refusal, for the log."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    error: str = ""

    @property
    def location(self) -> str:
        """Where the browser is sent, or an empty text."""
        return next((value for name, value in self.headers if name == "Location"), "")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """Tell the person: this request must not be answered with a redirect."""

    error: OAuthError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """Ask the person whether this client may have what it asks for, claim by claim."""

    interaction_id: uuid.UUID
    client_name: str
    scopes: tuple[str, ...]
    claims: tuple[PreviewedClaim, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SelectAccountPage:
    """Ask the person with which account to go on; `address` is where to sign in with another."""

    interaction_id: uuid.UUID
    client_name: str
    holder: HolderRecord
    address: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FormPostPage:
    """Have the browser post the answer to the client (OAuth 2.0 Form Post Response Mode)."""

    address: str
    answer: Mapping[str, str] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProofMissingPage:
    """
    Tell the person what is still missing after they came back without it.

    A page and not one more redirect: a loop would tell nobody anything (E2).
    """

    interaction_id: uuid.UUID | None
    """Which the person may refuse; none where the client would not understand a no."""
    client_name: str
    address: str
    level: Level | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NotWelcomePage:
    """Tell the person that the client does not take them as they act now, and what to do (E2)."""

    client_name: str
    reason: Unwelcome
    address: str = ""
    """Where the kept request goes on once they act otherwise; empty if nothing was kept."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSignOutPage:
    """Ask the person whether they want to sign out; `query` is asked again with their answer."""

    client_name: str
    query: str
    is_cas: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutPage:
    """Tell the person that they are signed out, and which clients know (E2)."""

    sign_out_id: uuid.UUID | None = None
    continue_to: str = ""
    """The client's own address, where the person goes on."""
    cookies: tuple[str, ...] = ()


Page = (
    ErrorPage
    | ConsentPage
    | SelectAccountPage
    | FormPostPage
    | ProofMissingPage
    | NotWelcomePage
    | ConfirmSignOutPage
    | SignedOutPage
)
Outcome = Response | Page


def json_response(
    content: Mapping[str, object],
    *,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = NO_STORE,
) -> Response:
    """Answer with JSON."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, (("Content-Type", "application/json"), *headers), body)


def redirect(
    address: str, parameters: Mapping[str, str], *, cookies: tuple[str, ...] = ()
) -> Response:
    """
    Send the browser to `address` with `parameters` added to those it has.

    303 and never 307, which would post the person's credentials onwards (RFC 9700, 4.12).
    """
    if parameters:
        glue = "&" if "?" in address else "?"
        address = f"{address}{glue}{urllib.parse.urlencode(parameters)}"
    cookie_headers = tuple(("Set-Cookie", cookie) for cookie in cookies)
    headers = (("Location", address), *NO_STORE, *cookie_headers)
    return Response(303, headers, error=parameters.get("error", ""))


def error_response(error: OAuthError, *, challenge: str = "", dpop_nonce: str = "") -> Response:
    """Answer a machine with the JSON of RFC 6749, section 5.2."""
    headers = (*NO_STORE, ("WWW-Authenticate", challenge)) if challenge else NO_STORE
    if dpop_nonce:
        headers = (*headers, ("DPoP-Nonce", dpop_nonce))
    if error.retry_after:
        headers = (*headers, ("Retry-After", str(error.retry_after)))
    content = {"error": error.code, "error_description": error.description}
    response = json_response(content, status=error.status, headers=headers)
    return dataclasses.replace(response, error=error.code)
