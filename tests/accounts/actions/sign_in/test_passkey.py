import dataclasses
import datetime as dt
import json

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.actions.credentials.remove_passkey import remove_passkey
from shiming.accounts.actions.sign_in.passkey import sign_in_with_passkey
from shiming.accounts.models import Account, Passkey, Session
from shiming.accounts.types import AccountKind, AccountState, PasskeyId, StartedSession, Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.errors import DomainError
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor, make_visit
from tests.factories.credentials import (
    ELIGIBLE,
    USER_PRESENT,
    USER_VERIFIED,
    SoftKey,
    b64,
    make_passkey,
    sign_in_options,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def key(account: Account) -> SoftKey:
    return make_passkey(account)[0]


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def sign_in(answer: str, visit: Visit, *, now: dt.datetime = NOW) -> StartedSession:
    outcome = sign_in_with_passkey(answer=answer, visit=visit, replaces=None, now=now)
    assert isinstance(outcome, StartedSession)
    return outcome


def refuse(answer: str, visit: Visit, *, now: dt.datetime = NOW) -> str:
    """Return the code of the refusal, once nobody has been signed in."""
    before = Session.objects.count()
    with pytest.raises(DomainError) as refusal:
        sign_in_with_passkey(answer=answer, visit=visit, replaces=None, now=now)
    assert Session.objects.count() == before
    return refusal.value.code


class TestSignInWithPasskey:
    def test_needs_no_name_and_counts_as_two_factors(
        self, account: Account, key: SoftKey, visit: Visit
    ) -> None:
        options = sign_in_options(visit)
        assert not options.get("allowCredentials")
        assert options["userVerification"] == "required"

        started = sign_in(key.get(options), visit)

        session = Session.objects.get(public_id=started.session_id)
        assert session.account_id == account.pk
        assert set(session.methods) == {"hwk", "user", "mfa"}
        passkey = Passkey.objects.get()
        assert (passkey.sign_count, passkey.last_used_at) == (2, NOW)
        assert "Firefox" in passkey.last_used_device

    def test_names_a_key_that_is_synchronised_as_software(
        self, account: Account, visit: Visit
    ) -> None:
        key, _ = make_passkey(account, SoftKey(flags=USER_PRESENT | USER_VERIFIED | ELIGIBLE))

        started = sign_in(key.get(sign_in_options(visit)), visit)

        assert "swk" in Session.objects.get(public_id=started.session_id).methods

    def test_signs_staff_in_without_a_second_step(self, visit: Visit) -> None:
        key, _ = make_passkey(make_account(kind=AccountKind.STAFF))

        started = sign_in(key.get(sign_in_options(visit)), visit)

        assert not started.must_enrol

    def test_goes_on_with_a_key_that_never_counts(self, account: Account, visit: Visit) -> None:
        key, _ = make_passkey(account, SoftKey(sign_count=0))

        for _ in range(2):
            sign_in(key.get(sign_in_options(visit)), visit)

        assert Passkey.objects.get().suspended_at is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "http://localhost:8001"},
            {"origin": "http://localhost"},
            {"origin": "http://localhost:8000.evil.test"},
            {"rp_id": "evil.test"},
            {"flags": USER_PRESENT},
            {"flags": USER_VERIFIED},
            {"user_handle": b"somebody else"},
            {"user_handle": b""},
            {"client_data": {"type": "webauthn.create"}},
            {"client_data": {"crossOrigin": True}},
        ],
    )
    def test_refuses_what_is_not_right_for_this_site(
        self, key: SoftKey, visit: Visit, wrong: dict[str, object]
    ) -> None:
        answer = dataclasses.replace(key, **wrong).get(sign_in_options(visit))  # type: ignore[arg-type]  # the test knows the field

        assert refuse(answer, visit) == errors.PasskeyNotAccepted.code
        assert Passkey.objects.get().last_used_at is None

    def test_refuses_a_signature_of_another_key(self, key: SoftKey, visit: Visit) -> None:
        forged = dataclasses.replace(key, private=SoftKey().private)

        assert refuse(forged.get(sign_in_options(visit)), visit) == errors.PasskeyNotAccepted.code
        failure = AuditRecord.objects.get(event="accounts.abuse.sign_in_failed")
        assert json.loads(failure.details)["refusal"] == errors.PasskeyNotAccepted.code

    def test_refuses_a_changed_answer(self, key: SoftKey, visit: Visit) -> None:
        answer = json.loads(key.get(sign_in_options(visit)))
        answer["response"]["authenticatorData"] = b64(bytes(37))

        assert refuse(json.dumps(answer), visit) == errors.PasskeyNotAccepted.code

    def test_refuses_an_answer_a_second_time(self, key: SoftKey, visit: Visit) -> None:
        answer = key.get(sign_in_options(visit))
        sign_in(answer, visit)

        assert refuse(answer, visit) == errors.PasskeyChallengeSpent.code
        assert Passkey.objects.get().suspended_at is None

    def test_refuses_the_challenge_of_another_visitor(self, key: SoftKey, visit: Visit) -> None:
        answer = key.get(sign_in_options(make_visit()))

        assert refuse(answer, visit) == errors.PasskeyChallengeSpent.code

    def test_refuses_a_challenge_that_is_too_old(self, key: SoftKey, visit: Visit) -> None:
        answer = key.get(sign_in_options(visit))

        code = refuse(answer, visit, now=NOW + dt.timedelta(minutes=5))

        assert code == errors.PasskeyChallengeSpent.code

    def test_refuses_a_challenge_of_its_own_making(self, key: SoftKey, visit: Visit) -> None:
        answer = key.get({"challenge": b64(bytes(56))})

        assert refuse(answer, visit) == errors.PasskeyChallengeSpent.code

    def test_refuses_a_challenge_for_another_purpose(
        self, account: Account, key: SoftKey, visit: Visit
    ) -> None:
        actor = make_actor(account)

        for options in (
            offer_passkey(actor=actor, now=NOW),
            queries.passkey_options_to_confirm(actor=actor, now=NOW),
        ):
            assert refuse(key.get(options), visit) == errors.PasskeyChallengeSpent.code

    def test_refuses_a_key_that_was_removed(
        self, account: Account, key: SoftKey, visit: Visit
    ) -> None:
        passkey = Passkey.objects.get()
        remove_passkey(
            passkey_id=PasskeyId(passkey.pk),
            accepts_last=False,
            actor=make_actor(account),
            now=NOW,
        )

        assert refuse(key.get(sign_in_options(visit)), visit) == errors.PasskeyUnknown.code

    @pytest.mark.parametrize(
        ("state", "code"),
        [
            (AccountState.FROZEN, errors.AccountFrozen.code),
            (AccountState.CLOSED, errors.BadCredentials.code),
        ],
    )
    def test_refuses_an_account_that_was_stopped(
        self, account: Account, key: SoftKey, visit: Visit, state: AccountState, code: str
    ) -> None:
        Account.objects.filter(pk=account.pk).update(state=state)

        assert refuse(key.get(sign_in_options(visit)), visit) == code


