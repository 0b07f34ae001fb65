"""What the card agent is allowed to sign."""

import json

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from shiming.accounts import errors
from shiming.accounts.actions.sign_in.issue_agent_ticket import issue_agent_ticket
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.models import Account
from shiming.accounts.types import (
    OutsideAim,
    Visit,
)
from shiming.kernel.actor import visitor
from tests.accounts.actions.sign_in.certificates.signing_kit import NONCE, ORIGIN, SIGNER, issue
from tests.accounts.certificate_kit import FakeVerifier
from tests.factories.accounts import NOW, make_actor

pytestmark = pytest.mark.django_db


def claims_of(token: str, typ: str) -> dict[str, object]:
    """Read a token as the card agent does."""
    public = ECKey.import_key(dict(SIGNER.public_keys()[0]))
    signed = jws.deserialize_compact(token, public, algorithms=["ES256"])
    assert signed.headers()["typ"] == typ
    claims: dict[str, object] = json.loads(signed.payload or b"")
    return claims


class TestTicket:
    def test_says_what_the_agent_may_do_for_this_connection(
        self, verifier: FakeVerifier, visit: Visit
    ) -> None:
        issued = issue(visit)

        assert claims_of(issued.ticket, "shiming-agent-ticket+jwt") == {
            "iss": ORIGIN,
            "origin": ORIGIN,
            "aud": "shiming-agent",
            "nonce": NONCE,
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 120,
            "actions": ["certificates.list", "statement.sign"],
        }

    def test_comes_with_a_statement_that_says_what_it_is_for(
        self, verifier: FakeVerifier, visit: Visit, account: Account
    ) -> None:
        to_sign_in = issue(visit)
        to_bind = issue(visit, actor=make_actor(account, now=NOW))

        read = claims_of(to_sign_in.statement, "shiming-statement+jwt")
        assert (read["jti"], read["purpose"]) == (str(to_sign_in.proof_id), "sign-in")
        assert read["text"] == f"用数字证书登录 {ORIGIN}"
        assert claims_of(to_bind.statement, "shiming-statement+jwt")["purpose"] == "bind"

    @pytest.mark.parametrize("nonce", ["", "n" * 42, "n" * 44, "é" * 43, "n" * 42 + "\n"])
    def test_is_for_a_nonce_of_an_agent(
        self, verifier: FakeVerifier, visit: Visit, nonce: str
    ) -> None:
        with pytest.raises(errors.AgentNonceMalformed):
            issue_agent_ticket(
                aim=OutsideAim.SIGN_IN,
                nonce=nonce,
                origin=ORIGIN,
                actor=visitor(),
                visit=visit,
                now=NOW,
            )

    def test_is_the_same_keys_after_a_restart_and_anothers_elsewhere(self) -> None:
        again, other = Es256AgentSigner(b"a secret of the tests"), Es256AgentSigner(b"another")

        assert again.public_keys() == SIGNER.public_keys()
        assert "d" not in SIGNER.public_keys()[0]
        with pytest.raises(BadSignatureError):
            claims_of(other.sign(typ="shiming-statement+jwt", claims={}), "shiming-statement+jwt")
