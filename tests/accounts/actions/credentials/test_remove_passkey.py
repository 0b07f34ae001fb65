import datetime as dt
import uuid

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.credentials.remove_passkey import remove_passkey
from shiming.accounts.actions.credentials.rename_passkey import rename_passkey
from shiming.accounts.models import Passkey, RecoveryCode
from shiming.accounts.operations import credentials
from shiming.accounts.types import AccountId, AccountKind, PasskeyId
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor
from tests.factories.credentials import make_authenticator, make_passkey

pytestmark = pytest.mark.django_db


def remove(
    passkey: Passkey, actor: Actor, *, accepts_last: bool = False, now: dt.datetime = NOW
) -> None:
    remove_passkey(
        passkey_id=PasskeyId(passkey.pk), accepts_last=accepts_last, actor=actor, now=now
    )


class TestRemovePasskey:
    def test_removes_it_and_tells_its_owner(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        _, passkey = make_passkey(account)

        remove(passkey, make_actor(account))

        assert not Passkey.objects.exists()
        assert AuditRecord.objects.filter(event="accounts.passkey.removed").count() == 1
        assert InboxMessage.objects.filter(template="accounts/passkey_removed").count() == 1

    def test_of_somebody_else_does_not_exist(self) -> None:
        _, theirs = make_passkey(make_account_of(PROOFED_CITIZEN))

        with pytest.raises(errors.PasskeyNotFound):
            remove(theirs, make_actor(make_account()))
        with pytest.raises(errors.PasskeyNotFound):
            queries.get_passkey(PasskeyId(uuid.uuid4()), owner=AccountId(uuid.uuid4()))

        assert Passkey.objects.count() == 1

    def test_asks_for_a_fresh_proof(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        _, passkey = make_passkey(account)

        with pytest.raises(errors.ReauthenticationRequired):
            remove(passkey, make_actor(account), now=NOW + dt.timedelta(minutes=6))
        with pytest.raises(errors.SignInRequired):
            remove(passkey, visitor())

        assert Passkey.objects.count() == 1

    def test_warns_before_the_last_way_in_goes(self) -> None:
        account = make_account()
        _, passkey = make_passkey(account)
        actor = make_actor(account)

        with pytest.raises(errors.LastWayIn):
            remove(passkey, actor)
        assert Passkey.objects.count() == 1

        remove(passkey, actor, accepts_last=True)
        assert not Passkey.objects.exists()

    @pytest.mark.parametrize("has_other_way", ["password", "mobile", "passkey"])
    def test_warns_of_nothing_while_there_is_another_way(self, has_other_way: str) -> None:
        account = make_account(
            mobile=PROOFED_CITIZEN.mobile if has_other_way == "mobile" else None,
            password="Tulpen-und-7" if has_other_way == "password" else "",
        )
        _, passkey = make_passkey(account)
        if has_other_way == "passkey":
            make_passkey(account)

        remove(passkey, make_actor(account))

        assert not Passkey.objects.filter(pk=passkey.pk).exists()

    def test_keeps_the_last_factor_of_staff(self) -> None:
        account = make_account(kind=AccountKind.STAFF, password="Tulpen-und-7")
        _, passkey = make_passkey(account)
        actor = make_actor(account)

        with pytest.raises(errors.SecondFactorMandatory):
            remove(passkey, actor, accepts_last=True)

        make_authenticator(account)
        remove(passkey, actor)
        assert not Passkey.objects.exists()

    def test_lets_staff_remove_a_suspended_one(self) -> None:
        account = make_account(kind=AccountKind.STAFF, password="Tulpen-und-7")
        _, suspended = make_passkey(account)
        make_passkey(account)
        Passkey.objects.filter(pk=suspended.pk).update(suspended_at=NOW)

        remove(suspended, make_actor(account))

        assert Passkey.objects.count() == 1

    def test_leaves_no_recovery_codes_without_anything_they_could_stand_in_for(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        _, passkey = make_passkey(account)
        credentials.make_recovery_codes(AccountId(account.pk), now=NOW)

        remove(passkey, make_actor(account))

        assert not RecoveryCode.objects.exists()

    def test_switches_the_second_step_off_with_a_citizens_last_factor(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        _, passkey = make_passkey(account)
        credentials.switch_two_step(AccountId(account.pk), is_on=True, now=NOW)

        remove(passkey, make_actor(account))

        assert not queries.get_two_step(AccountId(account.pk)).is_on


class TestRenamePasskey:
    def test_gives_it_another_name(self) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        _, passkey = make_passkey(account)

        rename_passkey(
            passkey_id=PasskeyId(passkey.pk), name="办公室", actor=make_actor(account), now=NOW
        )

        assert queries.list_passkeys(AccountId(account.pk))[0].name == "办公室"

    def test_of_somebody_else_does_not_exist(self) -> None:
        _, theirs = make_passkey(make_account_of(PROOFED_CITIZEN))

        with pytest.raises(errors.PasskeyNotFound):
            rename_passkey(
                passkey_id=PasskeyId(theirs.pk),
                name="办公室",
                actor=make_actor(make_account()),
                now=NOW,
            )

        theirs.refresh_from_db()
        assert theirs.name == "手机"
