"""OpenID Connect Core, section 3.1: the authorization code flow, as a client sees it."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import KeySet

from shiming.accounts import operations
from shiming.accounts.models import Account
from shiming.accounts.policies.methods import METHODS
from shiming.accounts.types import SignInMethod
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import AccessToken, AuthorizationCode
from shiming.kernel.levels import Level
from tests.factories import accounts as account_factory
from tests.factories.accounts import NOW
from tests.factories.identity_provider import CALLBACK, make_client, sid_at
from tests.identity_provider.conftest import ISSUER, SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Reply, Wire


class TestCodeFlow:
    def test_leads_from_a_live_session_to_a_signed_statement(
        self,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        session = sign_in(level=Level.INTERMEDIATE)

        reply = authorize(client)
        tokens = redeem(client, reply.answer.parameters["code"])

        assert reply.status == 303
        assert reply.answer.address == CALLBACK
        assert reply.answer.parameters.keys() == {"code", "state", "iss"}
        assert reply.answer.parameters["state"] == "state-1"
        assert reply.answer.parameters["iss"] == ISSUER
        assert tokens.status == 200
        assert tokens.json["token_type"] == "Bearer"
        assert tokens.json["expires_in"] == 600
        assert tokens.header("Cache-Control") == "no-store"
        keys = KeySet.import_key_set({"keys": wire.get("/oauth2/jwks").json["keys"]})
        claims = jwt.decode(tokens.json["id_token"], keys, algorithms=["ES256"]).claims
        assert claims["iss"] == ISSUER
        assert claims["aud"] == client.client_id
        assert claims["nonce"] == "nonce-1"
        assert claims["acr"] == "urn:shiming:loa:intermediate"
        assert claims["amr"] == ["pwd"]
        assert claims["auth_time"] == int(NOW.timestamp())
        assert claims["exp"] - claims["iat"] == 600
        assert claims["sid"] == sid_at(client, session)
        assert str(session.account_id) not in tokens.text

    def test_keeps_hashes_only(
        self, sign_in: SignIn, authorize: Callable[..., Reply], redeem: Callable[..., Reply]
    ) -> None:
        client = make_client()
        sign_in()

        code = authorize(client).answer.parameters["code"]
        token = redeem(client, code).json["access_token"]

        kept = [
            *AuthorizationCode.objects.values_list("code_hash", flat=True),
            *AccessToken.objects.values_list("token_hash", flat=True),
        ]
        assert len(kept) == 2
        assert code not in kept
        assert token not in kept

    def test_writes_who_granted_what_to_whom(
        self, sign_in: SignIn, authorize: Callable[..., Reply], redeem: Callable[..., Reply]
    ) -> None:
        client = make_client()
        session = sign_in()

        redeem(client, authorize(client).answer.parameters["code"])

        records = AuditRecord.objects.filter(event__startswith="identity_provider").order_by("id")
        granted, issued = records.filter(subject=f"client:{client.client_id}")
        assert granted.event == "identity_provider.authorization.granted"
        assert issued.event == "identity_provider.tokens.issued"
        assert {granted.session_id, issued.session_id} == {session.public_id}
        assert {granted.account_id, issued.account_id} == {session.account_id}

    def test_gives_each_sector_another_name_for_a_person_and_always_the_same(
        self,
        account: Account,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        here, sister = make_client(sector="here"), make_client(sector="here")
        elsewhere = make_client(sector="elsewhere")
        sign_in()

        names = [
            _subject(redeem(client, authorize(client).answer.parameters["code"]))
            for client in (here, here, sister, elsewhere)
        ]

        assert names[0] == names[1] == names[2] != names[3]
        assert str(account.pk) not in names

    @pytest.mark.requirement("S16-3")
    def test_leads_to_every_system_with_one_sign_in(
        self,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        hall, tax, permits = make_client(), make_client(), make_client(sector="permits")

        away = authorize(hall)
        sign_in()
        first = wire.get(away.answer.parameters["next"])
        codes = [first, authorize(tax), authorize(permits)]

        assert away.answer.address == "/sign-in/"
        replies = [
            redeem(client, reply.answer.parameters["code"])
            for client, reply in zip((hall, tax, permits), codes, strict=True)
        ]
        assert [reply.status for reply in replies] == [200] * 3

    @pytest.mark.requirement("S16-1")
    @pytest.mark.parametrize("method", [SignInMethod.PASSWORD, SignInMethod.CERTIFICATE])
    def test_knows_one_account_in_the_whole_province(
        self,
        *,
        wire: Wire,
        account: Account,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
        method: SignInMethod,
    ) -> None:
        department, branch_hall = (
            make_client(redirect_uris=[f"https://{domain}/callback"], sector=domain)
            for domain in ("department.province.example", "hall.city.example")
        )
        facts = METHODS[method]
        started = operations.start_session(
            account=account,
            methods=facts.amr,
            visit=account_factory.make_visit(),
            replaces=None,
            now=NOW,
        )
        wire.cookies[SESSION_COOKIE] = started.cookie_value

        told = []
        for client in (department, branch_hall):
            (address,) = client.redirect_uris
            code = authorize(client, redirect_uri=address).answer.parameters["code"]
            told.append(_id_token(redeem(client, code, redirect_uri=address)))

        assert [tuple(one["amr"]) for one in told] == [facts.amr, facts.amr]
        of_one = AuthorizationCode.objects.filter(account=account, session_id=started.session_id)
        assert of_one.count() == 2
        # Which is nothing that the two could find out of each other.
        assert len({one["sid"] for one in told}) == len({one["sub"] for one in told}) == 2

    def test_refuses_a_code_after_sixty_seconds(
        self,
        time: time_machine.Traveller,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        sign_in()
        code = authorize(client).answer.parameters["code"]

        time.move_to(NOW + dt.timedelta(seconds=60))
        reply = redeem(client, code)

        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
        assert not AccessToken.objects.exists()


def _subject(reply: Reply) -> str:
    return str(_id_token(reply)["sub"])


def _id_token(reply: Reply) -> dict[str, Any]:
    payload = reply.json["id_token"].split(".")[1]
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return content
