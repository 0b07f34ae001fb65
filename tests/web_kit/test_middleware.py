"""What every response carries."""

import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from typing_extensions import override

from config import settings as product_settings
from shiming.web_kit.middleware import MOST_BODY_BYTES, BodyLimitMiddleware


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


class TestBodyLimit:
    """What Django itself lets through to the disk: files of any size."""

    def test_refuses_a_body_before_a_byte_of_it_is_read(self) -> None:
        class Unread(io.RawIOBase):
            @override
            def read(self, size: int | None = -1, /) -> bytes:
                raise AssertionError("the body was read")

        request = RequestFactory().post("/hello/")
        request.META |= {"CONTENT_LENGTH": str(MOST_BODY_BYTES + 1), "wsgi.input": Unread()}

        response = BodyLimitMiddleware(lambda _: HttpResponse("let through"))(request)

        assert response.status_code == 422
        assert "照片过大" in response.content.decode()

    @pytest.mark.parametrize("stated", ["", "0", "rubbish", "-1", str(MOST_BODY_BYTES)])
    def test_lets_everything_else_pass(self, stated: str) -> None:
        request = RequestFactory().get("/hello/", CONTENT_LENGTH=stated)

        response = BodyLimitMiddleware(lambda _: HttpResponse("let through"))(request)

        assert response.content == b"let through"

    def test_comes_before_whoever_reads_the_body(self) -> None:
        names = [name.rpartition(".")[2] for name in product_settings.MIDDLEWARE]

        assert names.index("BodyLimitMiddleware") < names.index("CsrfViewMiddleware")