class TestClonedKey:
    @pytest.fixture
    def clone(self, key: SoftKey, visit: Visit) -> SoftKey:
        """A copy of the key, made before the key was used twice more."""
        clone = dataclasses.replace(key)
        for _ in range(2):
            sign_in(key.get(sign_in_options(visit)), visit)
        return clone

    def test_is_suspended_and_its_owner_told(
        self, account: Account, clone: SoftKey, visit: Visit
    ) -> None:
        assert refuse(clone.get(sign_in_options(visit)), visit) == errors.PasskeySuspended.code

        assert Passkey.objects.get().suspended_at == NOW
        told = InboxMessage.objects.filter(account_id=account.pk)
        assert told.filter(template="accounts/passkey_suspended").count() == 1
        event = AuditRecord.objects.get(event="accounts.passkey.suspended")
        details = json.loads(event.details)
        assert (details["kept"], details["given"]) == (3, 2)

    def test_takes_the_original_along(self, key: SoftKey, clone: SoftKey, visit: Visit) -> None:
        refuse(clone.get(sign_in_options(visit)), visit)

        # Which of the two is the owner's, nobody can say.
        assert refuse(key.get(sign_in_options(visit)), visit) == errors.PasskeySuspended.code

    def test_is_not_suspended_by_who_only_knows_its_name(
        self, key: SoftKey, clone: SoftKey, visit: Visit
    ) -> None:
        forged = dataclasses.replace(clone, private=SoftKey().private)

        assert refuse(forged.get(sign_in_options(visit)), visit) == errors.PasskeyNotAccepted.code
        sign_in(key.get(sign_in_options(visit)), visit)

    def test_does_not_start_to_count_backwards(self, account: Account, visit: Visit) -> None:
        key, passkey = make_passkey(account, SoftKey(sign_count=7))
        key.sign_count = 0

        code = refuse(key.get(sign_in_options(visit)), visit)

        assert code == errors.PasskeySuspended.code
        passkey.refresh_from_db()
        assert passkey.suspended_at == NOW
