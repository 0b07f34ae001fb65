import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.sign_in.confirm_qr_code import confirm_qr_code
from shiming.accounts.actions.sign_in.refuse_qr_code import refuse_qr_code
from shiming.accounts.actions.sign_in.scan_qr_code import scan_qr_code
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.actions.sign_in.show_qr_code import show_qr_code
from shiming.accounts.actions.sign_in.sign_in_with_qr_code import sign_in_with_qr_code
from shiming.accounts.models import Account, QrSignIn, Session
from shiming.accounts.types import (
    AccountState,
    CounterScope,
    Factor,
    FactorAnswer,
    Limit,
    QrEnd,
    QrSignInId,
    QrState,
    SecondFactorPending,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from tests.accounts.conftest import FakeLevelSource
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_actor, make_visit
from tests.factories.credentials import digits, make_authenticator

pytestmark = pytest.mark.django_db

HOST = "portal.example"
LATER = NOW + dt.timedelta(seconds=30)
TOO_LATE = NOW + dt.timedelta(minutes=2)


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def phone(account: Account) -> Actor:
    return make_actor(account)


@pytest.fixture
def pc() -> Visit:
    return dataclasses.replace(make_visit(address="198.51.100.7"), host=HOST)


@dataclasses.dataclass(kw_only=True)
class Shown:
    """A code on the screen of a PC."""

    id: QrSignInId

    @property
    def row(self) -> QrSignIn:
        return QrSignIn.objects.get(pk=self.id)

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def wrong_number(self) -> int:
        row = self.row
        return next(int(number) for number in row.choices if number != row.number)


@pytest.fixture
def shown(pc: Visit) -> Shown:
    return Shown(id=show_qr_code(wants_face=False, visit=pc, now=NOW))


@pytest.fixture
def confirmed(shown: Shown, phone: Actor) -> Shown:
    scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
    confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=LATER)
    return shown


def sign_in(shown: Shown, visit: Visit, *, now: dt.datetime = LATER) -> StartedSession:
    outcome = sign_in_with_qr_code(qr_id=shown.id, visit=visit, replaces=None, now=now)
    assert isinstance(outcome, StartedSession)
    return outcome


def events() -> list[str]:
    return list(AuditRecord.objects.order_by("pk").values_list("event", flat=True))


class TestQrSignIn:
    def test_signs_the_pc_in_as_whom_the_phone_is(
        self, confirmed: Shown, pc: Visit, account: Account
    ) -> None:
        started = sign_in(confirmed, pc)

        session = Session.objects.get(public_id=started.session_id)
        assert session.account_id == account.pk
        assert session.methods == ["mca", "pwd"]
        assert session.address == "198.51.100.7"
        assert confirmed.row.state == QrState.USED

    def test_keeps_when_the_phone_has_proven_what(
        self, confirmed: Shown, pc: Visit, phone: Actor
    ) -> None:
        started = sign_in(confirmed, pc)

        session = Session.objects.get(public_id=started.session_id)
        assert session.factors == {"pwd": NOW.isoformat()}

    def test_makes_no_proof_younger_where_a_second_factor_comes_between(
        self, confirmed: Shown, pc: Visit, account: Account
    ) -> None:
        secret = make_authenticator(account)
        outcome = sign_in_with_qr_code(qr_id=confirmed.id, visit=pc, replaces=None, now=LATER)
        assert isinstance(outcome, SecondFactorPending)

        started = prove_second_factor(
            answer=FactorAnswer(factor=Factor.TOTP, text=digits(secret, now=LATER)),
            trusts_device=False,
            visit=pc,
            replaces=None,
            now=LATER,
        )

        session = Session.objects.get(public_id=started.session_id)
        assert session.methods == ["mca", "mfa", "otp", "pwd"]
        proven = dict.fromkeys(("mfa", "otp"), LATER.isoformat())
        assert session.factors == {"pwd": NOW.isoformat(), **proven}

    def test_is_no_stronger_than_the_phone(
        self, shown: Shown, phone: Actor, pc: Visit, level_source: FakeLevelSource
    ) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=LATER)
        level_source.answer = (Level.INTERMEDIATE, None)

        started = sign_in(shown, pc)

        assert Session.objects.get(public_id=started.session_id).level == Level.PRIMARY

    def test_works_once(self, confirmed: Shown, pc: Visit) -> None:
        sign_in(confirmed, pc)

        with pytest.raises(errors.QrNotUsable):
            sign_in(confirmed, pc)
        assert Session.objects.count() == 2

    def test_gives_another_browser_nothing(self, confirmed: Shown) -> None:
        thief = dataclasses.replace(make_visit(), host=HOST)

        with pytest.raises(errors.QrNotUsable):
            sign_in(confirmed, thief)
        with pytest.raises(errors.QrNotUsable):
            queries.get_qr_on_pc(qr_id=confirmed.id, visit=thief, now=LATER)
        assert (confirmed.row.state, Session.objects.count()) == (QrState.CONFIRMED, 1)

    def test_is_over_after_two_minutes(self, confirmed: Shown, pc: Visit) -> None:
        with pytest.raises(errors.QrNotUsable):
            sign_in(confirmed, pc, now=TOO_LATE)
        assert Session.objects.count() == 1

    def test_wants_the_phones_confirmation(self, shown: Shown, phone: Actor, pc: Visit) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        with pytest.raises(errors.QrNotUsable):
            sign_in(shown, pc)

    def test_ends_with_the_phones_session(self, confirmed: Shown, pc: Visit, phone: Actor) -> None:
        Session.objects.filter(public_id=str(phone.session_id)).update(
            ended_at=LATER, end_reason="signed_out"
        )

        with pytest.raises(errors.QrNotUsable):
            sign_in(confirmed, pc)
        assert Session.objects.count() == 1

    def test_lets_nobody_into_a_frozen_account(
        self, confirmed: Shown, pc: Visit, account: Account
    ) -> None:
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        with pytest.raises(errors.AccountFrozen):
            sign_in(confirmed, pc)
        assert Session.objects.count() == 1


