import dataclasses
import datetime as dt
import json

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.credentials.add_passkey import add_passkey
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.models import Account, Passkey, Session
from shiming.accounts.types import AccountKind
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.errors import DomainError
from shiming.messages.models import InboxMessage, OutboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor
from tests.factories.credentials import (
    BACKED_UP,
    ELIGIBLE,
    USER_PRESENT,
    USER_VERIFIED,
    SoftKey,
    make_passkey,
    session_of,
    unb64,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


def refuse(answer: str, actor: Actor, *, name: str = "手机", now: dt.datetime = NOW) -> str:
    """Return the code of the refusal, once nothing has been kept and nobody told."""
    with pytest.raises(DomainError) as refusal:
        add_passkey(answer=answer, name=name, actor=actor, now=now)
    assert not Passkey.objects.exists()
    assert not InboxMessage.objects.filter(template="accounts/passkey_added").exists()
    return refusal.value.code


class TestOfferPasskey:
    def test_asks_for_a_verified_user_and_no_attestation(
        self, account: Account, actor: Actor
    ) -> None:
        options = offer_passkey(actor=actor, now=NOW)

        assert options["rp"] == {"id": "localhost", "name": "实名"}
        assert options["attestation"] == "none"
        selection = options["authenticatorSelection"]
        assert selection["userVerification"] == "required"
        assert selection["residentKey"] == "preferred"
        assert len(unb64(options["user"]["id"])) == 43

    def test_names_the_account_by_nothing_that_is_known_elsewhere(
        self, account: Account, actor: Actor
    ) -> None:
        options = offer_passkey(actor=actor, now=NOW)

        handle = unb64(options["user"]["id"]).decode()
        assert str(account.pk) not in handle
        assert PROOFED_CITIZEN.mobile not in json.dumps(options)
        assert offer_passkey(actor=actor, now=NOW)["user"]["id"] == options["user"]["id"]

    def test_names_the_keys_that_need_not_be_made_again(
        self, account: Account, actor: Actor
    ) -> None:
        _, passkey = make_passkey(account)

        excluded = offer_passkey(actor=actor, now=NOW)["excludeCredentials"]

        assert [key["id"] for key in excluded] == [passkey.credential_id]

    def test_stops_at_the_limit(self, account: Account, actor: Actor) -> None:
        for _ in range(10):
            make_passkey(account)

        with pytest.raises(errors.PasskeyLimitReached):
            offer_passkey(actor=actor, now=NOW)

    def test_asks_for_a_fresh_proof_first(self, actor: Actor) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            offer_passkey(actor=actor, now=NOW + dt.timedelta(minutes=6))
        with pytest.raises(errors.SignInRequired):
            offer_passkey(actor=visitor(), now=NOW)


class TestAddPasskey:
    def test_keeps_the_key_and_tells_its_owner(self, account: Account, actor: Actor) -> None:
        key = SoftKey(flags=USER_PRESENT | USER_VERIFIED | ELIGIBLE | BACKED_UP)
        answer = key.create(offer_passkey(actor=actor, now=NOW))

        passkey_id = add_passkey(answer=answer, name="我的手机", actor=actor, now=NOW)

        passkey = Passkey.objects.get(pk=passkey_id)
        assert passkey.account_id == account.pk
        assert (passkey.name, passkey.is_backup_eligible, passkey.is_backed_up) == (
            "我的手机",
            True,
            True,
        )
        assert passkey.transports == ["internal"]
        event = AuditRecord.objects.get(event="accounts.passkey.added")
        assert event.subject == f"account:{account.pk}"
        assert InboxMessage.objects.get(account_id=account.pk).template == "accounts/passkey_added"
        assert OutboxMessage.objects.filter(template="accounts/passkey_added").exists()

    def test_notes_in_the_session_what_was_proven(self, account: Account, actor: Actor) -> None:
        answer = SoftKey().create(offer_passkey(actor=actor, now=NOW))

        add_passkey(answer=answer, name="手机", actor=actor, now=NOW)

        session = session_of(actor)
        assert set(session.methods) == {"pwd", "hwk", "user", "mfa"}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "http://localhost:8001"},
            {"origin": "https://localhost:8000"},
            {"origin": "http://evil.localhost:8000"},
            {"rp_id": "evil.test"},
            {"flags": USER_PRESENT},
            {"flags": USER_VERIFIED},
            {"client_data": {"type": "webauthn.get"}},
            {"client_data": {"crossOrigin": True}},
            {"client_data": {"topOrigin": "https://evil.test"}},
        ],
    )
    def test_refuses_what_is_not_right_for_this_site(
        self, actor: Actor, wrong: dict[str, object]
    ) -> None:
        options = offer_passkey(actor=actor, now=NOW)

        answer = dataclasses.replace(SoftKey(), **wrong).create(options)  # type: ignore[arg-type]  # the test knows the field

        assert refuse(answer, actor) == errors.PasskeyNotAccepted.code

    @pytest.mark.parametrize(
        "answer", ["", "{}", "[]", "null", "x" * 20_000, '{"response": {"clientDataJSON": "e30"}}']
    )
    def test_refuses_what_is_no_answer(self, actor: Actor, answer: str) -> None:
        assert refuse(answer, actor) == errors.PasskeyNotAccepted.code

    def test_refuses_an_attestation_that_is_garbage(self, actor: Actor) -> None:
        answer = json.loads(SoftKey().create(offer_passkey(actor=actor, now=NOW)))
        answer["response"]["attestationObject"] = "AAAA"

        assert refuse(json.dumps(answer), actor) == errors.PasskeyNotAccepted.code

    def test_refuses_a_challenge_a_second_time(self, account: Account, actor: Actor) -> None:
        options = offer_passkey(actor=actor, now=NOW)
        add_passkey(answer=SoftKey().create(options), name="手机", actor=actor, now=NOW)

        with pytest.raises(errors.PasskeyChallengeSpent):
            add_passkey(answer=SoftKey().create(options), name="手机", actor=actor, now=NOW)

        assert Passkey.objects.count() == 1

    def test_spends_the_challenge_of_a_wrong_answer(self, actor: Actor) -> None:
        options = offer_passkey(actor=actor, now=NOW)
        refuse(SoftKey(rp_id="evil.test").create(options), actor)

        assert refuse(SoftKey().create(options), actor) == errors.PasskeyChallengeSpent.code

    def test_refuses_a_challenge_that_is_too_old(self, account: Account) -> None:
        late = NOW + dt.timedelta(minutes=5)
        answer = SoftKey().create(offer_passkey(actor=make_actor(account), now=NOW))

        code = refuse(answer, make_actor(account, now=late), now=late)

        assert code == errors.PasskeyChallengeSpent.code

    def test_refuses_the_challenge_of_another_session(self, account: Account, actor: Actor) -> None:
        answer = SoftKey().create(offer_passkey(actor=make_actor(account), now=NOW))

        assert refuse(answer, actor) == errors.PasskeyChallengeSpent.code

    def test_refuses_a_key_that_somebody_has(self, actor: Actor) -> None:
        key, _ = make_passkey(make_account())
        answer = SoftKey(credential_id=key.credential_id).create(
            offer_passkey(actor=actor, now=NOW)
        )

        with pytest.raises(errors.PasskeyNotAccepted):
            add_passkey(answer=answer, name="手机", actor=actor, now=NOW)

        assert Passkey.objects.count() == 1

    @pytest.mark.parametrize("name", ["", "字" * 61, "a\nb", PROOFED_CITIZEN.number])
    def test_refuses_names_that_say_too_much_or_nothing(self, actor: Actor, name: str) -> None:
        answer = SoftKey().create(offer_passkey(actor=actor, now=NOW))

        assert refuse(answer, actor, name=name) == errors.PasskeyNameMalformed.code

    def test_asks_for_a_fresh_proof(self, actor: Actor) -> None:
        answer = SoftKey().create(offer_passkey(actor=actor, now=NOW))

        code = refuse(answer, actor, now=NOW + dt.timedelta(minutes=6))

        assert code == errors.ReauthenticationRequired.code

    def test_opens_the_session_of_staff_who_had_to_enrol(self) -> None:
        account = make_account(kind=AccountKind.STAFF)
        present, other = make_actor(account), make_actor(account)
        Session.objects.update(must_enrol=True)

        answer = SoftKey().create(offer_passkey(actor=present, now=NOW))
        add_passkey(answer=answer, name="密钥", actor=present, now=NOW)

        assert not session_of(present).must_enrol
        # It has proven a password and no more: whoever holds it may be somebody else.
        assert session_of(other).ended_at == NOW
