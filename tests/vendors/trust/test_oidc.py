"""OpenID Connect as a client: what a hostile issuer, a thief or a mix-up may try."""

import base64
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey
from typing_extensions import override

from shiming.accounts.types import Challenge, OutsideOutcome
from shiming.kernel.outside import Fetched, FetchFault, FetchReason
from shiming.trust_sources.types import Connection, SourceProtocol, SourceReport
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher
from shiming.vendors.trust.oidc import OidcClient

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
ISSUER = "https://city.example"
BACK = "https://id.example/sign-in/source/city/back/"
KEY = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
OTHER = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"})
CONNECTION = Connection(
    protocol=SourceProtocol.OIDC, address=ISSUER, client_id="shiming", secret="s&cret"
)
CHALLENGE = Challenge(state="a state", nonce="a nonce", code_challenge="a challenge")


@dataclasses.dataclass
class Issuer:
    """Answers at the addresses of one issuer; every answer can be another one."""

    metadata: dict[str, object] = dataclasses.field(
        default_factory=lambda: {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        }
    )
    keys: tuple[ECKey, ...] = (KEY,)
    claims: dict[str, object] = dataclasses.field(default_factory=dict)
    about: dict[str, object] = dataclasses.field(default_factory=lambda: {"sub": "u-1"})
    signed_with: ECKey | OctKey = dataclasses.field(default_factory=lambda: KEY)
    algorithm: str = "ES256"
    token: str | None = None
    token_status: int = 200
    asked: list[tuple[str, Mapping[str, str]]] = dataclasses.field(default_factory=list)

    def may_fetch(self, url: str) -> bool:
        return GuardedFetcher().may_fetch(url)

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        self.asked.append((url, form or {}))
        if url.endswith("/.well-known/openid-configuration"):
            return answer(self.metadata)
        if url.endswith("/jwks"):
            return answer({"keys": [key.as_dict(private=False) for key in self.keys]})
        return answer(self._tokens(), status=self.token_status)

    def send(
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Fetched:
        self.asked.append((url, {"body": body.decode(), **headers}))
        return answer(self._tokens(), status=self.token_status)

    def exchange(
        self, url: str, *, method: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Fetched:
        self.asked.append((url, headers))
        return answer(self.about)

    def _tokens(self) -> dict[str, object]:
        if self.token_status != 200:
            return {"error": "invalid_grant"}
        return {"access_token": "an access token", "id_token": self.token or self.id_token()}

    def id_token(self) -> str:
        seconds = int(NOW.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": "shiming",
            "sub": "u-1",
            "nonce": "a nonce",
            "iat": seconds,
            "exp": seconds + 300,
            "at_hash": half_hash("an access token"),
        }
        claims = {**claims, **self.claims}
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "k1"}
        return jws.serialize_compact(
            header, json.dumps(kept).encode(), self.signed_with, algorithms=[self.algorithm]
        )


def answer(body: object, *, status: int = 200) -> Fetched:
    return Fetched(status=status, content_type="application/json", body=json.dumps(body).encode())


def half_hash(token: str) -> str:
    digest = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def identify(issuer: Issuer, **answered: str) -> SourceReport:
    return OidcClient(issuer).identify(
        CONNECTION,
        answer={"code": "a code", "state": "a state", **answered},
        redirect_uri=BACK,
        challenge=CHALLENGE,
        code_verifier="a verifier",
        now=NOW,
    )


class TestIdentify:
    def test_brings_the_claims_of_id_token_and_userinfo(self) -> None:
        issuer = Issuer(about={"sub": "u-1", "name": "somebody"})

        report = identify(issuer)

        assert report.outcome is OutsideOutcome.PROVEN
        assert (report.claims["sub"], report.claims["name"]) == ("u-1", "somebody")

    def test_sends_verifier_and_secret_to_the_token_endpoint_alone(self) -> None:
        issuer = Issuer()

        identify(issuer)

        sent = dict(issuer.asked)[f"{ISSUER}/token"]
        assert "code_verifier=a+verifier" in sent["body"]
        expected = base64.b64encode(b"shiming:s%26cret").decode()
        assert sent["Authorization"] == f"Basic {expected}"
        others = [str(form) for url, form in issuer.asked if not url.endswith("/token")]
        assert all("cret" not in one for one in others)

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "https://other.example"},
            {"iss": f"{ISSUER}/"},
            {"aud": "another-client"},
            {"aud": ["shiming", "another-client"]},
            {"azp": "another-client"},
            {"aud": None},
            {"exp": int(NOW.timestamp()) - 61},
            {"exp": None},
            {"exp": True},
            {"exp": 1e300},
            {"iat": int(NOW.timestamp()) + 61},
            {"iat": int(NOW.timestamp()) - 3600},
            {"iat": None},
            {"nbf": int(NOW.timestamp()) + 61},
            {"nonce": "another nonce"},
            {"nonce": None},
            {"at_hash": half_hash("another token")},
            {"sub": ""},
            {"sub": 7},
        ],
    )
    def test_refuses_a_token_that_breaks_one_rule(self, claims: dict[str, object]) -> None:
        assert identify(Issuer(claims=claims)).outcome is OutsideOutcome.REFUSED

    def test_refuses_a_token_that_another_key_signed(self) -> None:
        assert identify(Issuer(signed_with=OTHER)).outcome is OutsideOutcome.REFUSED

    def test_refuses_a_token_that_nobody_signed(self) -> None:
        body = Issuer().id_token().split(".")[1]
        header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()

        assert identify(Issuer(token=f"{header}.{body}.")).outcome is OutsideOutcome.REFUSED

    def test_refuses_a_token_that_a_public_key_signed_as_if_it_were_a_secret(self) -> None:
        public = KEY.as_pem(private=False)
        secret = OctKey.import_key(base64.b64encode(public).decode())
        issuer = Issuer(signed_with=secret, algorithm="HS256")

        assert identify(issuer).outcome is OutsideOutcome.REFUSED

    def test_refuses_userinfo_about_somebody_else(self) -> None:
        assert identify(Issuer(about={"sub": "u-2"})).outcome is OutsideOutcome.REFUSED

    def test_never_lets_userinfo_outvote_the_id_token(self) -> None:
        issuer = Issuer(claims={"acr": "low"}, about={"sub": "u-1", "acr": "face"})

        assert identify(issuer).claims["acr"] == "low"

    def test_refuses_an_answer_that_another_issuer_gave(self) -> None:
        issuer = Issuer()

        report = identify(issuer, iss="https://other.example")

        assert report.outcome is OutsideOutcome.REFUSED
        assert all(not url.endswith("/token") for url, _ in issuer.asked)

    def test_misses_the_issuer_where_it_always_names_itself(self) -> None:
        issuer = Issuer()
        issuer.metadata["authorization_response_iss_parameter_supported"] = True

        assert identify(issuer).outcome is OutsideOutcome.REFUSED
        assert identify(issuer, iss=ISSUER).outcome is OutsideOutcome.PROVEN

    def test_takes_a_no_of_the_token_endpoint_for_one(self) -> None:
        assert identify(Issuer(token_status=400)).outcome is OutsideOutcome.REFUSED

    def test_takes_a_failure_for_no_answer(self) -> None:
        assert identify(Issuer(token_status=500)).outcome is OutsideOutcome.UNAVAILABLE

    @pytest.mark.parametrize("error", ["access_denied", "login_required"])
    def test_takes_the_persons_no_for_one(self, error: str) -> None:
        assert identify(Issuer(), error=error).outcome is OutsideOutcome.REFUSED


