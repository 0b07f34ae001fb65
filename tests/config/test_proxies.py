"""What a proxy in front may say of a request, and what nobody may."""

from typing import Any

import pytest

from config.env import Env
from config.proxies import behind_proxies
from shiming.web_kit.client_certificates import ENVIRON_KEY

HTTPS = Env.model_construct(
    base_url="https://id.example",
    trusted_proxies=("127.0.0.1", "10.0.0.0/8"),
    certificate_header="",
)
WITH_CERTIFICATES = HTTPS.model_copy(update={"certificate_header": "X-Client-Certificate"})
HTTP = Env.model_construct(base_url="http://localhost:8000")


def seen_by(env: Env, **environ: str) -> tuple[str, str]:
    """Return address and scheme as the product sees them."""
    seen = environ_of(env, **environ)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


def environ_of(env: Env, **environ: str) -> dict[str, Any]:
    """Return a request as the product sees it."""
    seen: list[dict[str, Any]] = []

    def product(environ: dict[str, Any], _start_response: object) -> list[bytes]:
        seen.append(environ)
        return []

    given = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", **environ}
    behind_proxies(product, env=env)(given, lambda *_: lambda _: None)
    return seen[0]


class TestBehindProxies:
    def test_takes_the_address_from_a_trusted_proxy(self) -> None:
        address, _ = seen_by(HTTPS, HTTP_X_FORWARDED_FOR="198.51.100.7")

        assert address == "198.51.100.7"

    def test_lets_nobody_choose_an_address_before_the_proxy(self) -> None:
        address, _ = seen_by(HTTPS, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7, 10.1.2.3")

        assert address == "198.51.100.7"

    def test_believes_no_stranger(self) -> None:
        address, _ = seen_by(HTTPS, REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.1")

        assert address == "198.51.100.7"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"HTTP_X_FORWARDED_PROTO": "http"},
            {"HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_FOR": "198.51.100.7"},
        ],
    )
    def test_is_over_tls_whatever_a_header_says_or_forgets(self, headers: dict[str, str]) -> None:
        assert seen_by(HTTPS, **headers)[1] == "https"

    def test_believes_nothing_without_tls(self) -> None:
        seen = seen_by(HTTP, HTTP_X_FORWARDED_FOR="203.0.113.1", HTTP_X_FORWARDED_PROTO="https")

        assert seen == ("127.0.0.1", "http")


class TestCertificates:
    def test_are_taken_from_a_trusted_proxy_for_whom_it_speaks(self) -> None:
        seen = environ_of(
            WITH_CERTIFICATES,
            HTTP_X_CLIENT_CERTIFICATE="pem",
            HTTP_X_FORWARDED_FOR="198.51.100.7",
        )

        assert (seen[ENVIRON_KEY], seen["REMOTE_ADDR"]) == ("pem", "198.51.100.7")

    @pytest.mark.parametrize("stranger", ["198.51.100.7", "", "nonsense", "11.0.0.1"])
    def test_are_not_taken_from_a_stranger(self, stranger: str) -> None:
        seen = environ_of(
            WITH_CERTIFICATES,
            REMOTE_ADDR=stranger,
            HTTP_X_CLIENT_CERTIFICATE="pem",
            # Who is a stranger does not become a proxy by saying so.
            HTTP_X_FORWARDED_FOR="127.0.0.1",
        )

        assert ENVIRON_KEY not in seen
        assert "HTTP_X_CLIENT_CERTIFICATE" not in seen

    def test_are_not_taken_from_another_header_or_without_a_setting(self) -> None:
        for env, header in (
            (WITH_CERTIFICATES, "HTTP_X_CLIENT_CERT"),
            (HTTPS, "HTTP_X_CLIENT_CERTIFICATE"),
            (HTTP, "HTTP_X_CLIENT_CERTIFICATE"),
        ):
            assert ENVIRON_KEY not in environ_of(env, **{header: "pem"})
