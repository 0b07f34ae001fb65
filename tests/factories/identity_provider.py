"""Makes clients, and the parameters of requests as well-behaved clients send them."""

import base64
import dataclasses
import hashlib
import itertools
import urllib.parse
from collections.abc import Sequence

from shiming.accounts.models import Session
from shiming.identity_provider import ports
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol.digests import keyed_hash, pairwise_session
from shiming.identity_provider.types import AuthMethod, ClientKind, Scope
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW

SECRET = "a-secret-that-opens-nothing-but-the-tests-of-this-file"
CALLBACK = "https://client.example/callback"
AFTER_SIGN_OUT = "https://client.example/goodbye"
VERIFIER = "verifier-of-the-tests-with-at-least-43-characters.~"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
_counter = itertools.count(1)


def make_client(
    *,
    client_id: str = "",
    name: str = "测试业务系统",
    kind: ClientKind = ClientKind.GOVERNMENTAL,
    auth_method: AuthMethod = AuthMethod.BASIC,
    redirect_uris: Sequence[str] = (CALLBACK,),
    allowed_scopes: Sequence[str] = tuple(Scope),
    min_level: Level = Level.REGISTERED,
    sector: str = "client.example",
    **more: object,
) -> Client:
    """Return a client whose secret is `SECRET`, or one that needs none."""
    has_secret = auth_method in {AuthMethod.BASIC, AuthMethod.POST}
    return Client.objects.create(
        client_id=client_id or f"client-{next(_counter)}",
        name=name,
        kind=kind,
        auth_method=auth_method,
        secret_hash=keyed_hash(ports.provider_settings().hash_key, SECRET) if has_secret else "",
        redirect_uris=list(redirect_uris),
        post_logout_redirect_uris=[AFTER_SIGN_OUT],
        allowed_scopes=list(allowed_scopes),
        min_level=min_level,
        sector=sector,
        created_at=NOW,
        **more,
    )


def sid_at(client: Client, session: Session) -> str:
    """Return the name under which a client knows a session."""
    sid = pairwise_session(
        salt=ports.provider_settings().pairwise_salt,
        sector=client.sector,
        session_id=session.public_id,
    )
    return str(sid)


def authorization_parameters(client: Client, **changes: str | None) -> dict[str, str]:
    """Return a request that is in order; a change to None leaves the parameter out."""
    parameters = {
        "client_id": client.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return _changed(parameters, changes)


def token_parameters(code: str, **changes: str | None) -> dict[str, str]:
    """Return a redemption that is in order."""
    parameters = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return _changed(parameters, changes)


def basic(client: Client, secret: str = SECRET) -> str:
    """Return the Authorization header of a client."""
    pair = f"{urllib.parse.quote_plus(client.client_id)}:{urllib.parse.quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a redirect leads, taken apart."""

    address: str
    parameters: dict[str, str]

    @classmethod
    def read(cls, location: str) -> "Answer":
        """Take a Location header apart."""
        address, _, query = location.partition("?")
        return cls(address=address, parameters=dict(urllib.parse.parse_qsl(query)))


def _changed(parameters: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    changed = {**parameters, **changes}
    return {name: value for name, value in changed.items() if value is not None}
