"""OpenID Connect RP-Initiated Logout 1.0, sections 2 and 3; E2: one sign-out ends everything."""

import urllib.parse
from collections.abc import Callable

import pytest

from shiming.accounts.models import Session
from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import Client
from shiming.identity_provider.types import ClientState
from tests.factories.identity_provider import AFTER_SIGN_OUT, make_client
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Reply, Wire

END_SESSION = "/oauth2/end-session"


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client(name="测试业务系统")


@pytest.fixture
def id_token(
    client: Client,
    sign_in: SignIn,
    get_code: Callable[..., str],
    redeem: Callable[..., Reply],
) -> str:
    sign_in()
    return str(redeem(client, get_code(client)).json["id_token"])


def is_over() -> bool:
    return Session.objects.latest("created_at").ended_at is not None


class TestEndSession:
    def test_signs_out_at_once_when_the_client_proves_the_session(
        self, wire: Wire, id_token: str
    ) -> None:
        reply = wire.get(
            END_SESSION,
            {
                "id_token_hint": id_token,
                "post_logout_redirect_uri": AFTER_SIGN_OUT,
                "state": "state-2",
            },
        )

        assert reply.status == 303
        assert reply.answer.address == AFTER_SIGN_OUT
        assert reply.answer.parameters == {"state": "state-2"}
        assert SESSION_COOKIE not in wire.cookies
        assert Session.objects.get().end_reason == "signed_out"
        assert AuditRecord.objects.filter(event="accounts.session.ended").count() == 1

    def test_takes_no_other_signed_word_of_ours_for_an_id_token(
        self, wire: Wire, sign_in: SignIn, get_tokens: Callable[..., dict[str, str]]
    ) -> None:
        """A signed answer of userinfo names issuer, client and person too."""
        client = make_client(userinfo_algorithm="ES256")
        bearer = f"Bearer {get_tokens(client)['access_token']}"
        signed = wire.get("/oauth2/userinfo", authorization=bearer)

        reply = wire.get(END_SESSION, {"id_token_hint": signed.text})

        assert (signed.status, signed.header("Content-Type")) == (200, "application/jwt")
        assert reply.status == 400
        assert not is_over()

    def test_works_from_a_form_too(self, wire: Wire, id_token: str) -> None:
        reply = wire.post(END_SESSION, {"id_token_hint": id_token})

        assert reply.status == 200
        assert "您已退出登录" in reply.text
        assert is_over()

    def test_ends_the_session_though_the_form_of_another_site_carries_no_cookie(
        self, dispatcher: Dispatcher, wire: Wire, id_token: str
    ) -> None:
        """SameSite=Lax keeps the cookie back: the browser brings it when it is sent on."""
        parameters = {"id_token_hint": id_token, "post_logout_redirect_uri": AFTER_SIGN_OUT}

        crossing = Wire(dispatcher).post(END_SESSION, parameters)
        was_over = is_over()
        reply = wire.follow(crossing)

        assert (crossing.status, was_over) == (303, False)
        assert reply.answer.address == AFTER_SIGN_OUT
        assert is_over()

    @pytest.mark.parametrize("body", ["a=1&a=2", "id_token_hint=x%0d%0aSet-Cookie: y=z"])
    def test_sends_nothing_on_that_is_no_clean_form(self, wire: Wire, body: str) -> None:
        reply = wire.post(END_SESSION, body)

        assert "\r" not in reply.header("Location")
        assert reply.status in {303, 400}

    def test_asks_the_person_where_anybody_could_have_sent_them(
        self, wire: Wire, client: Client, sign_in: SignIn
    ) -> None:
        sign_in()
        parameters = {
            "client_id": client.client_id,
            "post_logout_redirect_uri": AFTER_SIGN_OUT,
            "state": "s2",
        }

        page = wire.get(END_SESSION, parameters)
        was_over = is_over()
        reply = wire.post(
            f"{END_SESSION}/confirmation",
            {
                "csrfmiddlewaretoken": page.text.split('name="csrfmiddlewaretoken" value="')[
                    1
                ].split('"')[0],
                "query": urllib.parse.urlencode(parameters),
            },
        )

        assert page.status == 200
        assert "测试业务系统" in page.text
        assert not was_over
        assert is_over()
        assert SESSION_COOKIE not in wire.cookies
        # Over a page in between: Chromium lets no form lead to another site.
        assert f"{AFTER_SIGN_OUT}?state=s2" in reply.text

    def test_demands_a_token_of_its_own_form(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        reply = wire.post(f"{END_SESSION}/confirmation", {"query": ""})

        assert reply.status == 403
        assert not is_over()

    def test_asks_the_person_when_the_hint_is_of_another_session(
        self, wire: Wire, id_token: str, sign_in: SignIn
    ) -> None:
        sign_in()

        reply = wire.get(END_SESSION, {"id_token_hint": id_token})

        assert "要退出登录吗" in reply.text
        assert not is_over()

    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.example/",
            f"{AFTER_SIGN_OUT}/",
            f"{AFTER_SIGN_OUT}?x=1",
            "https://client.example/callback",
        ],
    )
    def test_goes_to_no_address_but_a_registered_one(
        self, wire: Wire, id_token: str, address: str
    ) -> None:
        reply = wire.get(
            END_SESSION, {"id_token_hint": id_token, "post_logout_redirect_uri": address}
        )

        assert (reply.status, reply.header("Location")) == (400, "")
        assert not is_over()

    def test_goes_to_no_address_of_nobody_or_of_a_suspended_client(
        self, wire: Wire, client: Client, sign_in: SignIn
    ) -> None:
        sign_in()
        client.state = ClientState.SUSPENDED
        client.save()

        for more in ({}, {"client_id": "nobody"}, {"client_id": client.client_id}):
            reply = wire.get(END_SESSION, {"post_logout_redirect_uri": AFTER_SIGN_OUT, **more})
            assert (reply.status, reply.header("Location")) == (400, "")
        assert not is_over()

    def test_refuses_a_forged_hint(self, wire: Wire, id_token: str) -> None:
        header, payload, signature = id_token.split(".")
        forged = [
            "rubbish",
            f"{header}.{payload}.{signature[:-4]}AAAA",
            f"eyJhbGciOiJub25lIn0.{payload}.",
        ]

        for hint in forged:
            assert wire.get(END_SESSION, {"id_token_hint": hint}).status == 400
        assert not is_over()

    def test_refuses_a_hint_issued_to_another_client(self, wire: Wire, id_token: str) -> None:
        other = make_client()

        reply = wire.get(END_SESSION, {"id_token_hint": id_token, "client_id": other.client_id})

        assert reply.status == 400
        assert not is_over()

    def test_leads_back_though_nobody_was_signed_in_any_more(
        self, wire: Wire, id_token: str
    ) -> None:
        parameters = {"id_token_hint": id_token, "post_logout_redirect_uri": AFTER_SIGN_OUT}
        wire.get(END_SESSION, parameters)

        again = wire.get(END_SESSION, parameters)

        assert again.answer.address == AFTER_SIGN_OUT
        assert AuditRecord.objects.filter(event="accounts.session.ended").count() == 1