class TestScanning:
    def test_refuses_a_code_that_another_portal_shows(self, shown: Shown, phone: Actor) -> None:
        with pytest.raises(errors.QrOtherOrigin):
            scan_qr_code(code=shown.code, host="evil.example", phone=phone, now=LATER)

        assert (shown.row.state, shown.row.ended_for) == (QrState.REFUSED, QrEnd.OTHER_ORIGIN)
        assert events()[-1] == "accounts.abuse.qr_other_origin"

    def test_refuses_a_second_phone(self, shown: Shown, phone: Actor) -> None:
        other = make_actor(make_account_of(UNPROOFED_CITIZEN))
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        with pytest.raises(errors.QrTaken):
            scan_qr_code(code=shown.code, host=HOST, phone=other, now=LATER)
        with pytest.raises(errors.QrNotUsable):
            confirm_qr_code(code=shown.code, picked=shown.row.number, phone=other, now=LATER)
        with pytest.raises(errors.QrTaken):
            queries.get_qr_on_phone(code=shown.code, viewer=other, now=LATER)
        assert shown.row.account_id == phone.account_id
        assert events()[-1] == "accounts.abuse.qr_second_phone"

    def test_does_nothing_the_second_time(self, shown: Shown, phone: Actor) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        assert events().count("accounts.qr.scanned") == 1

    def test_refuses_a_phone_that_was_signed_in_by_a_code_itself(
        self, shown: Shown, phone: Actor
    ) -> None:
        chained = dataclasses.replace(phone, methods=("mca", "pwd"))

        with pytest.raises(errors.QrChained):
            scan_qr_code(code=shown.code, host=HOST, phone=chained, now=LATER)
        assert shown.row.state == QrState.SHOWN

    def test_refuses_a_code_that_is_over(self, shown: Shown, phone: Actor) -> None:
        with pytest.raises(errors.QrNotUsable):
            scan_qr_code(code=shown.code, host=HOST, phone=phone, now=TOO_LATE)
        assert shown.row.state == QrState.SHOWN

    def test_knows_only_codes_that_there_are(self, phone: Actor) -> None:
        with pytest.raises(errors.QrNotUsable):
            scan_qr_code(code="x" * 22, host=HOST, phone=phone, now=LATER)

    def test_shows_who_asks_and_the_numbers_only_to_the_phone_that_scanned(
        self, shown: Shown, phone: Actor
    ) -> None:
        before = queries.get_qr_on_phone(code=shown.code, viewer=phone, now=LATER)
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        after = queries.get_qr_on_phone(code=shown.code, viewer=phone, now=LATER)

        assert (before.origin, before.device, before.address) == (HOST, "Firefox", "198.51.100.7")
        assert (before.choices, len(set(after.choices))) == ((), 3)
        assert shown.row.number in after.choices


