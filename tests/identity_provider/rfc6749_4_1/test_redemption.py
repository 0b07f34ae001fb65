"""RFC 6749, sections 4.1.2 and 4.1.3: a code is for one client, one address, one time."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from shiming.accounts.models import Session
from shiming.accounts.types import AccountState
from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AccessToken, AuthorizationCode, Client
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client, token_parameters
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

REVOKED = "identity_provider.grant.revoked"


class TestRedemption:
    def test_happens_once_and_a_second_try_revokes_what_the_first_bought(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)
        token = redeem(client, code).json["access_token"]
        bearer = f"Bearer {token}"
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 200

        second = redeem(client, code)

        assert (second.status, second.json["error"]) == (400, "invalid_grant")
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 401
        assert AccessToken.objects.count() == 1
        assert AuditRecord.objects.filter(event=REVOKED).count() == 1

    def test_is_not_set_back_by_somebody_who_only_has_the_code(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)
        token = redeem(client, code).json["access_token"]

        thief = redeem(client, code, code_verifier="y" * 43)

        assert thief.json["error"] == "invalid_grant"
        assert wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").status == 200

    @pytest.mark.parametrize(
        "changes", [{"redirect_uri": None}, {"redirect_uri": "https://x.example/"}]
    )
    def test_needs_the_address_that_the_code_was_sent_to(
        self,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        changes: dict[str, str | None],
    ) -> None:
        client = make_client()
        sign_in()

        reply = redeem(client, get_code(client), **changes)

        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
        assert not AccessToken.objects.exists()

    def test_is_refused_to_another_client(
        self, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
    ) -> None:
        client, other = make_client(), make_client()
        sign_in()
        code = get_code(client)

        reply = redeem(other, code)

        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
        assert redeem(client, code).status == 200

    def test_is_refused_after_the_person_signed_out(
        self, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
    ) -> None:
        client = make_client()
        session = sign_in()
        code = get_code(client)
        Session.objects.filter(pk=session.pk).update(ended_at=NOW, end_reason="signed_out")

        reply = redeem(client, code)

        assert reply.json["error"] == "invalid_grant"
        assert not AccessToken.objects.exists()

    def test_is_refused_once_the_account_is_frozen(
        self, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
    ) -> None:
        client = make_client()
        session = sign_in()
        code = get_code(client)
        session.account.state = AccountState.FROZEN
        session.account.save()

        assert redeem(client, code).json["error"] == "invalid_grant"

    @pytest.mark.parametrize("code", ["", "unknown", "x" * 5000])
    def test_is_refused_for_an_unknown_code(
        self, engine: object, redeem: Callable[..., Reply], code: str
    ) -> None:
        reply = redeem(make_client(), code)

        assert reply.status == 400
        assert reply.json["error"] in {"invalid_grant", "invalid_request"}


@pytest.mark.django_db(transaction=True)
class TestParallelRedemption:
    def test_has_one_winner_among_fifty(
        self, dispatcher: Dispatcher, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        client = make_client()
        sign_in()
        code = get_code(client)
        gate = threading.Barrier(50)
        replies: list[Reply] = []

        def try_it() -> None:
            gate.wait()
            try:
                replies.append(_redeem(dispatcher, client, code))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=try_it) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(reply.status for reply in replies) == [200] + [400] * 49
        assert {reply.json["error"] for reply in replies if reply.status == 400} == {
            "invalid_grant"
        }
        assert AccessToken.objects.count() == 1
        assert AuthorizationCode.objects.get().revoked_at is not None


def _redeem(dispatcher: Dispatcher, client: Client, code: str) -> Reply:
    return Wire(dispatcher).post(
        "/oauth2/token", token_parameters(code), authorization=basic(client)
    )
