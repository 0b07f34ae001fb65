"""The second step by recovery code, text message or passkey."""

from collections.abc import Callable

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.sign_in.send_second_factor_code import send_second_factor_code
from shiming.accounts.models import Account, RecoveryCode, Session
from shiming.accounts.types import (
    AccountKind,
    Factor,
    Visit,
)
from shiming.messages.models import InboxMessage
from tests.accounts.actions.sign_in.second_factor.second_factor_kit import begin, prove, refuse
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    last_code,
    make_account,
    make_account_of,
    make_actor,
)
from tests.factories.credentials import make_authenticator, make_passkey, wrong_digits

pytestmark = pytest.mark.django_db


class TestProveByRecoveryCode:
    @pytest.fixture
    def codes(self, account: Account, secret: str) -> tuple[str, ...]:
        return renew_recovery_codes(actor=make_actor(account), now=NOW)

    def test_is_good_once_however_it_is_typed(
        self, account: Account, codes: tuple[str, ...], visit: Visit
    ) -> None:
        typed = f" {codes[3].lower().replace('-', ' ')} "
        begin(account, visit)
        prove(typed, visit, factor=Factor.RECOVERY_CODE)
        begin(account, visit)

        code = refuse(codes[3], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SecondFactorWrong.code
        assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9
        told = InboxMessage.objects.filter(account_id=account.pk)
        assert told.filter(template="accounts/recovery_code_used").count() == 1

    def test_is_kept_as_a_hash(self, codes: tuple[str, ...]) -> None:
        kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))

        assert len(kept) == len(set(codes)) == 10
        assert all(len(code) == 11 for code in codes)
        assert not kept & {code.replace("-", "") for code in codes}

    def test_of_before_is_void(
        self, account: Account, codes: tuple[str, ...], visit: Visit
    ) -> None:
        renew_recovery_codes(actor=make_actor(account), now=NOW)
        begin(account, visit)

        code = refuse(codes[0], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SecondFactorWrong.code

    def test_shares_its_tries_with_the_app(
        self, account: Account, codes: tuple[str, ...], secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        for number in range(3):
            refuse(wrong_digits(secret, number=number), visit)
        for _ in range(2):
            refuse("AAAAA-AAAAA", visit, factor=Factor.RECOVERY_CODE)

        code = refuse(codes[0], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SignInLocked.code


class TestProveBySms:
    def test_completes_the_sign_in(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        send_second_factor_code(visit=visit, now=NOW)

        started = prove(last_code(PROOFED_CITIZEN.mobile), visit, factor=Factor.SMS)

        methods = Session.objects.get(public_id=started.session_id).methods
        assert set(methods) == {"pwd", "sms", "mfa"}

    def test_is_not_offered_to_who_came_in_by_sms(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit, method="sms")

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)
        assert refuse("123456", visit, factor=Factor.SMS) == errors.SecondFactorNotOffered.code

    def test_is_not_offered_to_staff(self, visit: Visit) -> None:
        account = make_account(kind=AccountKind.STAFF, mobile=UNPROOFED_CITIZEN.mobile)
        make_authenticator(account)
        begin(account, visit)

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)

    def test_is_not_offered_where_the_operator_does_not_want_it(
        self,
        account: Account,
        secret: str,
        visit: Visit,
        change_policy: Callable[..., None],
    ) -> None:
        change_policy(second_factor_by_sms=False)
        begin(account, visit)

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)

    def test_takes_no_code_that_went_to_another_mobile(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        attacker = make_account_of(UNPROOFED_CITIZEN)
        make_authenticator(attacker)
        begin(attacker, visit)
        send_second_factor_code(visit=visit, now=NOW)
        begin(account, visit)

        code = refuse(last_code(UNPROOFED_CITIZEN.mobile), visit, factor=Factor.SMS)

        assert code == errors.CodeNotUsable.code


class TestProveByPasskey:
    def test_completes_the_sign_in(self, account: Account, secret: str, visit: Visit) -> None:
        key, passkey = make_passkey(account)
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)
        assert [each["id"] for each in options["allowCredentials"]] == [passkey.credential_id]

        started = prove(key.get(options), visit, factor=Factor.PASSKEY)

        methods = Session.objects.get(public_id=started.session_id).methods
        assert set(methods) == {"pwd", "hwk", "user", "mfa"}

    def test_refuses_the_passkey_of_somebody_else(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        make_passkey(account)
        theirs, _ = make_passkey(make_account())
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)

        code = refuse(theirs.get(options), visit, factor=Factor.PASSKEY)

        assert code == errors.PasskeyNotAccepted.code

    def test_refuses_the_challenge_of_another_sign_in(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        key, _ = make_passkey(account)
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)
        begin(account, visit)

        code = refuse(key.get(options), visit, factor=Factor.PASSKEY)

        assert code == errors.PasskeyChallengeSpent.code
