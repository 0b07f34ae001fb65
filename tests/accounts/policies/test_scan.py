"""Where a scanned code may lead."""

import pytest

from shiming.accounts.policies.scan import path_of

HOST = "id.example.test:8443"


class TestPathOf:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("https://id.example.test:8443/q/abc/", "/q/abc/"),
            ("HTTPS://ID.example.test:8443/q/abc/", "/q/abc/"),
            (" http://id.example.test:8443/proofing/?from=pc\n", "/proofing/?from=pc"),
        ],
    )
    def test_follows_addresses_of_the_platform(self, text: str, path: str) -> None:
        assert path_of(text, host=HOST) == path

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "hello",
            "/q/abc/",
            "https://id.example.test/q/abc/",
            "https://id.example.test:8443",
            "https://evil.test/q/abc/",
            "https://id.example.test:8443@evil.test/q/",
            "https://user@id.example.test:8443/q/abc/",
            "https://id.example.test:8443.evil.test/q/",
            "https://evil.test#@id.example.test:8443/",
            "https://id.example.test:8443//evil.test/",
            "https://id.example.test:8443/\\evil.test/",
            "https:\\\\id.example.test:8443/q/",
            "//id.example.test:8443/q/abc/",
            "javascript:location='https://id.example.test:8443/'",
            "data:text/html,https://id.example.test:8443/",
            "weixin://id.example.test:8443/q/abc/",
            "https://[id.example.test:8443/q/",
            "https://id.example.test:8443/q\x00/",
        ],
    )
    def test_follows_nothing_else(self, text: str) -> None:
        assert path_of(text, host=HOST) is None