class TestDiscovery:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("issuer", "https://other.example"),
            ("token_endpoint", "http://city.example/token"),
            ("token_endpoint", "https://127.0.0.1/token"),
            ("jwks_uri", "https://169.254.169.254/latest/meta-data"),
            ("jwks_uri", "file:///etc/passwd"),
            ("userinfo_endpoint", "https://10.0.0.1/"),
            ("authorization_endpoint", "javascript:alert(1)"),
            ("authorization_endpoint", None),
        ],
    )
    def test_that_leads_astray_is_no_answer(self, name: str, value: object) -> None:
        issuer = Issuer()
        issuer.metadata[name] = value
        client = OidcClient(issuer)

        assert client.authorization_url(CONNECTION, challenge=CHALLENGE, redirect_uri=BACK) is None
        assert len(issuer.asked) == 1

    def test_is_asked_once(self) -> None:
        issuer = Issuer()
        client = OidcClient(issuer)

        for _ in range(3):
            client.authorization_url(CONNECTION, challenge=CHALLENGE, redirect_uri=BACK)

        assert len(issuer.asked) == 1

    def test_binds_state_nonce_and_verifier(self) -> None:
        url = OidcClient(Issuer()).authorization_url(
            CONNECTION, challenge=CHALLENGE, redirect_uri=BACK
        )

        assert url is not None
        assert "state=a+state" in url
        assert "nonce=a+nonce" in url
        assert "code_challenge=a+challenge&code_challenge_method=S256" in url

    def test_of_a_silent_issuer_is_no_sign_of_life(self) -> None:
        class Silent(Issuer):
            @override
            def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
                raise FetchFault(FetchReason.TIMEOUT)

        assert not OidcClient(Silent()).is_alive(CONNECTION)
        assert OidcClient(Issuer()).is_alive(CONNECTION)


class TestKeys:
    def test_that_were_changed_are_read_again_but_not_at_each_forgery(self) -> None:
        now = [0.0]
        issuer = Issuer()
        client = OidcClient(issuer, stopwatch=lambda: now[0])

        def ask() -> OutsideOutcome:
            return client.identify(
                CONNECTION,
                answer={"code": "a code"},
                redirect_uri=BACK,
                challenge=CHALLENGE,
                code_verifier="a verifier",
                now=NOW,
            ).outcome

        assert ask() is OutsideOutcome.PROVEN
        issuer.signed_with, issuer.keys = OTHER, (OTHER,)
        assert ask() is OutsideOutcome.REFUSED
        now[0] += 31
        assert ask() is OutsideOutcome.PROVEN
        assert [url for url, _ in issuer.asked].count(f"{ISSUER}/jwks") == 2
