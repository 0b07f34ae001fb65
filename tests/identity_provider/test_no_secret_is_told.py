"""The attacks list of the issue: tokens and secrets in no log, address or error; huge headers."""

import logging
from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider.types import AuthMethod, GrantType
from tests.factories.identity_provider import SECRET, basic, make_client
from tests.factories.signed_tokens import assertion_parameters, make_assertion, make_key, public
from tests.identity_provider.conftest import Refresh
from tests.identity_provider.wire import Reply, Wire


@pytest.mark.usefixtures("engine")
class TestSecrets:
    def test_are_in_no_log_line_and_no_audit_record(
        self,
        *,
        wire: Wire,
        get_tokens: Callable[..., dict[str, str]],
        refresh: Refresh,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        client, key = make_client(), make_key()
        signing = make_client(
            auth_method=AuthMethod.PRIVATE_KEY_JWT,
            jwks=[public(key)],
            grant_types=[GrantType.CLIENT_CREDENTIALS],
        )
        assertion = make_assertion(key, signing.client_id)

        tokens = get_tokens(client)
        renewed = refresh(client, tokens["refresh_token"]).json
        for token in (renewed["access_token"], "unknown"):
            for path in ("introspect", "revoke"):
                wire.post(f"/oauth2/{path}", {"token": token}, authorization=basic(client))
            wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")
        refresh(client, tokens["refresh_token"])
        parameters = assertion_parameters(assertion, grant_type="client_credentials")
        replies = [wire.post("/oauth2/token", parameters) for _ in range(2)]

        assert [reply.status for reply in replies] == [200, 401]
        written = "\n".join(
            [record.getMessage() for record in caplog.records]
            + [str(row) for row in AuditRecord.objects.values()]
        )
        assert "introspection" in written
        secrets = [*tokens.values(), *renewed.values(), SECRET, assertion, assertion[-40:]]
        assert [one for one in secrets if len(str(one)) > 30 and str(one) in written] == []

    @pytest.mark.parametrize("path", ["token", "introspect", "revoke", "device-authorization"])
    def test_come_back_in_no_refusal(self, wire: Wire, path: str) -> None:
        sent = {"token": "t" * 40, "client_id": "c" * 40, "client_secret": "s" * 40}

        reply: Reply = wire.post(f"/oauth2/{path}", {**sent, "grant_type": "g" * 40})

        assert reply.status == 401
        assert not any(value in reply.text for value in (*sent.values(), "g" * 40))


@pytest.mark.usefixtures("engine")
class TestHugeHeaders:
    @pytest.mark.parametrize("name", ["HTTP_AUTHORIZATION", "HTTP_DPOP", "HTTP_COOKIE"])
    @pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/introspect"])
    def test_are_refused_before_they_are_read(self, wire: Wire, name: str, path: str) -> None:
        reply = wire.post(path, {"grant_type": "x"}, **{name: "x" * 10_000_000})

        assert reply.status == 431