class TestConfirming:
    def test_dies_of_one_wrong_number(self, shown: Shown, phone: Actor, pc: Visit) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        with pytest.raises(errors.QrWrongNumber):
            confirm_qr_code(code=shown.code, picked=shown.wrong_number, phone=phone, now=LATER)
        with pytest.raises(errors.QrNotUsable):
            confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=LATER)
        with pytest.raises(errors.QrNotUsable):
            sign_in(shown, pc)
        assert shown.row.ended_for == QrEnd.WRONG_NUMBER
        assert events()[-1] == "accounts.abuse.qr_wrong_number"

    def test_is_refused_when_it_is_over(self, shown: Shown, phone: Actor) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        with pytest.raises(errors.QrNotUsable):
            confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=TOO_LATE)
        assert shown.row.state == QrState.SCANNED

    def test_is_refused_before_scanning(self, shown: Shown, phone: Actor) -> None:
        with pytest.raises(errors.QrNotUsable):
            confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=LATER)

    def test_wants_a_face_where_it_was_asked_for(self, pc: Visit, phone: Actor) -> None:
        shown = Shown(id=show_qr_code(wants_face=True, visit=pc, now=NOW))
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

        with pytest.raises(errors.QrNeedsFace):
            confirm_qr_code(code=shown.code, picked=shown.row.number, phone=phone, now=LATER)

        proven = dataclasses.replace(phone, factors={**phone.factors, "face": LATER})
        confirm_qr_code(code=shown.code, picked=shown.row.number, phone=proven, now=LATER)
        assert shown.row.state == QrState.CONFIRMED

    def test_wants_a_face_always_where_the_parameter_says_so(
        self, pc: Visit, change_policy: Callable[..., None]
    ) -> None:
        change_policy(qr_confirmed_by_face=True)

        assert Shown(id=show_qr_code(wants_face=False, visit=pc, now=NOW)).row.needs_face


class TestRefusing:
    def test_tells_the_pc_and_the_abuse_log(self, shown: Shown, phone: Actor, pc: Visit) -> None:
        refuse_qr_code(code=shown.code, phone=phone, now=LATER)

        seen = queries.get_qr_on_pc(qr_id=shown.id, visit=pc, now=LATER)
        assert (seen.state, seen.ended_for) == (QrState.REFUSED, QrEnd.BY_OWNER)
        assert events()[-1] == "accounts.abuse.qr_refused"
        with pytest.raises(errors.QrNotUsable):
            scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)

    def test_is_not_for_others_once_a_phone_has_scanned(self, shown: Shown, phone: Actor) -> None:
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        other = make_actor(make_account_of(UNPROOFED_CITIZEN))

        with pytest.raises(errors.QrNotUsable):
            refuse_qr_code(code=shown.code, phone=other, now=LATER)
        assert shown.row.state == QrState.SCANNED

    def test_cannot_take_a_confirmation_back(self, confirmed: Shown, phone: Actor) -> None:
        refuse_qr_code(code=confirmed.code, phone=phone, now=LATER)

        assert confirmed.row.state == QrState.CONFIRMED


class TestShowing:
    def test_makes_the_code_before_worthless(self, shown: Shown, pc: Visit, phone: Actor) -> None:
        show_qr_code(wants_face=False, visit=pc, now=LATER)

        with pytest.raises(errors.QrNotUsable):
            scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        assert shown.row.ended_for == QrEnd.REPLACED

    def test_is_limited_for_an_address(self, pc: Visit, change_policy: Callable[..., None]) -> None:
        change_policy(
            limits={CounterScope.QR_ADDRESS: Limit(count=2, window=dt.timedelta(minutes=15))}
        )
        for _ in range(2):
            show_qr_code(wants_face=False, visit=pc, now=NOW)

        with pytest.raises(errors.SignInLocked):
            show_qr_code(wants_face=False, visit=pc, now=NOW)
        assert QrSignIn.objects.count() == 2

    def test_shows_the_number_only_after_a_phone_has_scanned(
        self, shown: Shown, pc: Visit, phone: Actor
    ) -> None:
        before = queries.get_qr_on_pc(qr_id=shown.id, visit=pc, now=LATER)
        scan_qr_code(code=shown.code, host=HOST, phone=phone, now=LATER)
        after = queries.get_qr_on_pc(qr_id=shown.id, visit=pc, now=LATER)

        assert (before.number, after.number) == (None, shown.row.number)
