"""Who may come in, and where they go next."""

import datetime as dt
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.web_kit import actors
from shiming.web_kit.actors import require_recent_factor, safe_next_url

JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/private/7/?a=1"}
SIGNED_IN = {"X-Permissions": ""}


class TestSafeNextUrl:
    @pytest.mark.parametrize("url", ["/me/", "/oauth2/authorize?a=1&b=%2F", "/"])
    def test_keeps_a_path_of_this_site(self, url: str | None) -> None:
        assert safe_next_url(url) == url

    @pytest.mark.parametrize(
        "url",
        [
            None,
            "",
            "me/",
            "https://evil.example/",
            "//evil.example/",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\n//evil.example",
            "javascript:alert(1)",
            "http:evil.example",
        ],
    )
    def test_refuses_every_other_place(self, url: str | None) -> None:
        assert safe_next_url(url, default="/home/") == "/home/"


class TestRequireSignIn:
    def test_lets_an_account_in(self, client: Client) -> None:
        assert client.get("/private/7/", headers=SIGNED_IN).content == b"private 7"

    def test_sends_a_visitor_to_sign_in_and_back(self, client: Client) -> None:
        answer = client.get("/private/7/?a=1")

        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=%2Fprivate%2F7%2F%3Fa%3D1"

    def test_does_not_promise_to_repeat_what_was_sent(self, client: Client) -> None:
        answer = client.post("/private/7/")

        assert answer["Location"] == "/sign-in/?next=%2F"

    def test_lets_htmx_leave_the_page(self, client: Client) -> None:
        answer = client.get("/private/7/", headers=HTMX)

        assert answer.status_code == 401
        assert answer["HX-Redirect"] == "/sign-in/?next=%2Fprivate%2F7%2F"

    def test_tells_a_program_that_it_must_sign_in(self, client: Client) -> None:
        answer = client.get("/private/7/", headers=JSON)

        assert answer.status_code == 401
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.json()["code"] == "web_kit.sign_in.required"


class TestRequirePermission:
    def test_lets_an_identity_in_that_carries_it(self, client: Client) -> None:
        answer = client.get("/guarded/", headers={"X-Permissions": "tests:roster:read"})

        assert answer.content == b"guarded"

    def test_refuses_others_with_a_page(self, client: Client) -> None:
        answer = client.get("/guarded/", headers=SIGNED_IN)

        assert answer.status_code == 403
        assert "当前身份不能办理这项业务" in answer.content.decode()

    def test_sends_a_visitor_to_sign_in(self, client: Client) -> None:
        assert client.get("/guarded/")["Location"].startswith("/sign-in/")


class TestContinueTo:
    def test_redirects_within_the_site(self, client: Client) -> None:
        answer = client.post("/send/", {"next": "/me/"})

        assert (answer.status_code, answer["Location"]) == (303, "/me/")

    def test_leaves_by_a_page_in_between(self, client: Client) -> None:
        answer = client.post("/send/", {"next": "/oauth2/authorize?client_id=1&state=2"})

        assert answer.status_code == 200
        assert (
            'content="0;url=/oauth2/authorize?client_id=1&amp;state=2"' in answer.content.decode()
        )


class TestRequireRecentFactor:
    def answer(
        self, proven: dt.datetime | None, *, method: str = "GET", before: str = ""
    ) -> HttpResponse:
        request = RequestFactory().generic(method, "/secret/?a=1", headers={"Referer": before})
        request.actor = Actor(  # type: ignore[attr-defined]  # as the middleware sets it
            account_id=uuid.uuid4(), factors={} if proven is None else {"pwd": proven}
        )
        return require_recent_factor(lambda _request: HttpResponse("secret"))(request)

    def test_lets_in_who_has_just_proven_themselves(self) -> None:
        assert self.answer(clock.now()).content == b"secret"

    def test_takes_no_other_systems_word_for_a_proof(self) -> None:
        with actors.outside_methods.replaced(frozenset({"pwd"})):
            assert self.answer(clock.now())["Location"].startswith("/me/confirm/")

    @pytest.mark.parametrize("age", [None, dt.timedelta(minutes=5), dt.timedelta(hours=3)])
    def test_has_others_prove_themselves_first_and_brings_them_back(
        self, age: dt.timedelta | None
    ) -> None:
        proven = None if age is None else clock.now() - age

        answer = self.answer(proven)

        assert answer["Location"] == "/me/confirm/?next=%2Fsecret%2F%3Fa%3D1"
        # What was sent is not gone back to, but the page that it was sent from.
        for before, wanted in {
            "": "%2F",
            "http://testserver/shown/?b=2": "%2Fshown%2F%3Fb%3D2",
            "http://elsewhere.example/shown/": "%2F",
            "http://testserver//elsewhere.example/": "%2F",
        }.items():
            sent = self.answer(proven, method="POST", before=before)
            assert sent["Location"] == f"/me/confirm/?next={wanted}"
