"""Each ID number and each mobile is there once (S02-5): added, changed, imported."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory import errors, operations, queries
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.models import StaffMember
from shiming.directory.types import Keeper, StaffDraft, StaffProfile
from shiming.kernel import clock
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from tests.cast import AGENT, AUDITOR, REVIEWER
from tests.directory.web.staff.desk import LIST, SYSTEM, version_in
from tests.factories.accounts import make_account

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S02-5")]

_NEW = {"name": "示例乙", "user_name": "staff.yi", "organisation_code": "60-A"}
_DOUBLES = pytest.mark.parametrize(
    ("entered", "what"),
    [
        ({"number": REVIEWER.number, "mobile": AGENT.mobile}, "身份证号码已存在"),
        ({"number": AGENT.number, "mobile": REVIEWER.mobile}, "手机号码已存在"),
        ({"number": REVIEWER.number, "mobile": REVIEWER.mobile}, "身份证号码和手机号码都已存在"),
        # However they are written.
        ({"number": AUDITOR.number.lower(), "mobile": AGENT.mobile}, "身份证号码已存在"),
        ({"number": AGENT.number, "mobile": f"+86 {REVIEWER.mobile}"}, "手机号码已存在"),
    ],
    ids=["number", "phone", "both", "small letter", "country code"],
)


def opened(user_name: str, *, number: str, mobile: str) -> AccountId:
    draft = StaffDraft(
        user_name=user_name,
        profile=StaffProfile(display_name="示例甲", phone=mobile),
        number=ResidentNumber.parse(number),
    )
    return open_staff_member(draft=draft, keeper=Keeper(), actor=SYSTEM, now=clock.now()).account_id


@pytest.fixture(autouse=True)
def known() -> AccountId:
    opened("staff.bing", number=AUDITOR.number, mobile=AUDITOR.mobile)
    return opened("staff.jia", number=REVIEWER.number, mobile=REVIEWER.mobile)


class TestAdding:
    @_DOUBLES
    def test_names_what_exists_already(
        self, officer: Client, entered: dict[str, str], what: str
    ) -> None:
        answer = officer.post(f"{LIST}add/", _NEW | entered)

        assert answer.status_code == 409
        assert what in answer.content.decode()
        assert not Account.objects.filter(user_name="staff.yi").exists()

    def test_takes_a_number_again_once_its_owner_was_closed(
        self, officer: Client, known: AccountId
    ) -> None:
        close_staff_member(
            account_id=known, version=None, keeper=Keeper(), actor=SYSTEM, now=clock.now()
        )

        answer = officer.post(
            f"{LIST}add/", _NEW | {"number": REVIEWER.number, "mobile": REVIEWER.mobile}
        )

        assert answer.status_code == 303

    def test_shows_neither_in_full_nor_in_an_address(self, officer: Client) -> None:
        answer = officer.post(
            f"{LIST}add/", _NEW | {"number": AGENT.number, "mobile": AGENT.mobile}
        )

        assert AGENT.number not in answer["Location"]
        page = officer.get(answer["Location"]).content.decode()
        assert AGENT.number not in page
        assert AGENT.mobile not in page
        assert "60**************45" in page


class TestChanging:
    @_DOUBLES
    def test_names_what_exists_already(
        self, officer: Client, entered: dict[str, str], what: str
    ) -> None:
        yi = opened("staff.yi", number=AGENT.number, mobile=AGENT.mobile)
        url = f"{LIST}{yi}/"
        version = version_in(officer.get(url).content.decode())

        answer = officer.post(
            url, {"name": "示例乙", "organisation_code": "", "version": version} | entered
        )

        assert answer.status_code == 409
        assert what in answer.content.decode()
        facts = queries.get_staff(yi, reach=Keeper().reach)
        assert (facts.number, facts.profile.phone) == (AGENT.number, AGENT.mobile)

    def test_lets_everybody_keep_their_own(self, officer: Client, known: AccountId) -> None:
        url = f"{LIST}{known}/"
        version = version_in(officer.get(url).content.decode())

        answer = officer.post(
            url,
            {
                "name": "示例丙",
                "organisation_code": "60-B",
                "version": version,
                "number": REVIEWER.number,
                "mobile": REVIEWER.mobile,
            },
        )

        assert answer.status_code == 303


class TestDatabase:
    """Of two who come at once, the database lets one through."""

    @pytest.mark.parametrize("column", ["number_index", "phone_index"])
    def test_refuses_a_second_row(self, known: AccountId, column: str) -> None:
        index = StaffMember.objects.values_list(column, flat=True).get(pk=known)
        assert index

        with pytest.raises(IntegrityError), transaction.atomic():
            StaffMember.objects.create(
                account=make_account(user_name="staff.yi"),
                profile={},
                created_at=clock.now(),
                changed_at=clock.now(),
                **{column: index},
            )

    @pytest.mark.parametrize(
        ("number", "mobile", "refusal"),
        [
            (REVIEWER.number, AGENT.mobile, errors.NumberTaken),
            (AGENT.number, REVIEWER.mobile, errors.PhoneTaken),
        ],
        ids=["number", "phone"],
    )
    def test_is_what_decides_a_race(
        self, number: str, mobile: str, refusal: type[Exception]
    ) -> None:
        # Nothing is looked up before the row is written: that would be too early in a race.
        draft = StaffDraft(
            user_name=f"staff.{new_id().hex[:6]}",
            profile=StaffProfile(phone=mobile),
            number=ResidentNumber.parse(number),
        )

        with pytest.raises(refusal), transaction.atomic():
            operations.open_member(
                draft, place=None, keeper=Keeper(), actor=SYSTEM, now=clock.now()
            )
        assert StaffMember.objects.count() == 2
