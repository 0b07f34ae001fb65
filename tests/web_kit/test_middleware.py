"""What every response carries."""

import re

import pytest
from django.test import Client


class TestPageHeaders:
    def test_forbid_everything_inline_and_foreign(self, client: Client) -> None:
        policy = client.get("/hello/")["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cache-Control", "no-store"),
        ],
    )
    def test_are_on_pages_and_on_errors(self, client: Client, header: str, value: str) -> None:
        assert client.get("/hello/")[header] == value
        assert client.get("/nothing/")[header] == value

    def test_leave_the_camera_to_this_site_alone(self, client: Client) -> None:
        policy = client.get("/hello/")["Permissions-Policy"]

        assert "camera=(self)" in policy
        assert "microphone=()" in policy

    @pytest.mark.parametrize("path", ["/__components__/", "/nothing/", "/refuse/"])
    def test_are_kept_by_our_own_pages(self, client: Client, path: str) -> None:
        html = client.get(path).content.decode()

        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", html
        )
        assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
